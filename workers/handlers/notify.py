"""`notify.customer` and `notify.user`: an outbox row in the transaction that completes the job, shown on the case page.

Sending is another matter: rows in state `queued` are sent by `workers.delivery` after the commit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.feel import Environment, to_feel
from engine.service.reference import notify
from engine.store.database import Tx
from engine.store.reference.notifications import NewNotification
from engine.values import Json, Values
from workers import templates
from workers.contract import BadInput, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

CHANNELS = ("mail", "sms", "webhook", "letter")
_MAX_TITLE = 200
_MAX_RECIPIENT = 320
_MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\.\d+)?Z\Z", re.ASCII)


def notify_customer(engine: Engine, job: ActivatedJob) -> Done:
    """Tell the customer. Inputs: `customer` (email?, phone, name?, address?, language?), what the template names;
    without one `title` and `text`. Header `channel` or input `send_by`: mail, sms, webhook, letter; null or none = the
    best there is. Only a job without input `send_by` reads `channel` instead: a case may have its own of that name.

    Queued when that way is configured and the customer can be reached by it, else by the next best, else only shown
    (a letter is always shown: people print it). Output: `notification`.
    """
    customer = record_of(job.variables, "customer")
    named = "send_by" if "send_by" in job.variables else "channel"
    wanted = job.headers.get("channel") or text_of(job.variables, named, default="")
    if wanted not in ("", *CHANNELS):
        raise BadInput(f"expected a channel of {', '.join(CHANNELS)} in '{named}', but found '{wanted[:40]}'")
    channel, recipient = _way(engine, customer, wanted)
    return _done(
        engine, job, audience="customer", recipient=recipient, role="", unit="",
        state="queued" if channel in ("mail", "sms", "webhook") else "shown", channel=channel,
        language=text_of(customer, "language", default=""),
    )  # fmt: skip


def _way(engine: Engine, customer: Values, wanted: str) -> tuple[str, str]:
    """(channel, recipient): the wanted way if it is open, else mail, else SMS, else none."""
    email, phone = text_of(customer, "email", default=""), text_of(customer, "phone", default="")
    settings = engine.settings
    open_ways = {
        "mail": email if settings.smtp_url else "",
        "sms": phone if settings.sms_url else "",
        "webhook": (phone or email) if settings.notify_url else "",
    }
    if wanted == "letter":
        lines = (text_of(customer, name, default="") for name in ("name", "address"))
        return wanted, "\n".join(line for line in lines if line)[:_MAX_RECIPIENT]
    for channel in (wanted, "mail", "sms"):
        if open_ways.get(channel):
            return channel, open_ways[channel]
    return "", email or phone


def notify_user(engine: Engine, job: ActivatedJob) -> Done:
    """Tell those who hold a role at a unit: header `role`, input `unit`, what the template names."""
    role = job.headers.get("role") or text_of(job.variables, "role")
    unit = text_of(job.variables, "unit")
    return _done(engine, job, audience="role", recipient="", role=role, unit=unit, state="shown")


def _done(
    engine: Engine,
    job: ActivatedJob,
    *,
    audience: str,
    recipient: str,
    role: str,
    unit: str,
    state: str,
    channel: str = "",
    language: str = "",
) -> Done:
    template = job.headers.get("template") or text_of(job.variables, "template", default="")
    title, title_en, text, text_en = (engine.masked(part) for part in _texts(engine, template, job.variables))
    row = NewNotification(
        case_key=job.case_key, element_instance_key=job.element_instance_key, audience=audience, template=template,
        title=title[:_MAX_TITLE], title_en=title_en[:_MAX_TITLE], text=text, text_en=text_en, recipient=recipient,
        role=role, unit_code=unit, state=state, channel=channel, language=language,
    )  # fmt: skip

    def write(tx: Tx) -> None:
        notify(tx, row)

    return Done(
        {"notification": {"template": template, "audience": audience, "state": state, "channel": channel}}, writes=write
    )


def _texts(engine: Engine, template: str, variables: Mapping[str, Json]) -> tuple[str, str, str, str]:
    if not template:
        title, text = text_of(variables, "title", default=""), text_of(variables, "text")
        return title, text_of(variables, "title_en", default=title), text, text_of(variables, "text_en", default=text)
    found = templates.known().get(template)
    if found is None:
        raise BadInput(f"expected a known template, but found '{template}'")
    zone = ZoneInfo(engine.settings.time_zone)
    shown = {name: to_feel(_local(value, zone)) for name, value in variables.items()}
    return found.render(shown, Environment(now=engine.clock(), zone=zone))


def _local(value: Json, zone: ZoneInfo) -> Json:
    """The value as people read it: moments in UTC become local times, `2026-11-24 10:00`."""
    if isinstance(value, dict):
        return {name: _local(item, zone) for name, item in value.items()}
    if isinstance(value, list):
        return [_local(item, zone) for item in value]
    if isinstance(value, str) and _MOMENT.match(value):
        return datetime.fromisoformat(value).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return value
