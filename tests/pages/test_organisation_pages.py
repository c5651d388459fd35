"""Units, users and roles in the browser: walked, changed, refused in words."""

from __future__ import annotations

import re

from engine.actor import SYSTEM
from engine.service import Engine

PERSON = {"username": "zhang", "displayName": "张三 Zhang San", "language": "zh-CN", "email": "z@huachen.example"}


def test_the_tree_is_walked_and_searched(browser) -> None:
    admin = browser("admin")

    assert "parent=hq" in admin.open("/admin/units")
    page = admin.open("/admin/units?parent=dealer_sh")
    assert "store_sh_1" in page
    assert "dealer_hz" not in page
    assert 'href="/admin/units?parent=region_east"' in page
    assert "store_hz_1" in admin.open("/admin/units?q=杭州&kind=store")


def test_a_unit_is_added_moved_and_closed(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/unit?parent=dealer_sh")
    admin.send("/admin/unit", {"parent": "dealer_sh", "code": "store_new", "kind": "store", "name": "新店"})
    admin.open("/admin/unit?code=store_new")
    admin.send(
        "/admin/unit", {"name": "新店", "nameEn": "New store", "parent": "dealer_hz", "regionCode": "region_east"}
    )
    admin.open("/admin/unit?code=store_new")
    page = admin.send("/admin/unit", {"close": "yes"})

    unit = app_engine.unit_page("store_new", actor=SYSTEM).unit
    assert (unit.parent, unit.name_en, unit.is_closed) == ("dealer_hz", "New store", True)
    assert "closed" in page


def test_a_unit_without_name_is_refused_at_its_field(browser) -> None:
    admin = browser("admin")
    admin.open("/admin/unit?parent=dealer_sh")

    page = admin.send("/admin/unit", {"parent": "dealer_sh", "code": "x", "kind": "store", "name": ""}, expect=422)

    assert 'href="#f-name"' in page
    assert 'aria-describedby="f-name-error"' in page


def test_a_user_is_added_with_a_role_given_another_and_locked_out(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/user")
    page = admin.send(
        "/admin/user", {**PERSON, "password": "long enough secret", "role": "store", "unit": "store_sh_1"}
    )
    assert "zhang is saved" in page
    page = admin.send(
        "/admin/grant", {"role": "dealer", "unit": "dealer_sh", "below": "yes", "validUntil": "2099-01-01T08:00"}
    )
    assert "dealer_sh" in page
    assert app_engine.sign_in("zhang", "long enough secret", address="test").actor.holds("dealer")
    grant = re.search(r'name="remove" value="(\d+)"', page)
    assert grant
    admin.send("/admin/grant", {"remove": grant[1]})
    admin.send("/admin/user", {"active": "no"})

    person, grants = app_engine.person_page("zhang", actor=SYSTEM)
    assert not person.is_active
    assert len(grants) == 1


def test_what_is_wrong_with_a_user_is_said_and_nothing_saved(browser, app_engine: Engine) -> None:
    admin = browser("admin")
    admin.open("/admin/user")

    page = admin.send("/admin/user", {**PERSON, "username": "张", "email": "none"}, expect=422)
    assert 'href="#f-username"' in page
    assert 'href="#f-email"' in page
    page = admin.send("/admin/user", {**PERSON, "username": "agent"}, expect=409)
    assert "is taken" in page
    page = admin.send("/admin/user", {**PERSON, "role": "store", "unit": "nowhere"}, expect=422)
    assert "Nothing was saved" in page


def test_who_administers_nothing_sees_none_of_it(browser) -> None:
    agent = browser("agent")

    for path in ("/admin/units", "/admin/unit?code=hq", "/admin/users", "/admin/user", "/admin/user?username=agent"):
        agent.open(path, expect=403)
