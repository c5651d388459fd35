"""Every text a page shows, in Chinese and English: `texts("en")("inbox.title")`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("zh-CN", "en")
_FOLDER = Path(__file__).parent


class Texts:
    """The catalogue of one language. Call it with a key, and with the facts its `{placeholders}` name."""

    def __init__(self, language: str, entries: dict[str, str]) -> None:
        self.language = language
        self._entries = entries

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of `key`. Raises KeyError for a key that is not in the catalogue: a page never shows a bare key."""
        text = self._entries[key]
        return text.format(**facts) if facts else text

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    @property
    def keys(self) -> frozenset[str]:
        """All keys."""
        return frozenset(self._entries)

    def entry(self, key: str) -> str:
        """The text with its placeholders still in it."""
        return self._entries[key]

    def either(self, key: str, otherwise: str) -> str:
        """The text of a key that is made from data (a role, an event type), or `otherwise`."""
        return self._entries.get(key, otherwise)

    def pick(self, zh: str, en: str) -> str:
        """The one of two texts that this reader reads; the Chinese one when there is no English."""
        return zh if self.language.startswith("zh") or not en else en


@cache
def texts(language: str) -> Texts:
    """The catalogue for 'zh-CN' (and every language we do not have) or 'en'."""
    prefix, known = ("en", "en") if language.startswith("en") else ("zh", "zh-CN")
    entries: dict[str, str] = {}
    for file in sorted(_FOLDER.glob(f"{prefix}*.json")):
        entries.update(json.loads(file.read_text(encoding="utf-8")))
    return Texts(known, entries)
