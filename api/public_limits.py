"""Whose requests are counted on public pages: the address they come from, and the contacts they name."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from starlette.requests import Request

from api.session import address_of
from engine.public.throttling import CONTACTS
from engine.service import Engine
from engine.values import Json

_CONTACTS = ("phone", "email")
_MOST = 4


def address_name(request: Request) -> str:
    """The network address; of IPv6 the /64 that one subscriber has all of."""
    address = address_of(request)
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def contacts_in(value: Json) -> list[str]:
    """The phone numbers and e-mail addresses among submitted values, at any depth, in one way of writing."""
    return list(dict.fromkeys(_contacts(value)))[:_MOST]


def count_contacts(engine: Engine, contacts: list[str]) -> None:
    """Count a request of these contacts. Raises Overloaded when one of them is named too often."""
    for contact in contacts:
        engine.count_request(CONTACTS, contact)


def _contacts(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _contacts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in _CONTACTS and isinstance(item, str):
                written = "".join(item.split()).lower().replace("-", "")
                if written:
                    yield written
            else:
                yield from _contacts(item)
