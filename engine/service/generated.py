"""Filling a database with a generated network."""

from __future__ import annotations

from engine import passwords
from engine.reference.generated import Network, NetworkSize
from engine.reference.generated.loading import load_generated
from engine.service.reference import DEMO_PASSWORD
from engine.service.transaction import Transactions
from engine.store.reference.bulk import Told


class GeneratedNetworks(Transactions):
    """One operation, for the command line."""

    def load_generated_network(self, size: NetworkSize, *, told: Told) -> Network:
        """Write a network made by seeded chance beside the demo network; every account has the demo password.

        `told` hears what is written. Raises AlreadyExists when one was generated before.
        """
        secret_hash = passwords.hash_secret(DEMO_PASSWORD)
        return self._write(lambda tx: load_generated(tx, size, secret_hash=secret_hash, told=told))
