"""The task page: claim, fill the form, complete; and what to say when somebody else was faster."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.pages import flash
from api.pages.addresses import own_path
from api.pages.case_forms import shown_form
from api.pages.forms_view import submit_label
from api.pages.keep_files import file_keeper, keep_nothing
from api.pages.known_names import names_in
from api.pages.panels import panels
from api.pages.path_keys import PathKey
from api.pages.posted import PostedForm, read_posted
from api.pages.posting import Posted, fingerprint, text_of
from api.pages.rendering import go, language_of, page
from api.pages.texts import texts
from api.session import current_actor
from engine.actor import Actor
from engine.errors import FieldError, InvalidFields, NotFound
from engine.inbox import TaskRow
from engine.service.transaction import Once, Replayed
from engine.tasks import TaskCompleted, TaskHeld, TaskNotOpen
from engine.values import Values
from engine.views import TaskPage

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the form. `title` and `text` are keys of the catalogue."""

    title: str
    text: str
    icon: str = "info"
    tone: str = "info"
    offers_claim: bool = False
    facts: Mapping[str, str] = field(default_factory=dict)


@router.get("/tasks/{task_key}", response_class=HTMLResponse)
def open_task(request: Request, task_key: PathKey, actor: SignedIn) -> HTMLResponse:
    """The task with its form, for whoever sees it."""
    return _task_page(request, task_key, actor)


