"""Every text exists in both languages, every key that is used exists, and no template holds words of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.pages.texts import Texts, texts
from engine.history.vocabulary import EVENT_TYPES

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted([*(ROOT / "api" / "templates").glob("*.html"), *(ROOT / "forms").glob("*.html")])
PYTHON = sorted((ROOT / "api" / "pages").glob("*.py"))
USED = re.compile(r"""\bt\(\s*'([a-z0-9_.A-Z]+)'\s*[,)]""")
USED_IN_PYTHON = re.compile(
    r'"((?:notice|gone|nav|keys|profile|signin|due|time|told|task|start|actor|event)\.[a-z_]+(?:\.[a-z_]+)*)"'
)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# classes and attributes stand between the tags of Jinja here, not words
MARKUP_ONLY = re.compile(
    r"\{% block \w+_class %\}.*?\{% endblock %\}|\{% set marks %\}.*?\{% endset %\}"
    r"|\{% macro (?:described|attributes|locked)\(.*?\{%-? endmacro",
    re.DOTALL,
)
NO_KEYS = EVENT_TYPES | {"signin.html", "profile.html", "start.html", "task.html"}


def placeholders(catalogue: Texts, key: str) -> set[str]:
    """The names in braces of a text."""
    return set(PLACEHOLDER.findall(catalogue.entry(key)))


def test_both_languages_have_the_same_keys() -> None:
    assert texts("zh-CN").keys == texts("en").keys


def test_both_languages_use_the_same_placeholders() -> None:
    zh, en = texts("zh-CN"), texts("en")

    assert [key for key in sorted(zh.keys) if placeholders(zh, key) != placeholders(en, key)] == []


def test_no_text_is_empty() -> None:
    assert [key for name in ("zh-CN", "en") for key in texts(name).keys if not texts(name).entry(key)] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_key_a_template_uses_exists(file: Path) -> None:
    used = set(USED.findall(file.read_text(encoding="utf-8")))

    assert used <= texts("en").keys


def test_every_key_that_python_names_exists() -> None:
    known = texts("en").keys
    prefixes = tuple(f"{key}." for key in known)
    used = {key for file in PYTHON for key in USED_IN_PYTHON.findall(file.read_text(encoding="utf-8"))} - NO_KEYS

    assert {key for key in used if key not in known and not key.startswith(prefixes)} == set()


def test_every_kind_of_event_has_a_sentence() -> None:
    assert {f"event.{name}" for name in EVENT_TYPES} - texts("en").keys == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_holds_bare_words(file: Path) -> None:
    text = MARKUP_ONLY.sub(" ", file.read_text(encoding="utf-8"))
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "¤", text, flags=re.DOTALL)
    shown = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    spoken = re.findall(r"""\b(?:aria-label|title|placeholder|alt)="([^"]*)\"""", text)

    bare = re.findall(r"[A-Za-z\u4e00-\u9fff]{2,}", shown.replace("?", " ") + " ".join(spoken))

    assert [word for word in bare if word != "doctype"] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("case.retry", "incidents.retry_named"),
        ("task.claim", "task.claim_named"),
        ("task.work_on", "task.work_on_named"),
    ],
)
def test_the_spoken_name_of_a_button_holds_what_stands_on_it(language: str, shown: str, spoken: str) -> None:
    assert texts(language)(shown) in texts(language).entry(spoken)
