"""Texts of notifications, in both languages, with FEEL placeholders: the JSON files in `workers/texts/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from engine.feel import Environment, Template, compile_template


@dataclass(frozen=True, slots=True)
class NotificationText:
    """One template, compiled: title and text, Chinese and English."""

    title: Template
    title_en: Template
    text: Template
    text_en: Template

    def render(self, variables: Mapping[str, object], environment: Environment) -> tuple[str, str, str, str]:
        """(title, title_en, text, text_en) with the values in place; a missing value leaves a gap."""
        parts = (self.title, self.title_en, self.text, self.text_en)
        title, title_en, text, text_en = (part.render(variables, environment).strip() for part in parts)
        return title, title_en, text, text_en


@lru_cache(maxsize=1)
def known() -> Mapping[str, NotificationText]:
    """Every template by name."""
    found: dict[str, NotificationText] = {}
    for entry in (resources.files("workers") / "texts").iterdir():
        if entry.name.endswith(".json"):
            for name, texts in json.loads(entry.read_text("utf-8")).items():
                found[name] = compiled(texts["title"], texts["text"])
    return found


def compiled(title: Mapping[str, str], text: Mapping[str, str]) -> NotificationText:
    """A template from its texts by language ('zh', 'en')."""
    return NotificationText(
        compile_template(title["zh"]), compile_template(title["en"]),
        compile_template(text["zh"]), compile_template(text["en"]),
    )  # fmt: skip
