"""Links in messages: masked wherever they are kept or shown to staff, readable only to whom the message goes.

A mask names a link by what it stands under: `https://lane.example/p/*2251799813685312*`. It opens nothing. What leaves
for a customer is made of it at that moment (`revealed`), for links of the message's own case and no other.
"""

from __future__ import annotations

import re

from engine import passwords
from engine.public import links
from engine.store import public as rows
from engine.store.database import Tx

_HOST = r"https?://[A-Za-z0-9.:\-\[\]]+(?:/[A-Za-z0-9._~\-/]*)?"
_MASK = re.compile(rf"(?:{_HOST})?/p/\*(\d{{1,19}})\*")
_TOKEN = re.compile(r"(?<=/p/)[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
# What may stand right before a link in its word. Part of an address would make the link a parameter of that address.
_ADDRESS_PART = frozenset("./?#&=%@\\~")


def masked_url(base: str, reference: int) -> str:
    """The address of a link as cases and messages keep it."""
    return f"{base.rstrip('/')}/p/*{reference}*"


def holds_mask(text: str) -> bool:
    """Whether the text holds a masked link."""
    return _MASK.search(text) is not None


def may_hold_token(text: str) -> bool:
    """Whether something in the text looks like a readable link."""
    return _TOKEN.search(text) is not None


def reference_in(text: str) -> int | None:
    """What the first masked link of the text stands under."""
    found = _MASK.search(text)
    return int(found[1]) if found else None


def revealed(tx: Tx, text: str, *, case_key: int, base: str, letter: int | None = None) -> str:
    """`text` with readable links of this case under our own address; on paper those of the letter.

    Masks of other cases, of no link, and those that were written as a part of another address stay masks.
    """
    return _MASK.sub(lambda found: _address(tx, found, case_key, base, letter), text)


def without_tokens(tx: Tx, text: str) -> str:
    """`text` with masks for tokens: a case of before 0010 still holds them in its variables."""
    known = rows.references(tx, {passwords.digest(token) for token in _TOKEN.findall(text)})

    def mask(token: re.Match[str]) -> str:
        reference = known.get(passwords.digest(token[0]))
        return token[0] if reference is None else f"*{reference}*"

    return _TOKEN.sub(mask, text)


def hidden(text: str) -> str:
    """`text` without anything that could be a token: for what mail servers and gateways say about a failure."""
    return _TOKEN.sub("*", text)


def _address(tx: Tx, found: re.Match[str], case_key: int, base: str, letter: int | None) -> str:
    reference = int(found[1])
    secret = rows.secret(tx)
    if secret is None or rows.link_at(tx, case_key, reference) is None or not _stands_free(found):
        return found[0]
    return f"{base.rstrip('/')}/p/{links.token(secret, case_key, letter or reference)}"


def _stands_free(found: re.Match[str]) -> bool:
    """Whether nothing before the link, in the same word, could be an address that would get the link."""
    before = re.search(r"[\x21-\x7e]*\Z", found.string[: found.start()])
    return before is None or not _ADDRESS_PART & set(before[0])
