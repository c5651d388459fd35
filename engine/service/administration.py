"""Setting up an installation that has no demo network."""

from __future__ import annotations

from engine import passwords
from engine.reference import SHEETS, import_csv, organisation
from engine.reference.network import demo_files
from engine.reference.organisation import NewUnit, NewUser
from engine.service.base import Base
from engine.store import organisation as units
from engine.store.database import Tx


class AdministrationOperations(Base):
    """Operations for the person who installs."""

    def create_admin(self, username: str, password: str, *, unit: str) -> None:
        """Make an administrator at `unit` and all below; the unit is made as the root when there is none at all.

        Raises AlreadyExists for a taken name, NotFound for an unknown unit, Invalid for a weak password.
        """
        secret_hash = passwords.hash_secret(passwords.checked_password(password))

        def create(tx: Tx) -> None:
            import_csv(tx, SHEETS["roles"], demo_files()["roles"], file="roles.csv")
            if units.root_unit(tx) is None:
                organisation.put_unit(tx, NewUnit(unit, "", "hq", unit))
            organisation.add_user(tx, NewUser(username, username, secret_hash))
            organisation.put_grant(tx, username, "admin", unit, below=True)
            organisation.put_grant(tx, username, "designer", unit, below=True)

        self._write(create)