@router.post("/tasks/{task_key}/claim")
def claim_task(request: Request, task_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Take the task, then work on it; from the inbox by its button."""
    try:
        request.app.state.engine.claim_task(task_key, actor=actor)
    except (TaskHeld, TaskNotOpen) as late:
        return _gone(request, task_key, actor, late)
    answer = go(f"/tasks/{task_key}")
    flash.tell(answer, "claimed")
    return answer


@router.post("/tasks/{task_key}/release")
def release_task(request: Request, task_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Put the task back for the others of its role."""
    try:
        request.app.state.engine.release_task(task_key, actor=actor)
    except TaskNotOpen as late:
        return _gone(request, task_key, actor, late)
    answer = go(own_path(text_of(posted, "back"), "/inbox"))
    flash.tell(answer, "released", tone="info")
    return answer


@router.post("/tasks/{task_key}/assign")
def hand_over_task(request: Request, task_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Give the task to a colleague who may hold it."""
    engine, answer = request.app.state.engine, go(f"/tasks/{task_key}")
    offered = dict(engine.task_page(task_key, actor=actor).holders)
    chosen = text_of(posted, "assignee", most=256)
    if chosen not in offered:
        flash.tell(answer, "holder_missing", tone="bad")
        return answer
    try:
        engine.assign_task(task_key, assignee=chosen, actor=actor)
    except TaskNotOpen as late:
        return _gone(request, task_key, actor, late)
    flash.tell(answer, "handed_over", name=offered[chosen])
    return answer


@router.post("/tasks/{task_key}")
def submit_task(request: Request, task_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Complete the task with its form. Buttons inside the form (rows, update) show the page again instead."""
    engine = request.app.state.engine
    found = engine.task_page(task_key, actor=actor)
    typed = PostedForm({}, asks_for_completion=True)
    if found.form is not None:
        keep = file_keeper(engine, actor, case_key=found.task.case_key) if found.may_complete else keep_nothing
        typed = read_posted(found.form.form, posted, keep_file=keep)
    if found.task.state != "open":
        return _ended(request, found, actor, typed.values)
    if not typed.asks_for_completion:
        key = text_of(posted, "idempotency_key")
        return _task_page(
            request, task_key, actor, typed=typed.values, key=key, errors=typed.errors, finding=typed.finding
        )
    if typed.errors:
        return _task_page(request, task_key, actor, typed=typed.values, errors=typed.errors, status=422)
    try:
        done = _complete(request, task_key, typed.values, actor, posted)
    except InvalidFields as wrong:
        return _task_page(request, task_key, actor, typed=typed.values, errors=wrong.errors, status=422)
    except Replayed:
        return go(f"/tasks/{task_key}")
    except (TaskHeld, TaskNotOpen) as late:
        return _gone(request, task_key, actor, late, typed=typed.values)
    return _after(request, found, done, actor)


def _complete(request: Request, task_key: int, values: Values, actor: Actor, posted: FormData) -> TaskCompleted:
    key = text_of(posted, "idempotency_key", most=200)
    once: Once[TaskCompleted] | None = None
    if key:
        once = Once(f"page:{actor.name}", key, fingerprint(request, posted), lambda done: (303, str(done.case_key)))
    done: TaskCompleted = request.app.state.engine.complete_task(
        task_key, values, actor=actor, from_form=True, once=once
    )
    return done


def _task_page(
    request: Request,
    task_key: int,
    actor: Actor,
    *,
    typed: Values | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
    key: str = "",
    finding: str = "",
) -> HTMLResponse:
    found = request.app.state.engine.task_page(task_key, actor=actor)
    words = texts(language_of(request, actor))
    is_editable = found.may_complete and found.task.assignee == actor.name
    html, label, shown = None, "", panels(found.values)
    if found.form is not None:
        form = found.form.form
        html = shown_form(
            request,
            form,
            found.values,
            language=words.language,
            typed=typed,
            errors=errors,
            read_only=not is_editable,
            finding=finding,
        )
        label = submit_label(form, language=words.language)
    return page(
        request,
        "task.html",
        actor=actor,
        status=status,
        task=found.task,
        form_html=html,
        submit_label=label or words("task.complete"),
        panels=shown,
        names=names_in(request.app.state.engine, *(dict(panel.facts) for panel in shown)),
        notices=_notices(found, actor),
        may_claim=found.may_claim,
        is_editable=is_editable,
        may_release=found.may_release,
        holders=found.holders,
        idempotency_key=key or secrets.token_urlsafe(18),
    )


def _notices(found: TaskPage, actor: Actor) -> list[Notice]:
    task = found.task
    if task.state == "completed":
        return [Notice("notice.completed", "notice.completed_text", "check", "ok")]
    if task.state != "open":
        return [Notice("notice.withdrawn", "notice.withdrawn_text", "info", "warn")]
    if task.assignee is None:
        text = "notice.free_text" if found.may_claim else "notice.free_for_others"
        return [Notice("notice.free", text, "info", "brand", offers_claim=True)]
    if task.assignee != actor.name:
        facts = {"name": task.assignee_name or task.assignee}
        return [Notice("notice.held", "notice.held_text", "lock", "warn", facts=facts)]
    return []


def _after(request: Request, found: TaskPage, done: TaskCompleted, actor: Actor) -> RedirectResponse:
    """Back to the inbox; with the way to the case's next task when this actor may take it."""
    words = texts(language_of(request, actor))
    answer = go("/inbox")
    name = words.pick(found.task.name, found.task.name_en)
    for key in done.opened:
        try:
            following = request.app.state.engine.task_page(key, actor=actor)
        except NotFound:
            continue
        if following.may_claim or following.may_complete:
            title = words.pick(following.task.name, following.task.name_en)
            link = words("told.next", name=title)
            flash.tell(answer, "completed", href=f"/tasks/{key}", link=link, name=name)
            return answer
    flash.tell(answer, "completed_and_ended" if done.is_case_ended else "completed", name=name)
    return answer


def _ended(request: Request, found: TaskPage, actor: Actor, typed: Values) -> Response:
    """A second submit: of the same person it is answered like the first, of another one in words."""
    task = found.task
    if task.ended_by == actor.name:
        return go(f"/tasks/{task.task_key}")
    kind = "gone.withdrawn" if task.state == "withdrawn" else "gone.completed"
    return _gone_page(request, actor, task, kind, {"name": _name(request, actor, task.ended_by)}, typed)


def _name(request: Request, actor: Actor, username: str | None) -> str:
    return texts(language_of(request, actor))("actor.system") if username in (None, "system") else str(username)


def _gone(
    request: Request, task_key: int, actor: Actor, late: TaskHeld | TaskNotOpen, *, typed: Values | None = None
) -> HTMLResponse:
    """Somebody else was faster: who, what that means, where to go; and what was typed, so that it is not lost."""
    task = request.app.state.engine.task_page(task_key, actor=actor).task
    if isinstance(late, TaskHeld):
        return _gone_page(request, actor, task, "gone.held", {"name": task.assignee_name or late.by or ""}, typed)
    kind = "gone.withdrawn" if late.state == "withdrawn" else "gone.completed"
    return _gone_page(request, actor, task, kind, {"name": _name(request, actor, late.ended_by)}, typed)


def _gone_page(
    request: Request, actor: Actor, task: TaskRow, kind: str, facts: Mapping[str, str], typed: Values | None
) -> HTMLResponse:
    return page(
        request, "task_gone.html", actor=actor, status=409, task=task, title=kind, text=f"{kind}_text",
        facts=facts, typed=typed or None,
    )  # fmt: skip
