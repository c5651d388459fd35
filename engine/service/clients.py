"""Service accounts as their administrators look after them (API 20)."""

from __future__ import annotations

from engine.access import Permission, require
from engine.actor import Actor, Scopes
from engine.reference import clients
from engine.reference.clients import IssuedSecret, NewClient
from engine.reference.people import NewGrant
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store.reference import clients as rows
from engine.store.reference.clients import ClientFacts
from engine.store.reference.people import GrantFacts


class ClientOperations(Base):
    """Operations on machine clients. Secrets are made between transactions and returned once."""

    def list_clients(
        self, *, actor: Actor, text: str = "", skip: int = 0, limit: int = 50
    ) -> tuple[tuple[ClientFacts, ...], int]:
        """Service accounts in reach and how many. Raises Forbidden."""
        require(actor, Permission.MANAGE_USERS)
        return self._read(lambda tx: rows.clients(tx, actor=actor, text=text, skip=skip, limit=limit))

    def client_page(self, client_id: str, *, actor: Actor) -> tuple[ClientFacts, tuple[GrantFacts, ...]]:
        """A service account with its grants in reach. Raises NotFound, Forbidden."""
        return self._read(lambda tx: clients.client_page(tx, client_id, actor=actor))

    def add_client(
        self, new: NewClient, grants: tuple[NewGrant, ...], *, actor: Actor, once: Once[IssuedSecret] | None = None
    ) -> IssuedSecret:
        """A service account and its secret, for this once. Raises Forbidden, AlreadyExists, InvalidFields, NotFound."""
        require(actor, Permission.MANAGE_USERS)
        secret = clients.fresh_secret()
        return self._write(lambda tx: clients.add_client(tx, new, grants, secret, actor=actor), once=once)

    def change_client(
        self, client_id: str, *, name: str | None = None, purpose: str | None = None, scopes: Scopes | None = None,
        actor: Actor, once: Once[ClientFacts] | None = None,
    ) -> ClientFacts:  # fmt: skip
        """Write name, purpose, scopes; None keeps. Raises NotFound, Forbidden, InvalidFields."""
        return self._write(
            lambda tx: clients.change_client(tx, client_id, name=name, purpose=purpose, scopes=scopes, actor=actor),
            once=once,
        )

    def rotate_client(self, client_id: str, *, actor: Actor, once: Once[IssuedSecret] | None = None) -> IssuedSecret:
        """A new secret, for this once; the old one ends. Raises NotFound, Forbidden, Conflict."""
        self.client_page(client_id, actor=actor)  # before a hash is made for whoever asks
        secret = clients.fresh_secret()
        return self._write(lambda tx: clients.rotate(tx, client_id, secret, actor=actor), once=once)

    def revoke_client(self, client_id: str, *, actor: Actor, once: Once[None] | None = None) -> None:
        """End a service account. Raises NotFound, Forbidden, Conflict."""
        self._write(lambda tx: clients.revoke(tx, client_id, actor=actor), once=once)
