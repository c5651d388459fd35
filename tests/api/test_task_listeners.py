"""What a worker of a task listener reads and answers over `/v2` (A31)."""

from __future__ import annotations

from tests.api.conftest import AsUser
from tests.api.test_commands import deploy, start
from tests.engine import build

LISTENER = '<zeebe:taskListeners><zeebe:taskListener eventType="assigning" type="x.listen"/></zeebe:taskListeners>'
MODEL = build.process(
    build.START + build.user_task("task", extensions=LISTENER) + build.END + build.line("start", "task", "end")
)


def test_a_listener_reads_the_task_it_is_asked_about_and_is_refused_what_cannot_be(as_user: AsUser) -> None:
    admin, agent = as_user("admin"), as_user("agent")
    deploy(admin, MODEL)
    start(admin)
    key = agent.post("/v2/user-tasks/search").json()["items"][0]["userTaskKey"]
    agent.post(f"/v2/user-tasks/{key}/assignment", json={"assignee": "agent"})

    body = {"type": "x.listen", "timeout": 60_000, "maxJobsToActivate": 1}
    job = admin.post("/v2/jobs/activation", json=body).json()["jobs"][0]

    assert job["userTask"] == {
        "action": "assign", "assignee": "agent", "candidateGroups": ["agent"], "candidateUsers": [],
        "changedAttributes": ["assignee"], "dueDate": None, "followUpDate": None, "formKey": None, "priority": 50,
        "userTaskKey": key,
    }  # fmt: skip
    path = f"/v2/jobs/{job['jobKey']}/completion"
    nobody = admin.post(path, json={"result": {"corrections": {"assignee": "nobody"}}})
    loud = admin.post(path, json={"variables": {"x": 1}})
    assert (nobody.status_code, loud.status_code) == (400, 400)
    assert admin.post(path, json={"result": {"corrections": {"priority": 9}}}).status_code == 204
    task = agent.get(f"/v2/user-tasks/{key}").json()
    assert (task["assignee"], task["priority"]) == ("agent", 9)
