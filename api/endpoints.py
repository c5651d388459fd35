"""Our own routes: a handler with what it reads and answers, found by a tree of path segments.

Under load a FastAPI route spends more time on choosing and preparing its handler than the engine on a step: two thread
changes, a scan of all routes, models solved and serialised. Here one thread authenticates, reads, acts and answers, and
the tree finds a route among hundreds in a microsecond. Who the caller is comes first: without it nothing is read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar, Unpack

from api.bodies import Body
from api.shapes import Shape

H = TypeVar("H", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation. `command` is how rejections name it; `answer` None = no body.

    `reads_form`: the body is multipart. `is_public`: nobody need sign in.
    """

    method: str
    path: str
    handler: Callable[..., object]
    tag: str
    status: int = 200
    answer: Shape | None = None
    command: str | None = None
    reads_form: bool = False
    is_public: bool = False
    media_type: str = "application/json"
    also: Mapping[int, str] = field(default_factory=dict)
    """Further statuses of success, and what they mean."""
    query: Sequence[str] = ()
    """Names of query parameters, for the description of the API."""

    @property
    def is_async(self) -> bool:
        """Whether the handler waits, and so must not hold a thread."""
        return inspect.iscoroutinefunction(self.handler)

    @property
    def body(self) -> type[Body] | None:
        """The model of the body, from the handler's signature."""
        parameter = inspect.signature(self.handler, eval_str=True).parameters.get("body")
        return parameter.annotation if parameter is not None else None

    @property
    def parameters(self) -> dict[str, type]:
        """Path parameters and their types (int: a key)."""
        declared = inspect.signature(self.handler, eval_str=True).parameters
        names = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        return {name: declared[name].annotation if name in declared else str for name in names}

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or self.handler.__name__).split("\n")[0]


class Options(TypedDict, total=False):
    """What a declaration may say; see `Endpoint`."""

    status: int
    answer: Shape | None
    command: str
    reads_form: bool
    is_public: bool
    media_type: str
    also: Mapping[int, str]
    query: Sequence[str]


class Table:
    """Endpoints of one subject, declared by decorators on their handlers."""

    def __init__(self, prefix: str, tag: str) -> None:
        self.prefix, self.tag = prefix, tag
        self.endpoints: list[Endpoint] = []

    def get(self, path: str, **options: Unpack[Options]) -> Callable[[H], H]:
        """Declare a GET."""
        return self._declare("GET", path, options)

    def post(self, path: str, **options: Unpack[Options]) -> Callable[[H], H]:
        """Declare a POST."""
        return self._declare("POST", path, options)

    def put(self, path: str, **options: Unpack[Options]) -> Callable[[H], H]:
        """Declare a PUT."""
        return self._declare("PUT", path, options)

    def patch(self, path: str, **options: Unpack[Options]) -> Callable[[H], H]:
        """Declare a PATCH."""
        return self._declare("PATCH", path, options)

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[H], H]:
        """Declare a DELETE."""
        return self._declare("DELETE", path, options)

    def _declare(self, method: str, path: str, options: Options) -> Callable[[H], H]:
        def declare(handler: H) -> H:
            self.endpoints.append(Endpoint(method, self.prefix + path, handler, self.tag, **options))
            return handler

        return declare
