"""Reference data over HTTP: look, edit against a revision, import all or nothing, export what an import reads."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from engine.actor import SYSTEM
from engine.service import Engine
from workers import drain

HEAD = "part_code,name,name_en,category,models,price\n"
CSV = {"Content-Type": "text/csv"}


def values(client: TestClient, path: str) -> dict[str, object]:
    """The values of one row."""
    found: dict[str, object] = client.get(f"/api/v1/data/{path}").json()["values"]
    return found


def test_a_page_holds_words_filters_order_and_a_way_on(sqlite_as_user) -> None:
    agent = sqlite_as_user("agent")

    first = agent.get("/api/v1/data/parts", params={"q": "control board", "sort": "-price", "limit": 2}).json()
    second = agent.get(
        "/api/v1/data/parts", params={"q": "control board", "sort": "-price", "limit": 2, "after": first["after"]}
    ).json()

    prices = [row["values"]["price"] for row in (*first["items"], *second["items"])]
    assert prices == sorted(prices, reverse=True)
    assert len({row["id"] for row in (*first["items"], *second["items"])}) == 4
    assert agent.get("/api/v1/data/parts", params={"category": "phone"}).json()["total"] > 0
    assert agent.get("/api/v1/data/parts", params={"colour": "red"}).status_code == 400
    assert agent.get("/api/v1/data/secrets").status_code == 404


def test_customers_are_seen_by_who_reaches_their_region_only(sqlite_as_user) -> None:
    everywhere = sqlite_as_user("agent").get("/api/v1/data/customers").json()["total"]
    of_region = sqlite_as_user("region_manager").get("/api/v1/data/customers").json()
    of_store = sqlite_as_user("store").get("/api/v1/data/customers").json()

    assert everywhere == 60
    assert 0 < of_region["total"] < 60
    assert {row["values"]["region_code"] for row in of_region["items"]} == {"region_east"}
    assert of_store["total"] == 0
    assert sqlite_as_user("store").get("/api/v1/data/customers/C0001").status_code == 404
    assert sqlite_as_user("store").get("/api/v1/data/products/SNKFR35A00001").status_code == 404


def test_rows_that_belong_by_another_row_are_seen_by_its_unit_only(as_user) -> None:
    manager, clerk = as_user("region_manager"), as_user("parts_clerk2")
    sold = manager.get("/api/v1/data/products?limit=100").json()
    customers = {row["id"] for row in manager.get("/api/v1/data/customers?limit=100").json()["items"]}
    stock = clerk.get("/api/v1/data/stock?limit=100").json()

    assert 0 < sold["total"] < as_user("agent").get("/api/v1/data/products").json()["total"]
    assert {row["values"]["customer_code"] for row in sold["items"]} <= customers
    assert {row["values"]["warehouse_code"] for row in stock["items"]} == {"wh_east"}
    assert as_user("dealer").get("/api/v1/data/stock").json()["total"] == 0


def test_a_row_is_written_only_over_the_revision_one_knows_and_who_changed_it_is_told(sqlite_as_user) -> None:
    clerk, operator = sqlite_as_user("parts_clerk"), sqlite_as_user("operator")
    before = clerk.get("/api/v1/data/parts/AC-PCB")

    changed = clerk.patch(
        "/api/v1/data/parts/AC-PCB", json={"values": {"price": 401.5}}, headers={"If-Match": before.headers["ETag"]}
    )
    late = operator.patch(
        "/api/v1/data/parts/AC-PCB", json={"values": {"price": 1}}, headers={"If-Match": before.headers["ETag"]}
    )

    assert changed.json()["values"]["price"] == 401.5
    assert (late.status_code, late.json()["code"], late.json()["changedBy"]) == (409, "stale_revision", "parts_clerk")
    (entry,) = operator.get("/api/v1/data/parts/AC-PCB/history").json()["items"]
    assert (entry["kind"], entry["before"]["price"], entry["after"]["price"]) == ("changed", 380.0, 401.5)


def test_wrong_cells_are_named_by_column_and_nothing_is_written(sqlite_as_user) -> None:
    clerk = sqlite_as_user("parts_clerk")

    answer = clerk.put("/api/v1/data/parts/NEW-1", json={"values": {"name": "", "category": "boat", "price": -1}})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["name", "category", "price"]
    assert clerk.get("/api/v1/data/parts/NEW-1").status_code == 404


def test_a_row_is_added_and_removed_but_not_while_others_refer_to_it(sqlite_as_user) -> None:
    clerk, admin = sqlite_as_user("parts_clerk"), sqlite_as_user("admin")
    row = {"values": {"name": "新件", "category": "phone", "models": ["P-10", "P-20"], "price": "12.50"}}

    assert clerk.put("/api/v1/data/parts/NEW-1", json=row).status_code == 200
    assert values(clerk, "parts/NEW-1")["models"] == ["P-10", "P-20"]
    assert clerk.delete("/api/v1/data/parts/NEW-1").status_code == 204
    used = admin.delete("/api/v1/data/product_models/KFR-35A")
    assert used.status_code == 409
    assert "product" in used.json()["detail"]


def test_roles_edit_their_own_tables_and_no_others(sqlite_as_user) -> None:
    assert sqlite_as_user("agent").patch("/api/v1/data/parts/AC-PCB", json={"values": {"price": 1}}).status_code == 403
    assert sqlite_as_user("finance").put("/api/v1/data/roles/x", json={"values": {"name": "x"}}).status_code == 403
    assert sqlite_as_user("dealer").post("/api/v1/data/parts/imports", content=HEAD, headers=CSV).status_code == 403


def test_an_editor_writes_within_his_reach_only(sqlite_engine: Engine, sqlite_as_user) -> None:
    sqlite_engine.put_grant("region_manager", "agent", "region_east", below=True, actor=SYSTEM)
    manager = sqlite_as_user("region_manager")

    moved = manager.patch("/api/v1/data/customers/C0001", json={"values": {"region_code": "region_south"}})
    kept = manager.patch("/api/v1/data/customers/C0001", json={"values": {"tier": "vip"}})
    line = "customer_code,name,phone,region_code,address\nC9,Li,13800000009,region_south,x\n"
    brought = manager.post("/api/v1/data/customers/imports", content=line, headers=CSV)

    assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (400, "region_code")
    assert kept.status_code == 200
    assert (brought.status_code, brought.json()["errors"][0]["line"]) == (400, 2)


def test_an_administrator_of_a_dealer_changes_nothing_that_all_share(sqlite_engine: Engine, sqlite_as_user) -> None:
    for role in ("admin", "operator", "parts_clerk", "finance"):
        sqlite_engine.put_grant("dealer", role, "dealer_sh", below=True, actor=SYSTEM)
    dealer = sqlite_as_user("dealer")

    assert dealer.patch("/api/v1/data/parts/AC-PCB", json={"values": {"price": 1}}).status_code == 403
    assert dealer.delete("/api/v1/data/tariffs/labour:*:*:minor").status_code == 403
    assert dealer.get("/api/v1/data/credit_accounts").json()["total"] == 1
    assert dealer.patch("/api/v1/data/credit_accounts/dealer_sh", json={"values": {"limit": 1}}).status_code == 403
    assert dealer.patch("/api/v1/data/stations/station_sh", json={"values": {"score": 99}}).status_code == 403


def test_an_import_is_idempotent_and_every_change_is_noted(sqlite_as_user) -> None:
    clerk = sqlite_as_user("parts_clerk")
    content = HEAD + "AC-PCB,空调主控板,AC control board,air_conditioner,,399.50\nNEW-1,新件,New,phone,P-10|P-20,1\n"

    first = clerk.post("/api/v1/data/parts/imports?file=parts.csv", content=content, headers=CSV)
    second = clerk.post("/api/v1/data/parts/imports", content=content, headers=CSV)

    assert first.status_code == 202
    assert [first.json()[name] for name in ("added", "changed", "unchanged", "removed")] == [1, 1, 0, 0]
    assert [second.json()[name] for name in ("added", "changed", "unchanged", "removed")] == [0, 0, 2, 0]
    (entry,) = clerk.get("/api/v1/data/parts/AC-PCB/history").json()["items"]
    assert entry["importKey"] == first.json()["importKey"]
    assert clerk.get(f"/api/v1/imports/{first.json()['importKey']}").json()["fileName"] == "parts.csv"


def test_an_import_with_one_wrong_cell_keeps_nothing_and_reports_line_by_line(sqlite_as_user) -> None:
    clerk = sqlite_as_user("parts_clerk")
    content = HEAD + "NEW-1,新件,New,phone,,1\nNEW-2,,New,boat,,-1\nNEW-1,又一,Again,phone,,2\n"

    answer = clerk.post("/api/v1/data/parts/imports", content=content.encode(), headers=CSV)

    assert answer.status_code == 400
    found = [(one["line"], one["column"], one["value"]) for one in answer.json()["errors"]]
    assert found == [(3, "name", ""), (3, "category", "boat"), (3, "price", "-1"), (4, "part_code", "NEW-1")]
    assert clerk.get("/api/v1/data/parts/NEW-1").status_code == 404
    report = clerk.get(f"/api/v1/imports/{answer.json()['importKey']}/errors.csv").text.splitlines()
    assert report[0] == "line,column,value,reason,reason_en"
    assert report[2].startswith("3,category,boat,")
    assert sqlite_as_user("finance").get(f"/api/v1/imports/{answer.json()['importKey']}").status_code == 404


def test_json_lines_are_read_like_csv_and_their_faults_too(sqlite_as_user) -> None:
    clerk, kind = sqlite_as_user("parts_clerk"), {"Content-Type": "application/jsonl"}
    row = {"part_code": "NEW-1", "name": "新件", "category": "phone", "models": ["P-10"], "price": 2.5}

    good = clerk.post("/api/v1/data/parts/imports", content=json.dumps(row), headers=kind)
    bad = clerk.post("/api/v1/data/parts/imports", content=json.dumps(row) + "\n\nno json\n", headers=kind)
    unknown = clerk.post("/api/v1/data/parts/imports", content='{"colour": 1}', headers=kind)

    assert good.json()["added"] == 1
    assert bad.json()["errors"][0]["line"] == 3
    assert unknown.json()["errors"][0]["column"] == "colour"


def test_a_dry_run_tells_what_would_change_and_changes_nothing(sqlite_as_user) -> None:
    clerk = sqlite_as_user("parts_clerk")
    content = HEAD + "AC-PCB,空调主控板,AC control board,air_conditioner,,1\n"

    told = clerk.post("/api/v1/data/parts/imports?dryRun=true", content=content.encode(), headers=CSV).json()

    assert (told["isDryRun"], told["changed"]) == (True, 1)
    (difference,) = told["differences"]
    assert (difference["before"]["price"], difference["after"]["price"]) == (380.0, 1.0)
    assert values(clerk, "parts/AC-PCB")["price"] == 380.0


def test_replace_removes_what_the_file_does_not_name_unless_it_is_used(sqlite_as_user) -> None:
    finance, admin = sqlite_as_user("finance"), sqlite_as_user("admin")
    tariffs = finance.get("/api/v1/data/tariffs/export").text.splitlines(keepends=True)

    kept = finance.post("/api/v1/data/tariffs/imports?mode=replace", content="".join(tariffs[:-1]), headers=CSV)
    refused = admin.post(
        "/api/v1/data/product_models/imports?mode=replace", content="model,name,category\n", headers=CSV
    )

    assert (kept.json()["removed"], kept.json()["unchanged"]) == (1, len(tariffs) - 2)
    assert refused.status_code == 400
    assert (refused.json()["errors"][0]["line"], refused.json()["errors"][0]["column"]) == (0, "model")
    assert admin.get("/api/v1/data/product_models").json()["total"] == 12


def test_every_export_is_read_back_as_it_was(sqlite_as_user) -> None:
    admin = sqlite_as_user("admin")
    names = [one["name"] for one in admin.get("/api/v1/data").json()["items"] if one["mayEdit"]]

    assert len(names) == 14
    for name in names:
        for form, kind in (("csv", "text/csv"), ("jsonl", "application/jsonl")):
            content = admin.get(f"/api/v1/data/{name}/export?format={form}").text
            told = admin.post(f"/api/v1/data/{name}/imports", content=content.encode(), headers={"Content-Type": kind})
            assert (name, form, told.status_code) == (name, form, 202), told.text
            assert (told.json()["added"], told.json()["changed"]) == (0, 0), (name, form)


def test_counted_stock_is_booked_and_never_below_what_is_promised(sqlite_as_user) -> None:
    clerk = sqlite_as_user("parts_clerk")
    first = clerk.get("/api/v1/data/stock", params={"limit": 1}).json()["items"][0]

    counted = clerk.patch(f"/api/v1/data/stock/{first['id']}", json={"values": {"on_hand": 7}})

    assert counted.json()["values"]["on_hand"] == 7
    assert clerk.delete(f"/api/v1/data/stock/{first['id']}").status_code == 403
    assert clerk.post("/api/v1/data/stock/imports?mode=replace", content="", headers=CSV).status_code == 403


def test_both_databases_keep_an_import_and_its_log(as_user) -> None:
    clerk = as_user("parts_clerk")

    told = clerk.post("/api/v1/data/parts/imports", content=HEAD + "NEW-1,新件,New,phone,,1\n", headers=CSV)
    found = clerk.get("/api/v1/data/parts", params={"q": "new-1"}).json()

    assert (told.json()["added"], found["total"]) == (1, 1)
    assert clerk.delete("/api/v1/data/parts/NEW-1").status_code == 204
    kinds = [one["kind"] for one in clerk.get("/api/v1/data/parts/AC-PCB/history").json()["items"]]
    assert kinds == []


def test_an_import_left_to_workers_answers_at_once_and_tells_where_to_ask(as_user, engine: Engine) -> None:
    clerk, agent = as_user("parts_clerk"), as_user("agent")
    content = HEAD + "NEW-1,新件,New,phone,P-10,1\nNEW-2,新件,New,phone,P-10,1\n"
    wish = {**CSV, "Prefer": "wait=1, respond-async", "Idempotency-Key": "tonight"}

    first = clerk.post("/api/v1/data/parts/imports?file=parts.csv", content=content, headers=wish)
    again = clerk.post("/api/v1/data/parts/imports?file=parts.csv", content=content, headers=wish)
    place = first.headers["Location"]
    waiting = clerk.get(place).json()
    drain(engine)
    done = clerk.get(place).json()

    assert (first.status_code, first.headers["Preference-Applied"]) == (202, "respond-async")
    assert (again.headers["Location"], again.headers["Idempotency-Replayed"]) == (place, "true")
    assert (waiting["state"], waiting["lineCount"], waiting["added"]) == ("waiting", 3, 0)
    assert (done["state"], done["checkedCount"], done["added"], done["problem"]) == ("done", 2, 2, "")
    assert values(clerk, "parts/NEW-2")["price"] == 1.0
    assert agent.get(place).status_code == 404
    assert agent.post(f"{place}/confirmation").status_code == 404
    assert clerk.post(f"{place}/confirmation").json()["state"] == "done"


def test_a_dry_run_left_to_workers_waits_for_a_yes(sqlite_as_user, sqlite_engine: Engine) -> None:
    clerk = sqlite_as_user("parts_clerk")
    content = HEAD + "NEW-1,新件,New,phone,P-10,1\n"
    asked = clerk.post("/api/v1/data/parts/imports?async=true&dryRun=true", content=content, headers=CSV)
    place = asked.headers["Location"]
    early = clerk.post(f"{place}/confirmation")
    drain(sqlite_engine)
    looked = clerk.get(place).json()
    assert early.status_code == 409
    assert (looked["state"], looked["isDryRun"], looked["differences"][0]["id"]) == ("looked", True, "NEW-1")

    yes = clerk.post(f"{place}/confirmation")
    drain(sqlite_engine)

    assert (yes.status_code, yes.json()["state"]) == (202, "waiting")
    assert clerk.get(place).json()["state"] == "done"


def test_faults_of_an_import_left_to_workers_are_asked_for_afterwards(sqlite_as_user, sqlite_engine: Engine) -> None:
    clerk = sqlite_as_user("parts_clerk")
    asked = clerk.post("/api/v1/data/parts/imports?async=true", content=HEAD + "N,x,y,boat,,1\n", headers=CSV)
    place = asked.headers["Location"]
    drain(sqlite_engine)

    found = clerk.get(place).json()

    assert (found["state"], found["errors"][0]["line"], found["errors"][0]["column"]) == ("refused", 2, "category")
    assert clerk.get(f"{place}/errors.csv").text.splitlines()[1].startswith("2,category,boat,")
    assert clerk.post(f"{place}/confirmation").status_code in (200, 202)
    assert sqlite_as_user("agent").post("/api/v1/data/parts/imports?async=true", content=HEAD).status_code == 403
