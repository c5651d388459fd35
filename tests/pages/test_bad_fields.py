"""Bad input of the field: refused at the field in words, through the page and the API, and nothing saved."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable

import pytest

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.documents import NewDocument
from engine.errors import InvalidFields
from engine.service import Engine
from engine.values import Values
from tests.conftest import ActorOf


def png_part(name: bytes, body: bytes) -> bytes:
    """One part of a PNG, with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = b"".join((
    b"\x89PNG\r\n\x1a\n", png_part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
    png_part(b"IDAT", zlib.compress(b"\0\xff")), png_part(b"IEND", b""),
))  # fmt: skip
SCRIPT = b"\xff\xd8\xff<script>alert(1)</script>"
GOOD: dict[str, object] = {
    "receiver": "store_sh_1",
    "lines.__row": "0",
    "lines.0.part": "AC-PCB",
    "lines.0.quantity": "2",
    "wanted_on": "2099-01-01",
    "freight": "0",
}
BAD = [
    ({"lines.0.part": "NO-SUCH"}, "f-lines-0-part", "There is no such part 'NO-SUCH' here"),
    ({"model": "BCD-260"}, "f-lines-0-part", "There is no such part 'AC-PCB' here"),
    ({"lines.0.quantity": "4"}, "f-lines-0-quantity", "Must not be more than 3"),
    ({"wanted_on": "2020-01-01"}, "f-wanted_on", "Must not be before"),
    ({"freight": "-0.01"}, "f-freight", "Must not be less than 0"),
    ({"receiver": "store_hz_1"}, "f-receiver", "There is no unit 'store_hz_1' that you may choose"),
    ({"receiver": "no_such"}, "f-receiver", "There is no unit 'no_such' that you may choose"),
]


@pytest.fixture
def an_order(app_engine: Engine) -> str:
    """The path of the task to confirm an order of three pieces, at a dealer in Shanghai."""
    wanted = StartRequest(process_id="order", variables={"ordered": 3, "order_number": "O-1"}, unit_code="dealer_sh")
    case_key = app_engine.start_case(wanted, actor=SYSTEM).case_key
    (task,) = app_engine.case_page(case_key, actor=SYSTEM).tasks
    return f"/tasks/{task.task_key}"


def opened(browser: Callable[[str], object], task: str):
    """The dealer with the claimed task before him."""
    dealer = browser("dealer")
    dealer.open(task)
    dealer.send(f"{task}/claim")
    return dealer


@pytest.mark.parametrize(("change", "field", "words"), BAD)
def test_a_page_says_at_the_field_what_is_wrong_and_keeps_nothing(
    browser, app_engine: Engine, an_order: str, change: dict[str, object], field: str, words: str
) -> None:
    dealer = opened(browser, an_order)

    page = dealer.send(an_order, {**GOOD, **change}, expect=422).replace("&#39;", "'")

    assert f'href="#{field}"' in page
    assert words in page
    found = app_engine.task_page(int(an_order.rpartition("/")[2]), actor=SYSTEM)
    assert (found.task.state, found.values) == ("open", {"ordered": 3, "order_number": "O-1"})


def as_json(change: dict[str, object]) -> Values:
    """The same values as an API client sends them."""
    flat = {**GOOD, **change}
    row: Values = {"part": str(flat["lines.0.part"]), "quantity": int(str(flat["lines.0.quantity"]))}
    values: Values = {"receiver": str(flat["receiver"]), "lines": [row], "wanted_on": str(flat["wanted_on"])}
    values["freight"] = int(float(str(flat["freight"])) * 100)
    return {**values, **({"model": str(flat["model"])} if "model" in flat else {})}


@pytest.mark.parametrize(("change", "field", "words"), BAD)
def test_the_api_refuses_the_same_at_the_same_field(
    browser, an_order: str, change: dict[str, object], field: str, words: str
) -> None:
    dealer = opened(browser, an_order)
    token = re.search(r'name="csrf-token" content="([^"]+)"', dealer.open(an_order))
    assert token

    answer = dealer.client.post(
        f"/v2/user-tasks/{an_order.rpartition('/')[2]}/completion",
        json={"variables": as_json(change)},
        headers={"X-CSRF-Token": token[1]},
    )

    assert answer.status_code == 400
    assert [error["pointer"].replace(".", "-") for error in answer.json()["errors"]] == [field.removeprefix("f-")]
    assert words in answer.json()["detail"]


def test_what_is_right_is_kept_with_the_servers_own_record_of_the_part(
    browser, app_engine: Engine, an_order: str
) -> None:
    dealer = opened(browser, an_order)

    dealer.send(an_order, GOOD)

    values = app_engine.task_page(int(an_order.rpartition("/")[2]), actor=SYSTEM).values
    assert values["receiver"] == "store_sh_1"
    assert values["lines"][0]["part_record"]["name_en"] == "AC control board"


