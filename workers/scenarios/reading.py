"""Reading scenario files by a strict schema: every unknown key and every wrong value is refused with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.values import Json, Values
from workers.scenarios.moments import read_duration, read_moment, read_wait
from workers.scenarios.notation import Located, WrongScenario, read_yaml
from workers.scenarios.reading_expectations import read_expectations
from workers.scenarios.scenario import (
    Act,
    Answer,
    Look,
    OnJob,
    OnTask,
    Operate,
    Refusal,
    Scenario,
    ScenarioStep,
    Send,
    Start,
    Until,
)  # fmt: skip

FOLDER = "scenarios"
FIRST_MOMENT = "2026-11-23 09:00"
_HEAD = {"name", "name_en", "process", "clock", "reference", "jobs", "start", "steps"}
_START = {"by", "unit", "form", "with", "message", "key", "until", "refused"}
_ON_TASK = {"by", "with", "case", "where", "refused"}
_ANSWER = {"complete", "error", "fail", "message", "with", "retries"}
_STEP_KEYS: Mapping[str, Collection[str]] = {
    "complete": _ON_TASK,
    "claim": _ON_TASK - {"with"},
    "release": _ON_TASK - {"with"},
    "wait": (),
    "until": {"case"},
    "message": {"key", "with", "by", "case", "id", "keep", "refused"},
    "signal": {"with", "by", "case"},
    "job": {"case", "where", "complete", "error", "fail", "message", "with", "retries"},
    "start": {"as", *_START},
    "resolve": {"by", "case"},
    "set": {"by", "case"},
    "cancel": {"by", "reason"},
    "expect": (),
}
_ALWAYS = {"expect", "note"}


def read_scenario(path: Path, *, zone: ZoneInfo) -> Scenario:
    """The scenario of a file. Raises WrongScenario with file and line, OSError."""
    process_id = path.parent.parent.name if path.parent.name == FOLDER else ""
    return read_text(path.read_bytes(), file=str(path), zone=zone, folder=path.parent, process_id=process_id)


def read_text(
    content: bytes, *, file: str, zone: ZoneInfo, folder: Path | None = None, process_id: str = ""
) -> Scenario:
    """The scenario of a text; `process_id` is the process when it names none itself. Raises WrongScenario."""
    root = read_yaml(content, file=file)
    head = root.mapping("a scenario with name, name_en, start and steps")
    _known_keys(root, _HEAD, "in a scenario")
    for name in ("name", "name_en", "start"):
        if name not in head:
            raise root.wrong(f"a scenario with '{name}'")
    process = head["process"].text("the id of a process") if "process" in head else process_id
    if not process:
        raise WrongScenario(
            file, 0, f"expected 'process', or a file in the folder '{FOLDER}' of one, but found neither"
        )
    steps = head["steps"].items() if "steps" in head else []
    start = head["start"]
    first = ScenarioStep(start.line, _start(start, process, ()), read_expectations(start))
    return Scenario(
        file=file,
        folder=folder,
        name=head["name"].text("a name"),
        name_en=head["name_en"].text("an English name"),
        process_id=process,
        clock=_clock(head.get("clock"), zone),
        reference=_reference(head.get("reference")),
        jobs=_answers(head.get("jobs")),
        steps=(first, *(_step(step) for step in steps)),
    )


def _clock(value: Located | None, zone: ZoneInfo) -> datetime:
    if value is None:
        return read_moment(FIRST_MOMENT, zone)
    try:
        return read_moment(value.text("a moment such as '2026-11-23 09:00'"), zone)
    except ValueError:
        raise value.wrong("a moment such as '2026-11-23 09:00'") from None


def _reference(value: Located | None) -> dict[str, tuple[Mapping[str, Json], ...]]:
    if value is None:
        return {}
    sheets = value.mapping("sheets with lists of rows")
    return {name: tuple(_values(row) for row in rows.items()) for name, rows in sheets.items()}


def _answers(value: Located | None) -> dict[str, tuple[Answer, ...]]:
    if value is None:
        return {}
    return {name: tuple(map(_stated, found.items())) for name, found in value.mapping("job types with answers").items()}


def _stated(value: Located) -> Answer:
    if value.content in ("wait", "real"):
        return Answer(str(value.content))
    _known_keys(value, _ANSWER, "in an answer to a job")
    return _answer(value)


def _answer(value: Located) -> Answer:
    given = value.mapping("'wait', 'real', or a mapping with 'complete', 'error' or 'fail'")
    kinds = [kind for kind in ("complete", "error", "fail") if kind in given]
    if len(kinds) != 1:
        raise value.wrong("one of 'complete', 'error' and 'fail'", " and ".join(kinds) or "none of them")
    kind, told = kinds[0], given[kinds[0]]
    values = _values(told) if kind == "complete" else _values(given["with"]) if "with" in given else {}
    text = told.text("a text") if kind != "complete" else ""
    return Answer(
        kind,
        values=values,
        error_code=text if kind == "error" else "",
        message=text if kind == "fail" else given["message"].text("a text") if "message" in given else "",
        retries=given["retries"].whole("how many tries are left") if "retries" in given else 0,
    )


def _step(value: Located) -> ScenarioStep:
    given = value.mapping(f"a step: a mapping with one of {', '.join(_STEP_KEYS)}")
    # `message`, `complete` and `until` are also keys of answers to jobs and of starts.
    leading = [name for name in ("job", "start") if name in given]
    verb = next((name for name in (*leading, *given) if name in _STEP_KEYS and name != "expect"), "expect")
    if verb == "expect" and "expect" not in given:
        raise value.wrong(f"a step: one of {', '.join(_STEP_KEYS)}")
    _known_keys(value, {verb, *_STEP_KEYS[verb], *_ALWAYS}, f"in a step '{verb}'")
    return ScenarioStep(value.line, _READERS[verb](value), read_expectations(value))


def _start_step(value: Located) -> Start:
    given = value.mapping("a step")
    if "as" not in given:
        raise value.wrong("'as', a name for the further case", "none")
    return _start(value, given["start"].text("the id of a process"), {"start", "as", "note"})


def _start(value: Located, process_id: str, further: Collection[str]) -> Start:
    given = value.mapping("a start: by a form, by variables, by a message, or until a moment")
    _known_keys(value, {*_START, "expect", *further}, "in a start")
    ways = [way for way in ("form", "message", "until") if way in given]
    if len(ways) > 1:
        raise value.wrong("one way to start", " and ".join(ways))
    if "form" in given and "by" not in given:
        raise value.wrong("'by', the user who fills in the form", "none")
    return Start(
        process_id,
        label=_optional(given, "as") or "main",
        by=_optional(given, "by"),
        unit=_optional(given, "unit"),
        form=_values(given["form"]) if "form" in given else None,
        values=_values(given["with"]) if "with" in given else {},
        message=_optional(given, "message"),
        key=_key(given),
        until=_optional(given, "until"),
        refused=_refusal(given),
    )


def _on_task(value: Located) -> OnTask:
    given = value.mapping("a step")
    deed = next(name for name in ("complete", "claim", "release") if name in given)
    return OnTask(
        deed,
        given[deed].text("the id of a user task"),
        by=_optional(given, "by"),
        values=_values(given["with"]) if "with" in given else {},
        case=_optional(given, "case"),
        where=_where(given),
        refused=_refusal(given),
    )


def _until(value: Located) -> Until:
    given = value.mapping("a step")
    return Until(given["until"].text("a moment"), _optional(given, "case"))


def _send(value: Located) -> Send:
    given = value.mapping("a step")
    kind = "message" if "message" in given else "signal"
    return Send(
        given[kind].text(f"the name of a {kind}"),
        is_signal=kind == "signal",
        key=_key(given),
        values=_values(given["with"]) if "with" in given else {},
        by=_optional(given, "by"),
        case=_optional(given, "case"),
        message_id=_optional(given, "id"),
        keep=read_duration(given["keep"]) if "keep" in given else None,
        refused=_refusal(given),
    )


def _on_job(value: Located) -> OnJob:
    given = value.mapping("a step")
    return OnJob(given["job"].text("a job type or element id"), _answer(value), _optional(given, "case"), _where(given))


def _operate(value: Located) -> Operate:
    given = value.mapping("a step")
    deed = next(name for name in ("resolve", "set", "cancel") if name in given)
    return Operate(
        deed,
        target="" if deed == "set" else given[deed].text("an element or case"),
        values=_values(given["set"]) if deed == "set" else {},
        by=_optional(given, "by"),
        case=_optional(given, "case"),
        reason=_optional(given, "reason") or "",
    )


_READERS: Mapping[str, Callable[[Located], Act]] = {
    "complete": _on_task, "claim": _on_task, "release": _on_task, "until": _until, "message": _send, "signal": _send,
    "job": _on_job, "start": _start_step, "resolve": _operate, "set": _operate, "cancel": _operate,
    "wait": lambda value: read_wait(value.mapping("a step")["wait"]), "expect": lambda value: Look(),
}  # fmt: skip


def _refusal(given: Mapping[str, Located]) -> Refusal | None:
    value = given.get("refused")
    if value is None:
        return None
    if isinstance(value.content, dict):
        return Refusal(
            {name: "" if item.content is None else str(item.plain()) for name, item in value.content.items()}
        )
    return Refusal(text=value.text("field pointers with a part of their error, or a part of the refusal"))


def _where(given: Mapping[str, Located]) -> str | int | None:
    value = given.get("where")
    if value is None:
        return None
    if isinstance(value.content, int) and not isinstance(value.content, bool) and value.content > 0:
        return value.content
    text = value.text("a FEEL condition or a number")
    if not text.startswith("="):
        raise value.wrong("a FEEL condition beginning with '=', or a number from 1")
    return text


def _key(given: Mapping[str, Located]) -> str:
    value = given.get("key")
    return "" if value is None or value.content in (None, "") else value.text("a correlation key")


def _optional(given: Mapping[str, Located], name: str) -> str | None:
    return given[name].text(f"a text for '{name}'") if name in given else None


def _values(value: Located) -> Values:
    plain = value.plain()
    if not isinstance(plain, dict):
        raise value.wrong("names with values")
    return plain


def _known_keys(value: Located, known: Collection[str], where: str) -> None:
    for name, item in value.mapping("a mapping").items():
        if name not in known:
            shown = ", ".join(sorted(known))
            raise WrongScenario(value.file, item.line, f"expected one of {shown} {where}, but found '{name}'")
