"""Decisions over HTTP: deployed, evaluated, found again."""

from __future__ import annotations

from tests.api.conftest import AsUser

DMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Fees" namespace="test">
 <inputData id="amount_data" name="amount"/>
 <decision id="fee" name="Fee">
  <informationRequirement id="needs"><requiredInput href="#amount_data"/></informationRequirement>
  <decisionTable id="table" hitPolicy="FIRST">
  <input id="in" label="Amount"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
  <output id="out" name="fee" typeRef="number"/>
  <rule id="small"><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>0.1</text></outputEntry></rule>
  <rule id="large"><inputEntry><text>-</text></inputEntry><outputEntry><text>amount * 0.01</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def test_a_decision_is_deployed_evaluated_and_found(as_user: AsUser) -> None:
    admin = as_user("admin")
    deployed = admin.post("/v2/deployments", files={"resources": ("fees.dmn", DMN)})
    assert deployed.status_code == 200, deployed.text
    kinds = [next(kind for kind, value in one.items() if value) for one in deployed.json()["deployments"]]
    assert sorted(kinds) == ["decisionDefinition", "decisionRequirements"]

    answer = admin.post(
        "/v2/decision-definitions/evaluation", json={"decisionDefinitionId": "fee", "variables": {"amount": 250}}
    )

    report = answer.json()
    assert (answer.status_code, float(report["output"]), report["failureMessage"]) == (200, 2.5, None)
    rules = report["evaluatedDecisions"][0]["matchedRules"]
    assert [(rule["ruleId"], rule["ruleIndex"]) for rule in rules] == [("large", 2)]
    assert float(rules[0]["evaluatedOutputs"][0]["outputValue"]) == 2.5

    found = admin.post("/v2/decision-instances/search", json={"filter": {"decisionDefinitionId": "fee"}}).json()
    key = found["items"][0]["decisionEvaluationInstanceKey"]
    one = admin.get(f"/v2/decision-instances/{key}").json()
    assert (float(one["result"]), one["decisionDefinitionType"], one["state"]) == (2.5, "DECISION_TABLE", "EVALUATED")
    assert one["evaluatedInputs"][0]["inputValue"] == "250"


def test_a_dmn_file_comes_back_byte_for_byte(as_user: AsUser) -> None:
    admin = as_user("admin")
    admin.post("/v2/deployments", files={"resources": ("fees.dmn", DMN)})
    decision = admin.post("/v2/decision-definitions/search", json={"filter": {"isLatestVersion": True}}).json()[
        "items"
    ][0]

    assert admin.get(f"/v2/decision-definitions/{decision['decisionDefinitionKey']}/xml").content == DMN
    assert admin.get(f"/v2/decision-requirements/{decision['decisionRequirementsKey']}/xml").content == DMN


def test_an_unknown_decision_is_404(as_user: AsUser) -> None:
    answer = as_user("admin").post("/v2/decision-definitions/evaluation", json={"decisionDefinitionId": "nobody"})

    assert answer.status_code == 404


def test_the_same_files_again_make_no_new_version(as_user: AsUser) -> None:
    admin = as_user("admin")
    first = admin.post("/v2/deployments", files={"resources": ("fees.dmn", DMN)}).json()["deployments"]
    again = admin.post("/v2/deployments", files={"resources": ("fees.dmn", DMN)}).json()["deployments"]

    assert again == first
