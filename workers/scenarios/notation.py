"""The notation of scenario files: YAML 1.2 without tags or surprises, every value with its line (docs/scenarios.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import yaml

from engine.values import Json

MAX_BYTES = 512 * 1024
MAX_NODES = 20_000
Content: TypeAlias = "None | bool | int | Decimal | str | list[Located] | dict[str, Located]"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\Z")
# What the reader itself makes of plain words, lists and mappings.
_PLAIN_TAGS = frozenset({"null", "bool", "int", "float", "str", "timestamp", "merge", "value", "seq", "map"})
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class WrongScenario(Exception):
    """A scenario file says something that cannot be played; `file` and `line` say where (line 0: the file itself)."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")
        self.file, self.line, self.message = file, line, message


@dataclass(frozen=True, slots=True)
class Located:
    """A value of the file with the line it begins at."""

    file: str
    line: int
    content: Content

    def wrong(self, expected: str, found: str | None = None) -> WrongScenario:
        """The refusal of this value."""
        return WrongScenario(self.file, self.line, f"expected {expected}, but found {found or self.told()}")

    def told(self) -> str:
        """What stands here, in few words."""
        if isinstance(self.content, dict):
            return f"a mapping with {', '.join(self.content) or 'nothing in it'}"
        if isinstance(self.content, list):
            return f"a list of {len(self.content)}"
        return "nothing" if self.content is None else f"'{self.content}'"

    def plain(self) -> Json:
        """The value without lines."""
        if isinstance(self.content, dict):
            return {name: item.plain() for name, item in self.content.items()}
        if isinstance(self.content, list):
            return [item.plain() for item in self.content]
        return self.content

    def mapping(self, what: str) -> dict[str, Located]:
        """The members of a mapping. Raises WrongScenario."""
        if not isinstance(self.content, dict):
            raise self.wrong(what)
        return self.content

    def items(self) -> list[Located]:
        """The items of a list; a single value is a list of one, nothing an empty one."""
        if isinstance(self.content, list):
            return self.content
        return [] if self.content is None else [self]

    def text(self, what: str) -> str:
        """A text that is not empty; numbers count as they are written. Raises WrongScenario."""
        if isinstance(self.content, (bool, list, dict)) or self.content in (None, ""):
            raise self.wrong(what)
        return str(self.content)

    def whole(self, what: str) -> int:
        """A whole number of 0 or more. Raises WrongScenario."""
        if isinstance(self.content, bool) or not isinstance(self.content, int) or self.content < 0:
            raise self.wrong(what)
        return self.content


def read_yaml(content: bytes, *, file: str) -> Located:
    """The value of a YAML file. Raises WrongScenario for anything but one document of plain values."""
    if len(content) > MAX_BYTES:
        raise WrongScenario(file, 0, f"expected at most {MAX_BYTES} bytes, but found {len(content)}")
    try:
        root = yaml.compose(content.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise WrongScenario(file, 0, f"expected UTF-8, but byte {error.start} is not") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        hint = " (a text with ': ' in it needs quotes)" if "mapping values" in (error.problem or "") else ""
        raise WrongScenario(file, line, f"expected YAML, but {error.problem or error.context}{hint}") from None
    except yaml.YAMLError as error:
        raise WrongScenario(file, 0, f"expected YAML, but {error}") from None
    if root is None:
        raise WrongScenario(file, 0, "expected a scenario, but found an empty file")
    return _Reading(file).located(root)


class _Reading:
    """Counts nodes, so that aliases of aliases end."""

    def __init__(self, file: str) -> None:
        self._file, self._count = file, 0

    def located(self, node: yaml.Node) -> Located:
        line = node.start_mark.line + 1
        self._count += 1
        if self._count > MAX_NODES:
            raise WrongScenario(self._file, line, f"expected at most {MAX_NODES} values, but found more")
        self._refuse_tag(node)
        if isinstance(node, yaml.MappingNode):
            return Located(self._file, line, dict(self._members(node)))
        if isinstance(node, yaml.SequenceNode):
            return Located(self._file, line, [self.located(item) for item in node.value])
        if isinstance(node, yaml.ScalarNode) and node.style is None:
            return Located(self._file, line, _scalar(str(node.value)))
        return Located(self._file, line, str(node.value))

    def _members(self, node: yaml.MappingNode) -> Iterator[tuple[str, Located]]:
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise WrongScenario(self._file, line, "expected a name before the colon, but found a list or mapping")
            if key.value in seen:
                raise WrongScenario(self._file, line, f"expected each key once, but found '{key.value}' again")
            seen.add(key.value)
            found = self.located(value)
            yield str(key.value), Located(self._file, line, found.content)

    def _refuse_tag(self, node: yaml.Node) -> None:
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            raise WrongScenario(self._file, node.start_mark.line + 1, f"expected no tags, but found '{node.tag}'")


def _scalar(text: str) -> Content:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return Decimal(text) if _NUMBER.match(text) else text