def test_a_search_without_script_offers_choices_and_the_choice_fills_its_neighbours(browser, an_order: str) -> None:
    dealer = opened(browser, an_order)

    page = dealer.send(an_order, {**GOOD, "lines.0.part": "control", "_find": "lines.0.part"})
    assert 'name="lines.0.part.chosen" value="AC-PCB"' in page
    assert "¥380.00" in page
    page = dealer.send(an_order, {**GOOD, "lines.0.part": "control", "lines.0.part.chosen": "RF-PCB", "_update": "yes"})

    assert 'name="lines.0.part" ' in page
    assert 'value="RF-PCB"' in page
    assert "Fridge" in page


def test_a_dealer_is_offered_his_own_stores_only(browser, an_order: str) -> None:
    dealer = opened(browser, an_order)

    page = dealer.send(an_order, {"receiver": "", "_find": "receiver"})

    assert 'value="store_sh_1"' in page
    assert 'value="station_sh"' in page
    assert "store_hz" not in page
    found = dealer.client.get("/api/v1/lookups/units?q=store").json()["items"]
    assert {one["value"] for one in found} == {"store_sh_1", "store_sh_2"}


@pytest.mark.parametrize(
    ("name", "kind", "content", "words"),
    [
        ("photo.jpg", "image/jpeg", b"<script>alert(1)</script>", "its content is no picture"),
        ("photo.jpg", "image/jpeg", SCRIPT, "'photo.jpg' cannot be read as a picture"),
        ("photo.png", "text/html", b"<!doctype html><script>alert(1)</script>", "its content is no picture"),
        ("cut.png", "image/png", PNG[:-20], "'cut.png' cannot be read as a picture"),
        ("list.txt", "text/plain", b"just text", "This kind of file is not accepted; use image/*"),
        ("big.png", "image/png", PNG + b"0" * 10 * 2**20, "The file 'big.png' is too large; at most 10 MB"),
    ],
)
def test_a_photo_that_is_none_is_refused_at_its_field_and_what_was_typed_stays(
    browser, app_engine: Engine, an_order: str, name: str, kind: str, content: bytes, words: str
) -> None:
    dealer = opened(browser, an_order)
    token = re.search(r'name="csrf_token" value="([^"]+)"', dealer.open(an_order))
    assert token

    answer = dealer.client.post(
        an_order, data={**GOOD, "csrf_token": token[1], "do": "complete"}, files={"photos": (name, content, kind)}
    )

    page = answer.text.replace("&#39;", "'")
    assert answer.status_code == 422
    assert 'href="#f-photos"' in page
    assert words in page
    assert 'value="AC-PCB"' in page
    assert app_engine.task_page(int(an_order.rpartition("/")[2]), actor=SYSTEM).task.state == "open"


def test_a_broken_picture_uploaded_by_the_api_is_refused_by_the_form(app_engine: Engine, an_order: str) -> None:
    dealer, task_key = ActorOf(app_engine)("dealer"), int(an_order.rpartition("/")[2])
    broken = app_engine.add_document(NewDocument(SCRIPT, "photo.jpg", "image/jpeg"), actor=dealer)
    sound = app_engine.add_document(NewDocument(PNG, "photo.png", "image/png"), actor=dealer)
    app_engine.claim_task(task_key, actor=dealer)

    values = {**as_json({}), "photos": [broken.document_id]}
    with pytest.raises(InvalidFields, match="cannot be read as a picture"):
        app_engine.complete_task(task_key, values, actor=dealer, from_form=False)
    values = {**as_json({}), "photos": [sound.document_id]}
    app_engine.complete_task(task_key, values, actor=dealer, from_form=False)


def test_a_person_starts_with_what_the_form_allows_and_the_number_of_the_case(app_engine: Engine) -> None:
    dealer, operator = ActorOf(app_engine)("dealer"), ActorOf(app_engine)("operator")

    with pytest.raises(InvalidFields, match=r"receiver: This must be filled in"):
        app_engine.start_case(StartRequest(process_id="order", variables={}), actor=dealer)
    with pytest.raises(InvalidFields, match=r"ordered: The form has no such field"):
        app_engine.start_case(StartRequest(process_id="order", variables={**as_json({}), "ordered": 9}), actor=dealer)
    wrong = as_json({"receiver": "store_hz_1"})
    with pytest.raises(InvalidFields, match="no unit 'store_hz_1'"):
        app_engine.start_case(StartRequest(process_id="order", variables=wrong), actor=dealer)
    numbered = {**as_json({}), "order_number": "O-7"}
    started = app_engine.start_case(StartRequest(process_id="order", variables=numbered), actor=dealer)
    with_more = {**as_json({}), "order_number": "O-8", "ordered": 9}
    app_engine.start_case(StartRequest(process_id="order", variables=with_more, unit_code="dealer_sh"), actor=operator)

    assert started.business_key == "O-7"
