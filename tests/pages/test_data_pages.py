"""Reference data in the browser: found, edited, brought in after a look, refused line by line."""

from __future__ import annotations

import re

from api.pages.data_import import AT_ONCE_BYTES
from engine.actor import SYSTEM
from engine.service import Engine
from workers import drain

HEAD = "part_code,name,name_en,category,models,price\n"


def upload(person, path: str, name: str, content: bytes, **values: str):
    """Send a file by the form of a page that is open."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', person.open(path))
    assert token
    answer = person.client.post(
        path, data={"csrf_token": token[1], **values}, files={"file": (name, content, "text/csv")}
    )
    person._text = answer.text
    return answer


def test_the_first_page_lists_the_tables_the_reader_sees(browser) -> None:
    assert 'href="/data/customers"' in browser("agent").open("/data")
    page = browser("store").open("/data")
    assert 'href="/data/parts"' in page
    assert 'href="/data/customers"' not in page


def test_rows_are_found_sorted_and_filtered(browser) -> None:
    agent = browser("agent")

    page = agent.open("/data/parts?q=control&category=air_conditioner&sort=-price")

    assert "AC control board" in page
    assert 'aria-sort="descending"' in page
    assert "RF-PCB" not in page
    assert "¥380.00" in page
    agent.open("/data/secrets", expect=404)


def test_a_row_is_changed_and_the_page_tells_who_did_it(browser) -> None:
    clerk = browser("parts_clerk")
    clerk.open("/data/parts/row?id=AC-PCB")

    row = {
        "part_code": "AC-PCB",
        "name": "空调主控板",
        "name_en": "Board",
        "category": "air_conditioner",
        "price": "400",
    }
    page = clerk.send("/data/parts/row", row)
    assert "AC-PCB is saved" in page
    page = clerk.open("/data/parts/row?id=AC-PCB")

    assert "parts_clerk" in page
    assert '<span class="diff-old">380.00</span> → <span class="diff-new">400.00</span>' in page


def test_a_wrong_cell_is_said_at_its_field_and_nothing_typed_is_lost(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")
    clerk.open("/data/parts/row")

    row = {"part_code": "NEW-1", "name": "Pump", "category": "washer", "price": "-3"}
    page = clerk.send("/data/parts/row", row, expect=422)

    assert 'href="#f-price"' in page
    assert "not negative" in page
    assert 'value="Pump"' in page
    assert app_engine.find_parts(["NEW-1"]) == {}


def test_a_row_that_somebody_else_changed_is_not_overwritten(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")
    clerk.open("/data/parts/row?id=AC-PCB")
    app_engine.patch_data("parts", "AC-PCB", {"price": "999"}, actor=SYSTEM)

    page = clerk.send("/data/parts/row", {"name": "x", "category": "washer", "price": "1"}, expect=409)

    assert "system changed this row" in page
    assert app_engine.find_parts(["AC-PCB"])["AC-PCB"].price_cents == 99900


def test_who_may_not_edit_sees_no_way_to_and_is_refused(browser) -> None:
    agent = browser("agent")
    page = agent.open("/data/parts/row?id=AC-PCB")

    assert 'name="remove"' not in page
    assert 'action="/data/parts/row"' not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    typed = {"csrf_token": token[1], "row_id": "AC-PCB", "name": "x", "category": "washer", "price": "1"}
    assert agent.client.post("/data/parts/row", data=typed).status_code == 403
    agent.open("/data/parts/import", expect=403)


def test_a_file_is_looked_at_first_and_brought_in_when_confirmed(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")
    content = (
        HEAD + "AC-PCB,空调主控板,AC control board,air_conditioner,,399.50\nNEW-1,新件,New part,phone,,1\n"
    ).encode()

    preview = upload(clerk, "/data/parts/import", "parts.csv", content).text
    assert "Preview: parts.csv" in preview
    assert "New part" in preview
    assert app_engine.find_parts(["NEW-1"]) == {}
    page = clerk.send("/data/parts/import", {"confirm": "yes"})

    assert "Imported: 1 new, 1 changed, 0 removed, 0 as before" in page
    assert app_engine.find_parts(["NEW-1"])["NEW-1"].price_cents == 100


def test_a_file_with_faults_is_reported_line_by_line(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")

    answer = upload(clerk, "/data/parts/import", "parts.csv", (HEAD + "NEW-1,x,y,boat,,1\n,x,y,phone,,a\n").encode())

    assert answer.status_code == 422
    assert "3 faults in the file: nothing was imported" in answer.text
    assert "boat" in answer.text
    assert app_engine.find_parts(["NEW-1"]) == {}
    assert upload(clerk, "/data/parts/import", "parts.csv", b"\xff\xfe").status_code == 422


def test_a_calendar_shows_its_year(browser) -> None:
    page = browser("agent").open("/data/calendars/row?id=office_hours&year=2026")

    assert page.count('<table class="month">') == 12
    assert re.search(r'<time datetime="2026-10-01" class="day day-holiday"', page)
    assert re.search(r'<time datetime="2026-10-10" class="day day-closed"', page)
    assert re.search(r'<time datetime="2026-10-12" class="day day-open"', page)


def test_an_export_is_a_file_that_spreadsheets_read(browser) -> None:
    answer = browser("agent").client.get("/data/fault_codes/export")

    assert answer.text.startswith("\ufefffault_code,name,name_en,category,kind,level\n")
    assert "AC01,不制冷" in answer.text


def big_file(*, wrong: str = "") -> bytes:
    """A file too large to be brought in while the page waits."""
    lines = "".join(f"BIG-{number},一个名称很长的配件 {number},A part {number},washer,*,1\n" for number in range(4000))
    content = (HEAD + lines + wrong).encode()
    assert len(content) > AT_ONCE_BYTES
    return content


def test_a_large_file_is_followed_on_a_page_of_its_own_and_written_after_a_yes(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")

    page = upload(clerk, "/data/parts/import", "big.csv", big_file())
    address = page.url.path
    assert address.startswith("/data/parts/imports/")
    assert "4,001" in page.text or "4001" in page.text
    assert f'data-live="{address}/state"' in page.text
    assert "You may close this page" in clerk.client.get(f"{address}/state").text
    drain(app_engine)
    state = clerk.client.get(f"{address}/state").text
    looked = clerk.open(address)
    assert "data-live-done" in state
    assert "data-live=" not in looked
    assert "A part 7" in looked
    assert app_engine.find_parts(["BIG-7"]) == {}

    clerk.send(address, {"confirm": "yes"})
    drain(app_engine)

    assert "Imported: 4000 new, 0 changed, 0 removed, 0 as before" in clerk.open(address)
    assert app_engine.find_parts(["BIG-7"])["BIG-7"].price_cents == 100
    assert f'href="{address}"' in clerk.open("/data/parts/import")
    browser("agent").open(address, expect=404)
    clerk.open(address.replace("/parts/", "/tariffs/"), expect=404)


def test_the_faults_of_a_large_file_are_listed_and_downloaded(browser, app_engine: Engine) -> None:
    clerk = browser("parts_clerk")
    wrong = "".join(f"BAD-{number},x,y,boat,,1\n" for number in range(150))
    address = upload(clerk, "/data/parts/import", "big.csv", big_file(wrong=wrong)).url.path

    drain(app_engine)

    page = clerk.open(address)
    assert "150 faults in the file: nothing was imported" in page
    assert "Only the first 100 are shown; all 150" in page
    lines = clerk.client.get(f"{address}/errors.csv").text.splitlines()
    assert len(lines) == 151
    assert lines[-1].startswith("4151,category,boat,")
    assert app_engine.find_parts(["BIG-7"]) == {}
    clerk.client.cookies.set("language", "zh-CN")
    assert "文件" in clerk.open(address)
