"""The short way to our endpoints: past the framework's layers, which cost as much as the request itself.

What those layers would do for an endpoint is done here: faults of the body and bugs become problem details.
"""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dispatch import Tree
from api.errors import Problem, plain_problem, unexpected


class Direct:
    """Answers what `tree` knows; everything else goes on to `app`."""

    def __init__(self, app: ASGIApp, *, tree: Tree, main: FastAPI) -> None:
        self._app, self._tree, self._main = app, tree, main

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        match, found = self._tree.matches(scope)
        if match is not Match.FULL:
            await self._app(scope, receive, send)
            return
        scope.update(found, app=self._main)
        has_begun = False

        async def noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._tree.handle(scope, receive, noting)
        except Exception as error:
            if has_begun:
                raise
            await _problem(scope, error).answer(scope["path"])(scope, receive, send)


def _problem(scope: Scope, error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        detail = str(error.detail) if error.detail else "expected another request"
        return plain_problem(error.status_code, detail, headers=dict(error.headers or {}))
    if isinstance(error, ClientDisconnect):
        return plain_problem(400, "expected the whole body, but the connection ended")
    return unexpected(str(scope["state"]["request_id"]), error)
