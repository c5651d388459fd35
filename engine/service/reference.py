"""Reference data, the organisation and the outbox as operations of the Engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from engine import passwords
from engine.access import Permission, require
from engine.actor import Actor
from engine.errors import NotFound
from engine.reference import SHEETS, ImportReport, import_csv, organisation
from engine.reference.network import NetworkReport, demo_files, load_network
from engine.reference.organisation import NewUnit, NewUser
from engine.service.transaction import Transactions
from engine.store import names
from engine.store.database import Tx
from engine.store.reference import notifications, products, stations
from engine.store.reference import organisation as rows
from engine.store.reference.notifications import NewNotification, NotificationRow
from engine.store.reference.products import CustomerRow, FaultRow, PartRow, ProductRow, TariffRow
from engine.store.reference.stations import StationRow, TechnicianRow

DEMO_PASSWORD = "demo"


class ReferenceOperations(Transactions):
    """One short method an operation; administrators' ones ask for role `admin`."""

    def load_demo_network(self) -> NetworkReport:
        """Load the demo network: HQ, 3 regions, 6 dealers, 9 stations, people. A second time changes nothing."""
        secret_hash = passwords.hash_secret(DEMO_PASSWORD)
        return self._write(lambda tx: load_network(tx, demo_files(), secret_hash=secret_hash, is_demo=True))

    def load_network(self, files: Mapping[str, bytes], *, actor: Actor) -> NetworkReport:
        """Load organisation and reference tables from CSV files by sheet name; new users get no password."""
        require(actor, Permission.MANAGE_USERS)
        return self._write(lambda tx: load_network(tx, files, secret_hash=None, is_demo=False))

    def has_demo_passwords(self) -> bool:
        """Whether an active account still has the demo password; then the server must stay on loopback."""
        return self._read(rows.has_demo_users)

    def import_sheet(self, name: str, content: bytes, *, actor: Actor, file: str = "") -> ImportReport:
        """Import one CSV sheet. Raises NotFound for an unknown sheet, ImportRefused with every fault."""
        require(actor, Permission.EDIT_REFERENCE)
        if name not in SHEETS:
            raise NotFound("sheet", name)
        return self._write(lambda tx: import_csv(tx, SHEETS[name], content, file=file))

    def put_unit(self, unit: NewUnit, *, actor: Actor) -> bool:
        """Add a unit or bring its names up to date."""
        require(actor, Permission.MANAGE_USERS)
        return self._write(lambda tx: organisation.put_unit(tx, unit))

    def close_unit(self, code: str, *, is_closed: bool, actor: Actor) -> None:
        """Close or open a unit."""
        require(actor, Permission.MANAGE_USERS)
        self._write(lambda tx: organisation.close_unit(tx, code, is_closed=is_closed))

    def put_role(self, code: str, name: str, name_en: str, *, actor: Actor) -> None:
        """Add or rename a role."""
        require(actor, Permission.MANAGE_USERS)
        self._write(lambda tx: organisation.put_role(tx, code, name, name_en))

    def add_user(self, user: NewUser, *, password: str | None, actor: Actor) -> None:
        """Add an account; without password it cannot sign in yet."""
        require(actor, Permission.MANAGE_USERS)
        secret_hash = passwords.hash_secret(passwords.checked_password(password)) if password is not None else None
        made = NewUser(
            username=user.username, display_name=user.display_name, secret_hash=secret_hash, kind=user.kind,
            email=user.email, language=user.language,
        )  # fmt: skip
        self._write(lambda tx: organisation.add_user(tx, made))

    def set_user_active(self, username: str, *, is_active: bool, actor: Actor) -> None:
        """Lock an account out, or let it in again."""
        require(actor, Permission.MANAGE_USERS)
        self._write(lambda tx: organisation.set_active(tx, username, is_active=is_active))

    def set_password(self, username: str, password: str, *, actor: Actor) -> None:
        """Give an account a new password."""
        require(actor, Permission.MANAGE_USERS)
        secret_hash = passwords.hash_secret(passwords.checked_password(password))
        self._write(lambda tx: organisation.set_secret(tx, username, secret_hash))

    def put_grant(self, username: str, role: str, unit: str, *, below: bool, actor: Actor) -> bool:
        """Grant a role at a unit."""
        require(actor, Permission.MANAGE_USERS)
        return self._write(lambda tx: organisation.put_grant(tx, username, role, unit, below=below))

    def remove_grant(self, username: str, role: str, unit: str, *, actor: Actor) -> None:
        """Take a grant back."""
        require(actor, Permission.MANAGE_USERS)
        self._write(lambda tx: organisation.remove_grant(tx, username, role, unit))

    def names_of(self, codes: Collection[str]) -> Mapping[str, tuple[str, str]]:
        """What units, warehouses and calendars of these codes are called: Chinese and English name by code."""
        return self._read(lambda tx: names.of_codes(tx, codes))

    def find_product(self, serial: str) -> ProductRow | None:
        """The machine of that serial number."""
        return self._read(lambda tx: products.product_by_serial(tx, serial))

    def region_at(self, unit_path: str) -> str:
        """The code of the region a unit belongs to; empty at headquarters."""
        return self._read(lambda tx: products.region_at(tx, unit_path))

    def is_customer_near(self, customer_code: str, unit_path: str) -> bool:
        """Whether a unit may know a customer: by his region, or by what it sold him."""
        return self._read(lambda tx: products.is_customer_near(tx, customer_code, unit_path))

    def find_customer(self, *, code: str | None = None, phone: str | None = None) -> CustomerRow | None:
        """A customer by code or phone."""
        return self._read(lambda tx: products.customer(tx, code=code, phone=phone))

    def serials_of(self, customer_code: str) -> list[str]:
        """The serial numbers of a customer's machines."""
        return self._read(lambda tx: products.products_of(tx, customer_code))

    def find_model(self, code: str) -> tuple[str, str, str] | None:
        """(name, name_en, category) of a product model."""
        return self._read(lambda tx: products.model(tx, code))

    def faults_of(self, category: str) -> list[FaultRow]:
        """The fault codes of a product category."""
        return self._read(lambda tx: products.faults_of(tx, category))

    def find_fault(self, code: str) -> FaultRow | None:
        """One fault code."""
        return self._read(lambda tx: products.fault(tx, code))

    def parts_of(self, category: str, model: str) -> list[PartRow]:
        """The parts that fit a model."""
        return self._read(lambda tx: products.parts_of(tx, category, model))

    def find_parts(self, codes: Collection[str]) -> dict[str, PartRow]:
        """Parts by code."""
        return self._read(lambda tx: products.parts(tx, codes))

    def tariffs(self, kind: str) -> list[TariffRow]:
        """All prices of one kind of work."""
        return self._read(lambda tx: products.tariffs(tx, kind))

    def stations(self) -> tuple[list[StationRow], list[TechnicianRow]]:
        """Every open station with its load, and every technician, of one moment."""
        return self._read(lambda tx: (stations.stations(tx), stations.technicians(tx)))

    def queued_notifications(self, *, limit: int = 50) -> tuple[NotificationRow, ...]:
        """What waits to be sent, oldest first."""
        return self._read(lambda tx: notifications.queued(tx, limit=limit))

    def take_notification(self, notification_key: int, *, lease: timedelta) -> bool:
        """Take a queued notification to be sent now; False when another worker has."""
        return self._write(lambda tx: notifications.take(tx, notification_key, lease=lease))

    def settle_notification(
        self, notification_key: int, *, state: str, error: str | None = None, again_in: timedelta | None = None
    ) -> None:
        """Write how sending ended; `again_in`: it is tried again so much later."""
        self._write(
            lambda tx: notifications.settle(
                tx, notification_key, state=state, error=error, due_at=tx.now + again_in if again_in else None
            )
        )

    def notifications_of(self, case_key: int) -> tuple[NotificationRow, ...]:
        """What a case told; the caller has checked that the actor sees the case."""
        return self._read(lambda tx: notifications.of_case(tx, case_key))


def notify(tx: Tx, notification: NewNotification) -> int:
    """Write a notification in the transaction that completes the job (S20)."""
    return notifications.add(tx, notification)
