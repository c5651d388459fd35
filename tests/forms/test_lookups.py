"""Look-up fields: only what is there for this person is kept, wherever the field stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from engine.errors import Invalid
from engine.feel import Environment
from engine.forms import Checked, Found, KnownFile, Wanted, check_submission
from engine.values import Json, Values
from tests.forms.conftest import a_form

PART: Values = {"type": "textfield", "id": "p", "key": "part", "properties": {"lookup": "parts"}}
RECORDS = {"AC-PCB": {"part_code": "AC-PCB", "price": 380}, "AC-CAP": {"part_code": "AC-CAP", "price": 45}}


def parts(wanted: Sequence[Wanted]) -> Mapping[Wanted, Found]:
    """Two parts; only AC-PCB fits the model KFR-35A."""
    return {
        one: Found(one.key, one.key, one.key, record=dict(RECORDS[one.key]))
        for one in wanted
        if one.source == "parts" and one.key in RECORDS and (not one.filters or one.key == "AC-PCB")
    }


@pytest.fixture
def check(environment: Environment):
    """Check values against components with `parts` within reach."""

    def run(components: Sequence[Values], values: Values, variables: Mapping[str, Json] | None = None) -> Checked:
        form = a_form(*components)
        return check_submission(form, values, variables=variables or {}, environment=environment, find_records=parts)

    return run


def marked(**marks: str) -> Values:
    """The part field with further marks."""
    return {**PART, "properties": {"lookup": "parts", **{f"lookup.{name}": text for name, text in marks.items()}}}


def test_a_key_that_is_there_is_kept_without_spaces(check) -> None:
    assert check([PART], {"part": " AC-PCB "}).values == {"part": "AC-PCB"}


def test_a_key_that_is_not_there_is_refused_in_words_of_both_languages(check) -> None:
    (error,) = check([PART], {"part": "NO-SUCH"}).errors

    assert (error.pointer, error.code) == ("part", "lookup")
    assert "'NO-SUCH'" in error.en
    assert "“NO-SUCH”" in error.zh


def test_without_records_nothing_is_within_reach(submit) -> None:
    assert [error.code for error in submit([PART], {"part": "AC-PCB"}).errors] == ["lookup"]


def test_a_filter_of_the_case_narrows_the_choice(check) -> None:
    field = marked(model="=product.model")

    assert check([field], {"part": "AC-CAP"}, {"product": {"model": "KFR-35A"}}).errors[0].code == "lookup"
    assert check([field], {"part": "AC-CAP"}, {"product": {"model": None}}).errors == ()


def test_a_filter_reads_the_row_it_stands_in(check) -> None:
    model: Values = {"type": "textfield", "id": "m", "key": "model"}
    rows: Values = {"type": "dynamiclist", "id": "l", "path": "lines", "allowAddRemove": True}
    rows["components"] = [model, marked(model="=this.model")]

    checked = check([rows], {"lines": [{"model": "", "part": "AC-CAP"}, {"model": "KFR-35A", "part": "AC-CAP"}]})

    assert [error.pointer for error in checked.errors] == ["lines.1.part"]


def test_the_kept_record_is_the_servers_and_cannot_be_sent(check) -> None:
    rows: Values = {"type": "dynamiclist", "id": "l", "path": "lines", "allowAddRemove": True}
    rows["components"] = [marked(keep="record")]

    checked = check([rows], {"lines": [{"part": "AC-PCB"}, {"part": ""}]})
    forged = check([rows], {"lines": [{"part": "AC-PCB", "record": {"price": 1}}]})

    assert checked.values["lines"] == [{"part": "AC-PCB", "record": RECORDS["AC-PCB"]}, {"part": "", "record": None}]
    assert [error.code for error in forged.errors] == ["undeclared"]


def test_a_list_of_keys_is_kept_whole_or_refused(check) -> None:
    field: Values = {
        "type": "taglist",
        "id": "p",
        "key": "parts",
        "properties": {"lookup": "parts", "lookup.keep": "found"},
    }

    checked = check([field], {"parts": ["AC-PCB", "AC-CAP", "AC-PCB"]})

    assert checked.values["parts"] == ["AC-PCB", "AC-CAP"]
    assert checked.values["found"] == [RECORDS["AC-PCB"], RECORDS["AC-CAP"]]
    assert check([field], {"parts": ["AC-PCB", "X"]}).errors[0].code == "lookup"


def test_a_hidden_or_readonly_look_up_is_not_asked_for(check) -> None:
    hidden = {**PART, "conditional": {"hide": "=true"}}
    readonly = {**PART, "readonly": True}

    assert check([hidden], {"part": "NO-SUCH"}).errors == ()
    assert check([readonly], {"part": "NO-SUCH"}, {"part": "OLD"}).errors == ()


@pytest.mark.parametrize(
    "own",
    [
        {"lookup": "secrets"},
        {"lookup": "parts", "lookup.colour": "red"},
        {"lookup": "parts", "lookup.fill": "a=colour"},
    ],
)
def test_a_mark_that_names_nothing_known_is_refused_at_deployment(own: Values) -> None:
    with pytest.raises(Invalid, match="look-up of"):
        a_form({**PART, "properties": own})


def test_a_number_cannot_be_a_look_up() -> None:
    with pytest.raises(Invalid, match="a field of"):
        a_form({"type": "number", "id": "n", "key": "n", "properties": {"lookup": "parts"}})


DAY: Values = {"type": "datetime", "subtype": "date", "id": "d", "key": "day", "validate": {"min": "=today()"}}


def test_a_date_before_its_limit_is_refused_and_the_day_itself_is_not(check) -> None:
    assert [error.code for error in check([DAY], {"day": "2026-05-30"}).errors] == ["earliest"]
    assert check([DAY], {"day": "2026-05-31"}).values == {"day": "2026-05-31"}


def test_a_date_after_its_limit_is_refused(check) -> None:
    field = {**DAY, "validate": {"max": '=today() + duration("P7D")'}}

    assert [error.en for error in check([field], {"day": "2026-06-08"}).errors] == ["Must not be after 2026-06-07"]


def test_a_moment_is_compared_with_a_moment_or_with_a_whole_day(check) -> None:
    field: Values = {"type": "datetime", "subtype": "datetime", "id": "m", "key": "m"}
    by_day = {**field, "validate": {"min": "=today()", "max": "2026-05-31"}}
    by_moment = {**field, "validate": {"min": "=now()"}}

    assert check([by_day], {"m": "2026-05-31T00:00"}).errors == ()
    assert check([by_day], {"m": "2026-06-01T00:00"}).errors[0].code == "latest"
    assert check([by_moment], {"m": "2026-05-31T14:29"}).errors[0].code == "earliest"
    assert check([by_moment], {"m": "2026-05-31T14:31"}).errors == ()


def test_a_drawn_signature_and_a_photo_must_be_pictures_that_can_be_read(environment: Environment) -> None:
    form = a_form(
        {"type": "signature", "id": "s", "key": "sign"},
        {"type": "filepicker", "id": "f", "key": "photos", "multiple": True, "accept": "image/*"},
    )
    broken = KnownFile("x", "x.png", "image/png", 10, is_sound=False)

    checked = check_submission(
        form, {"sign": "x", "photos": ["x"]}, variables={}, environment=environment, known_files=lambda _: {"x": broken}
    )

    assert [(error.pointer, error.code) for error in checked.errors] == [
        ("sign", "signature"), ("photos", "file_broken"),
    ]  # fmt: skip
