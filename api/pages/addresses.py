"""Addresses that a request brings and an answer sends the browser to."""

from __future__ import annotations


def own_path(address: str, otherwise: str = "/") -> str:
    """`address` when it stays on this server, else `otherwise`: no open redirect."""
    is_own = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if is_own else otherwise
