"""Drives a running server with the official Python client, which stops at the first missing or unknown member.

Not a test of the suite: the client stands in an environment of its own (camunda-orchestration-sdk 10.0.1).

    python tests/api/sdk_proof.py http://127.0.0.1:8080 folder-with-p.bpmn
"""

import sys
from pathlib import Path

from camunda_orchestration_sdk import CamundaClient
from camunda_orchestration_sdk import models as m

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="test">
 <bpmn:message id="m" name="sdk.paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/>
 </bpmn:extensionElements></bpmn:message>
 <bpmn:process id="sdk" name="SDK" isExecutable="true"><bpmn:startEvent id="start"/>
 <bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="sdk.work"/>
 </bpmn:extensionElements></bpmn:serviceTask>
 <bpmn:userTask id="look" name="Look"><bpmn:extensionElements><zeebe:userTask/>
 <zeebe:assignmentDefinition candidateGroups="operator"/></bpmn:extensionElements></bpmn:userTask>
 <bpmn:intermediateCatchEvent id="paid"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
 <bpmn:endEvent id="end"/>
 <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="work"/>
 <bpmn:sequenceFlow id="b" sourceRef="work" targetRef="look"/>
 <bpmn:sequenceFlow id="c" sourceRef="look" targetRef="paid"/>
 <bpmn:sequenceFlow id="e" sourceRef="paid" targetRef="end"/>
 </bpmn:process></bpmn:definitions>"""


def main(address: str, folder: str) -> None:
    """Deploy, start, work, complete, correlate, and read everything back."""
    client = CamundaClient(
        configuration={
            "CAMUNDA_REST_ADDRESS": address,
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": "operator",
            "CAMUNDA_BASIC_AUTH_PASSWORD": "demo",
        }
    )
    admin = CamundaClient(
        configuration={
            "CAMUNDA_REST_ADDRESS": address,
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": "admin",
            "CAMUNDA_BASIC_AUTH_PASSWORD": "demo",
        }
    )
    print("topology", client.get_topology().gateway_version)
    print("me", client.get_authentication().username)
    file = Path(folder) / "p.bpmn"
    file.write_text(MODEL)
    deployed = admin.deploy_resources_from_files([file])
    print("deployed", deployed.processes[0].process_definition_id)
    started = client.create_process_instance(
        data=m.ProcessCreationById.from_dict({"processDefinitionId": "sdk", "variables": {"order": "7", "n": 2**60}})
    )
    key = started.process_instance_key
    jobs = client.activate_jobs(
        data=m.JobActivationRequest.from_dict({"type": "sdk.work", "timeout": 60000, "maxJobsToActivate": 1})
    ).jobs
    print("job", jobs[0].job_key, jobs[0].variables.to_dict())
    client.fail_job(jobs[0].job_key, data=m.JobFailRequest.from_dict({"retries": 0, "errorMessage": "broken"}))
    incident = client.search_incidents(data=m.IncidentSearchQuery.from_dict({"filter": {"state": "ACTIVE"}})).items[0]
    client.get_incident(incident.incident_key)
    client.update_job(jobs[0].job_key, data=m.JobUpdateRequest.from_dict({"changeset": {"retries": 1}}))
    client.resolve_incident(incident.incident_key)
    again = client.activate_jobs(
        data=m.JobActivationRequest.from_dict({"type": "sdk.work", "timeout": 60000, "maxJobsToActivate": 1})
    ).jobs
    client.complete_job(again[0].job_key, data=m.JobCompletionRequest.from_dict({"variables": {"ok": True}}))
    tasks = client.search_user_tasks(data=m.UserTaskSearchQuery.from_dict({"filter": {"processInstanceKey": str(key)}}))
    task = tasks.items[0].user_task_key
    client.get_user_task(task)
    client.assign_user_task(task, data=m.UserTaskAssignmentRequest.from_dict({"assignee": "operator"}))
    client.complete_user_task(task, data=m.UserTaskCompletionRequest.from_dict({"variables": {"seen": 1}}))
    client.search_message_subscriptions(data=m.MessageSubscriptionSearchQuery.from_dict({}))
    client.publish_message(
        data=m.MessagePublicationRequest.from_dict({"name": "sdk.paid", "correlationKey": "7", "timeToLive": 1000})
    )
    done = client.get_process_instance(key)
    print("instance", done.state)
    read_everything(client, key, deployed.processes[0].process_definition_key)
    print("all read")


def read_everything(client: CamundaClient, key: str, definition: str) -> None:
    """Each reading operation once: the client checks every member of every answer."""
    searches = {
        "search_process_instances": "ProcessInstanceSearchQuery",
        "search_process_definitions": "ProcessDefinitionSearchQuery",
        "search_element_instances": "ElementInstanceSearchQuery",
        "search_user_tasks": "UserTaskSearchQuery",
        "search_jobs": "JobSearchQuery",
        "search_incidents": "IncidentSearchQuery",
        "search_variables": "VariableSearchQuery",
        "search_decision_definitions": "DecisionDefinitionSearchQuery",
        "search_decision_instances": "DecisionInstanceSearchQuery",
        "search_decision_requirements": "DecisionRequirementsSearchQuery",
        "search_users": "UserSearchQueryRequest",
        "search_roles": "RoleSearchQueryRequest",
        "search_groups": "GroupSearchQueryRequest",
        "search_tenants": "TenantSearchQueryRequest",
    }
    for name, query in searches.items():
        model = getattr(m, query, None)
        found = getattr(client, name)(**({"data": model.from_dict({})} if model else {}))
        print(name, len(found.items))
    element = client.search_element_instances().items[0]
    client.get_element_instance(element.element_instance_key)
    client.get_process_definition(definition)
    client.get_process_definition_xml(definition)
    client.get_process_instance_sequence_flows(key)
    client.get_process_instance_statistics(key)
    client.get_variable(client.search_variables().items[0].variable_key)
    client.get_license()
    client.get_role("operator")
    client.get_user("operator")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
