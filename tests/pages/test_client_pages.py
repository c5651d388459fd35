"""Service accounts in the browser: made, narrowed, rotated, revoked; the secret stands on one answer only."""

from __future__ import annotations

import re

from engine.actor import SYSTEM
from engine.service import Engine

CLIENT = {
    "username": "acme.feed", "displayName": "Acme 订单", "purpose": "orders of the shop", "role": "worker",
    "unit": "hq", "below": "yes", "jobTypes": "x.acme.*\n\nx.other", "processIds": "", "messageNames": "order.paid",
}  # fmt: skip


def secret_on(page: str) -> str:
    """The secret a page shows."""
    found = re.search(r'id="new-secret" readonly value="(sls_[\w-]+)"', page)
    assert found is not None, page
    return found[1]


def test_a_client_is_made_changed_rotated_and_revoked(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/client")
    first = secret_on(admin.send("/admin/client", CLIENT))

    client = app_engine.actor_of_basic("acme.feed", first, address="test")
    assert client.scopes.job_types == ("x.acme.*", "x.other")
    assert (client.scopes.process_ids, client.scopes.message_names) == (None, ("order.paid",))
    assert "sls_" not in admin.open("/admin/client?id=acme.feed")
    second = secret_on(admin.send("/admin/client", {"known": "acme.feed", "act": "rotate"}))
    assert second != first
    admin.send("/admin/client", {"known": "acme.feed", "displayName": "Acme", "processIds": "sale_registration"})
    found, _ = app_engine.client_page("acme.feed", actor=SYSTEM)
    assert (found.name, found.scopes.job_types, found.scopes.process_ids) == ("Acme", None, ("sale_registration",))
    page = admin.send("/admin/client", {"known": "acme.feed", "act": "revoke"})
    assert "revoked" in page
    assert 'value="rotate"' not in page


def test_the_list_finds_accounts_and_leads_to_them(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/client")
    admin.send("/admin/client", CLIENT)

    assert 'href="/admin/clients"' in admin.open("/admin/users")
    assert "/admin/client?id=acme.feed" in admin.open("/admin/clients?q=shop")
    assert "/admin/client?id=acme.feed" not in admin.open("/admin/clients?q=nothing")


def test_what_cannot_be_is_refused_at_its_field_and_keeps_what_was_typed(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/client")

    page = admin.send("/admin/client", {**CLIENT, "jobTypes": "a*b"}, expect=422)

    assert 'aria-describedby="f-jobTypes-error"' in page
    assert "orders of the shop" in page
    assert app_engine.list_clients(actor=SYSTEM)[1] == 0


def test_who_administers_nothing_is_refused(browser) -> None:
    browser("agent").open("/admin/clients", expect=403)
    browser("agent").open("/admin/client", expect=403)
