"""Whole forms: conditions, readonly and disabled fields, groups, lists, computed values, undeclared names."""

from __future__ import annotations

from decimal import Decimal

from engine.values import Values

A: Values = {"type": "textfield", "id": "a", "key": "a"}
B: Values = {"type": "textfield", "id": "b", "key": "b", "validate": {"required": True}}


def row_list(*children: Values, **schema: object) -> Values:
    """A list `rows` of `children` whose rows may be added and removed."""
    rows: Values = {"type": "dynamiclist", "id": "l", "path": "rows", "allowAddRemove": True}
    return {**rows, "components": list(children), **schema}


def codes(checked) -> list[tuple[str, str]]:
    """Pointer and rule of every error."""
    return [(error.pointer, error.code) for error in checked.errors]


def test_an_undeclared_name_is_refused(submit) -> None:
    assert codes(submit([A], {"a": "1", "role": "admin"})) == [("role", "undeclared")]


def test_an_undeclared_member_of_a_group_is_refused(submit) -> None:
    group: Values = {"type": "group", "id": "g", "path": "visit", "components": [A]}

    assert codes(submit([group], {"visit": {"a": "1", "fee": 0}})) == [("visit.fee", "undeclared")]


def test_an_undeclared_member_of_a_row_is_refused(submit) -> None:
    assert codes(submit([row_list(A)], {"rows": [{"a": "1", "price": 0}]})) == [("rows.0.price", "undeclared")]


def test_a_group_that_is_no_context_is_refused(submit) -> None:
    group: Values = {"type": "group", "id": "g", "path": "visit", "components": [A]}

    assert codes(submit([group], {"visit": "x"})) == [("visit", "type")]


def test_a_required_field_that_is_hidden_does_not_block_and_its_value_is_dropped(submit) -> None:
    hidden = {**B, "conditional": {"hide": '=a = "no"'}}

    checked = submit([A, hidden], {"a": "no", "b": "typed before"})

    assert checked.errors == ()
    assert checked.values == {"a": "no"}


def test_conditions_are_followed_to_a_fixed_point(submit) -> None:
    # b is hidden by a; c is hidden by the value that the hidden b had, so c is shown, required and kept
    b = {**A, "id": "b", "key": "b", "conditional": {"hide": '=a = "x"'}}
    c = {**B, "id": "c", "key": "c", "conditional": {"hide": '=b = "y"'}}

    checked = submit([A, b, c], {"a": "x", "b": "y", "c": "kept"})

    assert checked.values == {"a": "x", "c": "kept"}
    assert codes(submit([A, b, c], {"a": "x", "b": "y", "c": ""})) == [("c", "required")]


def test_a_disabled_field_is_dropped(submit) -> None:
    assert submit([{**B, "disabled": True}], {"b": "forged"}).values == {}


def test_a_readonly_value_is_the_cases_own(submit) -> None:
    total: Values = {"type": "number", "id": "t", "key": "total", "readonly": True}

    checked = submit([total, A], {"total": 1, "a": "x"}, {"total": 250})

    assert checked.errors == ()
    assert checked.values == {"a": "x"}


def test_an_empty_required_field_that_is_readonly_does_not_block(submit) -> None:
    assert submit([{**B, "readonly": "=true"}], {"b": ""}).errors == ()


def test_readonly_by_feel_follows_the_form(submit) -> None:
    guarded = {**A, "id": "b", "key": "b", "readonly": '=a = "lock"'}

    assert submit([A, guarded], {"a": "lock", "b": "forged"}, {"b": "kept"}).values == {"a": "lock"}
    assert submit([A, guarded], {"a": "open", "b": "new"}, {"b": "kept"}).values == {"a": "open", "b": "new"}


def test_an_expression_is_computed_on_the_server(submit) -> None:
    net: Values = {"type": "number", "id": "n", "key": "net"}
    total: Values = {"type": "expression", "id": "t", "key": "total", "expression": "=net * 1.13"}

    checked = submit([net, total], {"net": Decimal("0.1"), "total": 0})

    assert checked.values == {"net": Decimal("0.1"), "total": Decimal("0.113")}


def test_a_condition_reads_a_computed_value(submit) -> None:
    net: Values = {"type": "number", "id": "n", "key": "net"}
    total: Values = {"type": "expression", "id": "t", "key": "total", "expression": "=net * 2"}
    reason = {**B, "conditional": {"hide": "=total < 100"}}

    assert submit([net, total, reason], {"net": 10, "b": ""}).errors == ()
    assert codes(submit([net, total, reason], {"net": 60, "b": ""})) == [("b", "required")]


def test_a_group_nests_its_fields_under_its_path(submit) -> None:
    group: Values = {"type": "group", "id": "g", "path": "visit.fee", "components": [A]}

    assert submit([group], {"visit": {"fee": {"a": "x"}}}).values == {"visit": {"fee": {"a": "x"}}}


def test_members_that_the_form_does_not_name_survive(submit) -> None:
    key: Values = {**A, "key": "visit.a"}

    checked = submit([key], {"visit": {"a": "new"}}, {"visit": {"a": "old", "technician": "Li Na"}})

    assert checked.values == {"visit": {"a": "new", "technician": "Li Na"}}


