"""Opening the engine that a command works on."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock import PinnedClock, system_clock
from engine.definitions.files import ModelFile
from engine.errors import Invalid
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade

_ENDINGS = (".bpmn", ".dmn", ".form")


def add_database_options(command: argparse.ArgumentParser) -> None:
    """--data, --database-url, --test-mode, each with its environment variable."""
    command.add_argument(
        "--data", type=Path, default=Path(os.environ.get("DATA", "data")), help="folder of the SQLite database"
    )
    command.add_argument(
        "--database-url", default=os.environ.get("DATABASE_URL") or None, help="another database, such as PostgreSQL"
    )
    command.add_argument(
        "--test-mode",
        action="store_true",
        default=os.environ.get("TEST_MODE", "") not in ("", "0"),
        help="let the clock be set over HTTP",
    )
    command.add_argument(
        "--time-zone",
        default=os.environ.get("TIME_ZONE", "Asia/Shanghai"),
        type=_time_zone,
        help="zone of dates and calendars that name none (default: Asia/Shanghai)",
    )


def _time_zone(name: str) -> str:
    """The name, when it is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise argparse.ArgumentTypeError(f"expected a time zone such as Europe/Berlin, but found '{name}'") from None
    return name


def open_engine(chosen: argparse.Namespace, *, url: str | None = None) -> Engine:
    """The engine on the chosen database (or `url`), migrated."""
    database = Database(url or database_url(chosen))
    upgrade(database)
    settings = EngineSettings(
        time_zone=chosen.time_zone,
        is_test_mode=chosen.test_mode,
        smtp_url=os.environ.get("SMTP_URL") or None,
        http_allowed_networks=tuple(filter(None, os.environ.get("HTTP_ALLOWED_NETWORKS", "").split(","))),
        public_url=_public_url(chosen),
        webhook_secrets=_webhook_secrets(os.environ.get("WEBHOOK_SECRETS", "")),
        sms_url=os.environ.get("SMS_URL") or None,
        sms_token=os.environ.get("SMS_TOKEN") or None,
        notify_url=os.environ.get("NOTIFY_URL") or None,
        notify_secret=os.environ.get("NOTIFY_SECRET") or None,
    )
    return Engine(database, clock=PinnedClock() if chosen.test_mode else system_clock, settings=settings)


def _public_url(chosen: argparse.Namespace) -> str:
    """How customers reach this server: as told, else where it listens."""
    given = getattr(chosen, "public_url", None) or os.environ.get("PUBLIC_URL")
    return (given or f"http://{getattr(chosen, 'host', '127.0.0.1')}:{getattr(chosen, 'port', 8080)}").rstrip("/")


def _webhook_secrets(text: str) -> dict[str, tuple[str, ...]]:
    """`shop=whsec_…,shop=whsec_…,wechat=whsec_…`: secrets by channel, several while one replaces another."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in filter(None, text.split(",")):
        channel, equals, secret = pair.strip().partition("=")
        if not equals or not channel or not secret.startswith("whsec_"):
            raise Invalid("expected WEBHOOK_SECRETS of channel=whsec_… pairs with commas between, but found another")
        found[channel] = (*found.get(channel, ()), secret)
    return found


def database_url(chosen: argparse.Namespace) -> str:
    """The given URL, else the SQLite file in the data folder, which is made."""
    if chosen.database_url:
        return str(chosen.database_url)
    folder: Path = chosen.data
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'servicelane.db'}"


def bundled_models() -> list[ModelFile]:
    """Every model in `bpmn/` and form in `forms/`, beside the code or in the installed package."""
    root = Path(__file__).resolve().parents[2]
    paths = [path for folder in ("bpmn", "forms") for path in sorted((root / folder).rglob("*"))]
    return [ModelFile(path.name, path.read_bytes()) for path in paths if path.suffix in _ENDINGS]


def close(engine: Engine) -> None:
    """Give the connections back."""
    engine.close()


def is_front_end_built() -> bool:
    """Whether the browser's files are there."""
    return (Path(__file__).resolve().parents[1] / "static" / "dist" / "assets.json").exists()
