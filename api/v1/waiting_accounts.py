"""Accounts that must wait after wrong passwords, for their administrators (API 20)."""

from __future__ import annotations

from api.call import Call
from api.endpoints import Table
from api.items import moment_text
from api.shapes import INTEGER, MOMENT, TEXT, list_of, nullable, shape
from engine.values import Json, Values

table = Table("/api/v1/users", "Organisation")

_BLOCK = shape("SignInBlock", address=TEXT, failures=INTEGER, failedAt=nullable(MOMENT), blockedUntil=nullable(MOMENT))


@table.get("/{username}/sign-in-blocks", answer=shape("SignInBlocks", items=list_of(_BLOCK)))
def list_blocks(call: Call, username: str) -> Values:
    """The addresses at which passwords of an account were wrong, and until when it has to wait there."""
    items: list[Json] = [
        {
            "address": place.address,
            "failures": place.failures,
            "failedAt": moment_text(place.failed_at),
            "blockedUntil": moment_text(place.blocked_until),
        }
        for place in call.engine.sign_in_blocks(username, actor=call.actor)
    ]
    return {"items": items}


@table.post("/{username}/release", answer=shape("SignInReleased", freed=INTEGER))
def release_account(call: Call, username: str) -> Values:
    """Let an account sign in again at once, wherever it has to wait."""
    return {"freed": call.engine.release_sign_in(username, actor=call.actor)}