def test_a_hidden_group_hides_its_fields(submit) -> None:
    group: Values = {
        "type": "group", "id": "g", "path": "fee", "conditional": {"hide": '=payer = "maker"'}, "components": [B],
    }  # fmt: skip

    assert submit([group], {"fee": {"b": "x"}}, {"payer": "maker"}).values == {}
    assert codes(submit([group], {"fee": {"b": ""}}, {"payer": "customer"})) == [("fee.b", "required")]


def test_every_row_is_checked_at_its_place(submit) -> None:
    checked = submit([row_list(A, B)], {"rows": [{"a": "1", "b": "x"}, {"a": "2", "b": ""}]})

    assert codes(checked) == [("rows.1.b", "required")]


def test_a_condition_in_a_row_reads_this_row(submit) -> None:
    why = {**B, "conditional": {"hide": "=this.ok = true"}}
    ok: Values = {"type": "checkbox", "id": "ok", "key": "ok"}

    checked = submit([row_list(ok, why)], {"rows": [{"ok": True, "b": ""}, {"ok": False, "b": ""}]})

    assert codes(checked) == [("rows.1.b", "required")]


def test_an_expression_in_a_row_is_computed_for_each_row(submit) -> None:
    qty: Values = {"type": "number", "id": "q", "key": "qty"}
    total: Values = {"type": "expression", "id": "t", "key": "total", "expression": "=this.qty * price"}

    checked = submit([row_list(qty, total)], {"rows": [{"qty": 2}, {"qty": 3}]}, {"price": 10})

    assert checked.values == {"rows": [{"qty": 2, "total": 20}, {"qty": 3, "total": 30}]}


def test_more_than_two_hundred_rows_are_refused(submit) -> None:
    assert codes(submit([row_list(A)], {"rows": [{"a": "x"}] * 201})) == [("rows", "rows")]


def test_rows_that_are_no_list_or_no_contexts_are_refused(submit) -> None:
    assert codes(submit([row_list(A)], {"rows": {"a": "x"}})) == [("rows", "type")]
    assert codes(submit([row_list(A)], {"rows": ["x"]})) == [("rows.0", "type")]


def test_rows_cannot_be_added_to_a_fixed_list(submit) -> None:
    fixed = row_list(A, allowAddRemove=False)

    assert codes(submit([fixed], {"rows": [{"a": "1"}, {"a": "2"}]}, {"rows": [{"a": "1"}]})) == [
        ("rows", "fixed_rows")
    ]


def test_a_readonly_cell_stays_with_its_row_when_rows_before_it_are_removed(submit) -> None:
    part: Values = {**A, "key": "part", "readonly": True}
    qty: Values = {"type": "number", "id": "q", "key": "qty"}
    case: Values = {"rows": [{"part": "motor"}, {"part": "pump"}, {"part": "fan"}]}

    checked = submit([row_list(part, qty)], {"rows": [{"__row": 2, "qty": 1, "part": "forged"}]}, case)

    assert checked.values == {"rows": [{"part": "fan", "qty": 1}]}


def test_an_absent_name_keeps_what_the_case_has(submit) -> None:
    assert submit([B], {}, {"b": "known"}).values == {}
    assert codes(submit([B], {}, {})) == [("b", "required")]


def test_the_caller_keeps_his_values_unchanged(submit) -> None:
    submitted: Values = {"rows": [{"__row": 0, "part": "forged"}]}

    submit([row_list({**A, "key": "part", "readonly": True})], submitted, {"rows": [{"part": "motor"}]})

    assert submitted == {"rows": [{"__row": 0, "part": "forged"}]}


def test_the_designers_own_words_explain_a_pattern_in_both_languages(submit) -> None:
    serial: Values = {
        **A, "validate": {"pattern": "^[A-Z]+$", "patternErrorMessage": "只能是大写字母"},
        "properties": {"error.en": "Capital letters only"},
    }  # fmt: skip

    error = submit([serial], {"a": "abc"}).errors[0]

    assert (error.zh, error.en) == ("只能是大写字母", "Capital letters only")


def test_two_fields_of_one_name_take_turns(submit) -> None:
    short = {**A, "conditional": {"hide": '=kind = "long"'}}
    long: Values = {"type": "textarea", "id": "a2", "key": "a", "conditional": {"hide": '=kind != "long"'}}
    kind: Values = {**A, "id": "k", "key": "kind"}

    assert submit([kind, short, long], {"kind": "long", "a": "x\ny"}).values == {"kind": "long", "a": "x\ny"}
    assert submit([kind, short, long], {"kind": "short", "a": "x\ny"}).values == {"kind": "short", "a": "x y"}


def test_a_required_list_has_at_least_one_row(submit) -> None:
    lines = row_list(A, validate={"required": True})

    assert codes(submit([lines], {})) == [("rows", "row")]
    assert codes(submit([lines], {"rows": []})) == [("rows", "row")]
    assert codes(submit([lines], {"rows": [{"a": "1"}]})) == []
    assert codes(submit([{**lines, "conditional": {"hide": "=true"}}], {"rows": []})) == []
