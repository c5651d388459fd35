"""What a rule may look at besides the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.feel import Environment
from engine.forms.component import Component, Setting, Variables
from engine.values import Json


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file this user may hand in with this case. `is_sound` is false for a picture that cannot be read as one."""

    file_id: str
    name: str
    content_type: str
    size_bytes: int = 0
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """A field at its place: its component, what its expressions see, and the files of this user and case."""

    component: Component
    variables: Variables
    environment: Environment
    files: Mapping[str, KnownFile]

    def limit(self, setting: Setting) -> Json:
        """The limit now; null = none."""
        return setting.of(self.variables, self.environment)
