"""The contract of every field: one table of what is kept and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.values import Json, Values

D = Decimal
OPTIONS: list[Json] = [{"label": "修好", "value": "fixed"}, {"label": "缺件", "value": "missing"}]
REQUIRED: Values = {"required": True}


def field(kind: str, **schema: Json) -> Values:
    """A component of `kind` with the key `x`."""
    return {"type": kind, "id": "x", "key": "x", **schema}


text = field("textfield")
code = field("textfield", validate={"pattern": "^[A-Z]{2}\\d{4}$"})
mail = field("textfield", validate={"validationType": "email"})
phone = field("textfield", validate={"validationType": "phone"})
bounded = field("textfield", validate={"minLength": 3, "maxLength": 5})
area = field("textarea", validate={"maxLength": 10})
number = field("number")
whole = field("number", decimalDigits=0)
cents = field("number", decimalDigits=2, validate={"min": 0, "max": 100})
quarter = field("number", increment="0.25")
minutes = field("number", increment=15, validate={"max": "=limit"})
as_text = field("number", serializeToString=True)
box = field("checkbox")
must_tick = field("checkbox", validate=REQUIRED)
checks = field("checklist", values=OPTIONS)
tags = field("taglist", values=OPTIONS, validate=REQUIRED)
radio = field("radio", values=OPTIONS, validate=REQUIRED)
select = field("select", valuesKey="parts.list")
computed = field("select", valuesExpression="=for n in sizes return {label: string(n), value: n}")
day = field("datetime", subtype="date")
future_day = field("datetime", subtype="date", disallowPassedDates=True)
clock = field("datetime", subtype="time")
clock_utc = field("datetime", subtype="time", timeSerializingFormat="utc_normalized")
local = field("datetime", subtype="datetime", timeSerializingFormat="no_timezone")
utc = field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized", disallowPassedDates=True)
offset = field("datetime", subtype="datetime", timeSerializingFormat="utc_offset")
photos = field("filepicker", multiple=True, accept=".jpg, image/png", validate=REQUIRED)
one_file = field("filepicker")
sign = field("signature", validate=REQUIRED)

CASE: Values = {"limit": 60, "parts": {"list": [{"label": "马达", "value": "M1"}]}, "sizes": [1, D("2.5")]}

KEPT: list[tuple[Values, Json, Json]] = [
    (text, "abc", "abc"),
    (text, "a\r\nb\tc", "a b c"),
    (text, "", ""),
    (text, "   ", ""),
    (text, None, ""),
    (text, "<script>alert(1)</script>", "<script>alert(1)</script>"),
    (text, "😀 维修", "😀 维修"),
    (code, "AB1234", "AB1234"),
    (code, "", ""),
    (mail, "li.na@example.com.cn", "li.na@example.com.cn"),
    (phone, "13800000000", "13800000000"),
    (phone, "138 0000 0000", "138 0000 0000"),
    (phone, "0571-88880000", "0571-88880000"),
    (phone, "+4915112345678", "+4915112345678"),
    (bounded, "  abc  ", "  abc  "),
    (bounded, "中文字", "中文字"),
    (area, "a\r\nb", "a\nb"),
    (number, 5, 5),
    (number, D("5.0"), 5),
    (number, D("0.1"), D("0.1")),
    (number, -3, -3),
    (number, 0, 0),
    (number, None, None),
    (whole, D("3.0"), 3),
    (cents, D("12.50"), D("12.50")),
    (cents, 0, 0),
    (cents, 100, 100),
    (quarter, D("0.75"), D("0.75")),
    (minutes, 60, 60),
    (as_text, "12.50", "12.5"),
    (as_text, 7, "7"),
    (box, True, True),
    (box, False, False),
    (box, None, False),
    (must_tick, True, True),
    (checks, ["fixed"], ["fixed"]),
    (checks, ["fixed", "fixed"], ["fixed"]),
    (checks, [], []),
    (tags, ["missing", "fixed"], ["missing", "fixed"]),
    (radio, "fixed", "fixed"),
    (select, "M1", "M1"),
    (select, None, None),
    (computed, "2.5", D("2.5")),
    (computed, 1, 1),
    (day, "2026-02-28", "2026-02-28"),
    (day, "2020-02-29", "2020-02-29"),
    (future_day, "2026-05-31", "2026-05-31"),
    (clock, "09:05", "09:05"),
    (clock, "23:59:59", "23:59"),
    (clock_utc, "09:00", "01:00Z"),
    (local, "2026-06-01T09:00", "2026-06-01T09:00"),
    (local, "2026-06-01T01:00Z", "2026-06-01T09:00"),
    (utc, "2026-06-01T09:00", "2026-06-01T01:00Z"),
    (utc, "2026-05-31T14:31", "2026-05-31T06:31Z"),
    (offset, "2026-06-01T09:00", "2026-06-01T09:00+08:00"),
    (photos, ["photo", "pen"], ["photo", "pen"]),
    (photos, ["photo", "photo"], ["photo"]),
    (one_file, ["sheet"], ["sheet"]),
    (one_file, [], []),
    (sign, "pen", "pen"),
    (sign, "name:张  伟", "name:张 伟"),
]

REFUSED: list[tuple[Values, Json, str]] = [
    (field("textfield", validate=REQUIRED), "", "required"),
    (field("textfield", validate=REQUIRED), "  \n ", "required"),
    (field("textfield", validate=REQUIRED), None, "required"),
    (text, 5, "type"),
    (text, ["a"], "type"),
    (text, {"a": 1}, "type"),
    (text, "a\x00b", "text"),
    (text, "a\ud800", "text"),
    (text, "x" * 50_001, "max_length"),
    (code, "ab1234", "pattern"),
    (code, "AB１２３４", "pattern"),
    (mail, "a@b", "email"),
    (mail, "a b@example.com", "email"),
    (phone, "12345", "phone"),
    (phone, "+12", "phone"),
    (bounded, "ab", "min_length"),
    (bounded, "abcdef", "max_length"),
    (bounded, "😀😀😀", "max_length"),
    (area, "x" * 11, "max_length"),
    (number, "abc", "number"),
    (number, "5", "number"),
    (number, True, "type"),
    (number, [1], "type"),
    (number, D("NaN"), "number"),
    (number, D("1e100"), "number"),
    (whole, D("3.5"), "integer"),
    (cents, D("1.005"), "decimals"),
    (cents, D("-0.01"), "min"),
    (cents, D("100.01"), "max"),
    (quarter, D("0.3"), "step"),
    (minutes, 20, "step"),
    (minutes, 75, "max"),
    (as_text, "1e999999", "number"),
    (field("number", validate=REQUIRED), None, "required"),
    (box, "true", "type"),
    (must_tick, False, "ticked"),
    (must_tick, None, "ticked"),
    (checks, ["broken"], "option"),
    (checks, "fixed", "type"),
    (checks, [["fixed"]], "option"),
    (tags, [], "required"),
    (radio, None, "choose"),
    (radio, "broken", "option"),
    (radio, {"value": "fixed"}, "option"),
    (select, "M2", "option"),
    (computed, "2", "option"),
    (day, "2026-02-29", "date"),
    (day, "31.05.2026", "date"),
    (day, 20260531, "type"),
    (future_day, "2026-05-30", "past"),
    (clock, "24:00", "time"),
    (clock, "9:00", "time"),
    (local, "2026-06-01", "moment"),
    (local, "0001-01-01T00:00+14:00", "moment"),
    (utc, "2026-05-31T14:29", "past"),
    (photos, ["sheet"], "file_kind"),
    (photos, ["of_another_dealer"], "file"),
    (photos, [], "required"),
    (photos, "photo", "type"),
    (photos, [1], "type"),
    (one_file, ["photo", "pen"], "one_file"),
    (sign, "photo", "signature"),
    (sign, "of_another_dealer", "signature"),
    (sign, "name:", "signature"),
    (sign, None, "signature"),
]


def test_the_table_has_at_least_eighty_verdicts() -> None:
    assert len(KEPT) + len(REFUSED) >= 80


@pytest.mark.parametrize(("component", "value", "kept"), KEPT)
def test_a_right_value_is_kept_in_its_exact_form(submit, component: Values, value: Json, kept: Json) -> None:
    checked = submit([component], {"x": value}, CASE)

    assert checked.errors == ()
    assert checked.values == {"x": kept}
    assert type(checked.values["x"]) is type(kept)


@pytest.mark.parametrize(("component", "value", "code"), REFUSED)
def test_a_wrong_value_is_refused_with_its_rule(submit, component: Values, value: Json, code: str) -> None:
    checked = submit([component], {"x": value}, CASE)

    assert [error.code for error in checked.errors] == [code]
    assert checked.errors[0].pointer == "x"
    assert checked.errors[0].zh
    assert checked.errors[0].en
