"""`servicelane serve`: the server, and a worker in the same process unless told otherwise."""

from __future__ import annotations

import argparse
import ipaddress
import socket
import sys
import threading

import uvicorn

from api.app import create_app
from api.cli.bounded_http import BoundedHttp
from api.cli.fleet import Fleet, check_fleet, listen
from api.cli.opening import bundled_models, is_front_end_built, open_engine
from api.settings import ServerSettings
from engine.actor import SYSTEM
from engine.errors import Conflict, Invalid
from engine.service import Engine

_KINDS = {"process": "processes", "decision": "decisions", "form": "forms"}

# A thread that comes back from the database waits for the one that computes: Python's 5 ms, nine times a request, is
# the larger part of an answer under load. Measured on PostgreSQL with 8 clients: 149 a second become 194.
SWITCH_SECONDS = 0.0005


def serve(chosen: argparse.Namespace) -> int:
    """Run until stopped. Raises Invalid when the port is taken or demo passwords would be reachable from outside."""
    if not is_front_end_built():
        raise Invalid("expected the front end to be built, but it is not: run `make front`")
    sys.setswitchinterval(SWITCH_SECONDS)
    if chosen.processes:
        return _serve_with_many(chosen)
    engine = open_engine(chosen)
    if chosen.demo:
        load_demo(engine)
    _refuse_open_demo(engine, chosen.host)
    if chosen.descriptor is None:
        _require_free_port(chosen.host, chosen.port)
    stop = threading.Event()
    worker = None if chosen.no_worker else threading.Thread(target=_work, args=(engine, stop), name="worker")
    announcing = threading.Thread(target=_announce, args=(engine, chosen), name="announce")
    if chosen.descriptor is None:
        announcing.start()  # whose password is the demo's is slow to say, and nobody needs to wait for it
    is_demo = bool(chosen.demo) and _is_loopback(chosen.host)
    settings = ServerSettings(public_url=chosen.public_url, host=chosen.host, port=chosen.port, is_demo=is_demo)
    app = create_app(engine, settings, drain=lambda: _drain(engine))
    if worker is not None:
        worker.start()
    try:
        config = uvicorn.Config(
            app,
            host=chosen.host,
            port=chosen.port,
            log_level="warning",
            access_log=False,
            http=BoundedHttp,
            loop="uvloop",
            # Without a proxy before us, X-Forwarded-For is the word of whoever asks: no way around limits by address.
            proxy_headers=bool(chosen.public_url),
        )
        given = None if chosen.descriptor is None else [socket.socket(fileno=chosen.descriptor)]
        uvicorn.Server(config).run(sockets=given)
    finally:
        stop.set()
        if worker is not None:
            worker.join(timeout=10)
        if announcing.ident is not None:
            announcing.join(timeout=10)
        engine.close()
    return 0


def _work(engine: Engine, stop: threading.Event) -> None:
    """The worker; what only it needs is loaded here, while the server answers already."""
    from workers import run_worker

    run_worker(engine, stop)


def _drain(engine: Engine) -> None:
    from workers import drain

    drain(engine)


def _serve_with_many(chosen: argparse.Namespace) -> int:
    """The schema, the demo data and every check come first, in this process; then the others begin."""
    check_fleet(chosen)
    engine = open_engine(chosen)
    if chosen.demo:
        load_demo(engine)
    _refuse_open_demo(engine, chosen.host)
    _require_free_port(chosen.host, chosen.port)
    listener = listen(chosen.host, chosen.port)
    _announce(engine, chosen)
    engine.close()
    Fleet(chosen, listener=listener).run()
    return 0


def load_demo(engine: Engine) -> None:
    """The demo network and the shipped processes; a second time changes nothing."""
    report = engine.load_demo_network()
    added = sum(sheet.added for sheet in report.sheets)
    print(f"demo network: {added} rows added" if added else "demo network: already there", flush=True)
    deployed = engine.deploy_unknown(bundled_models(), actor=SYSTEM, note="shipped with Servicelane")
    new = [item.kind for item in deployed.items if item.is_new] if deployed else []
    counts = (f"{new.count(kind)} {words}" for kind, words in _KINDS.items() if kind in new)
    print(f"models: {', '.join(counts)} released" if new else "models: already deployed", flush=True)


def _refuse_open_demo(engine: Engine, host: str) -> None:
    if not _is_loopback(host) and engine.has_demo_passwords():
        raise Conflict(
            f"expected no demo passwords on a server that listens on {host}, but there are: "
            "use a database without the demo network, or listen on 127.0.0.1"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Invalid(f"expected port {port} on {host} to be free, but {problem.strerror}: choose PORT=…") from None


def _announce(engine: Engine, chosen: argparse.Namespace) -> None:
    print(f"\nServicelane is at http://{chosen.host}:{chosen.port}/", flush=True)
    accounts = engine.demo_accounts()
    if accounts:
        names = " ".join(account.username for account in accounts)
        print(f"sign in as one of: {names}\npassword: demo\nstop with Ctrl+C", flush=True)
    if chosen.demo and not chosen.processes:
        print(f"what customers get: http://{chosen.host}:{chosen.port}/demo/mailbox", flush=True)
