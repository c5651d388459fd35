"""The deployed processes by name, for filters and lists."""

from __future__ import annotations

from api.pages.texts import Texts
from engine.actor import Actor
from engine.service import Engine


def process_names(engine: Engine, words: Texts, *, actor: Actor) -> dict[str, str]:
    """Process id → name of its newest version in the reader's language, by name."""
    newest = (model for model in engine.list_models(actor=actor).processes if model.is_latest)
    names = {model.id: words.pick(model.name or model.id, model.name_en) for model in newest}
    return dict(sorted(names.items(), key=lambda entry: entry[1]))
