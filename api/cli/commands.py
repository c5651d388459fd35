"""What can be said to `servicelane`, and what each word does."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from api.cli.backups import run_backup, run_restore
from api.cli.demo_network import add_network_options, load_network
from api.cli.loading import uncollected
from api.cli.opening import add_database_options, bundled_models, close, open_engine
from api.cli.progress import Progress
from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.errors import Invalid


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="servicelane", description="A workflow engine for service and dealer businesses."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serve(commands)
    _simple(commands, "worker", "run a worker by itself; as many as you like", _worker)
    _simple(commands, "migrate", "bring the database to this version's schema", _migrate)
    _verify(commands)
    _doctor(commands)
    _backups(commands)
    _check(commands)
    _test(commands)
    _deploy(commands)
    _admin(commands)
    _demo(commands)
    _demo_network(commands)
    return top


def _serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(commands, "serve", "run the server, with a worker inside", _run_serve)
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback only)")
    command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")))
    command.add_argument("--public-url", default=os.environ.get("PUBLIC_URL"), help="how browsers reach this server")
    command.add_argument("--no-worker", action="store_true", help="leave jobs and timers to `servicelane worker`")
    command.add_argument("--demo", action="store_true", help="load the demo network and deploy the shipped processes")
    command.add_argument("--processes", type=int, default=0, help="so many server processes (PostgreSQL)")
    command.add_argument("--workers", type=int, default=1, help="with --processes: so many worker processes")
    command.add_argument("--descriptor", type=int, help=argparse.SUPPRESS)


def _verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(commands, "verify", "check the hash chain of every case, or of one", _run_verify)
    command.add_argument("--case", type=int, metavar="KEY", help="only this case")


def _doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "examine the database for everything that must never be (I0 to I12 of docs/doctor.md)"
    command = _simple(commands, "doctor", text, _run_doctor)
    command.add_argument("--no-chains", action="store_true", help="leave the hash chains out (`servicelane verify`)")


def _backups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, text, run in (
        ("backup", "copy the whole database to a new file, while the servers run", run_backup),
        ("restore", "put a backup into an empty database", run_restore),
    ):
        command = _simple(commands, name, text, run)
        command.add_argument("file", type=Path, metavar="FILE")


def _check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(commands, "check", "show the gate's findings on model files, without deploying", _run_check)
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--language", choices=("en", "zh"), default="en")


def _test(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "play the scenarios of processes on an engine of their own, and say what they never reached"
    command = commands.add_parser("test", help=text, description=text)
    command.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="scenario files, or folders with scenarios"
    )
    command.add_argument("--coverage-required", action="store_true", help="fail when an element or flow is not reached")
    command.add_argument("--processes", type=int, default=1, help="play on so many processors (default: 1)")
    command.add_argument("--language", choices=("en", "zh"), default="en")
    command.add_argument("--json", action="store_true", help="print everything as JSON")
    command.add_argument("--models", type=Path, action="append", help="deploy what lies in this folder instead")
    command.set_defaults(run=_run_test)


def _run_test(chosen: argparse.Namespace) -> int:
    from api.cli import scenarios

    return scenarios.run(chosen)


def _deploy(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(commands, "deploy", "deploy model files together, or the shipped ones", _run_deploy)
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--note", default="deployed from the command line")


def _admin(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(commands, "create-admin", "make the first administrator; asks for the password", _run_admin)
    command.add_argument("username")
    command.add_argument("--unit", default="hq", help="code of the unit; made when there are no units yet")


def _demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "play a month of business through the HTTP API, by all roles, and check the books"
    command = commands.add_parser("demo", help=text, description=text)
    command.add_argument("--url", help="a server in test mode; without it one is started on a new database")
    command.add_argument("--contacts", type=int, default=1000, help="how many people turn to the maker (default: 1000)")
    command.add_argument("--days", type=int, default=30, help="within so many simulated days (default: 30)")
    command.add_argument("--repairs", type=int, help="play so many repairs by themselves instead")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=_run_demo)


def _demo_network(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "load a whole network made by seeded chance: dealers, stores, people, customers"
    add_network_options(_simple(commands, "demo-network", text, load_network))


def _simple(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    add_database_options(command)
    command.set_defaults(run=run)
    return command


def _run_serve(chosen: argparse.Namespace) -> int:
    with uncollected(settles=True):
        from api.cli.serving import serve

    return serve(chosen)


def _worker(chosen: argparse.Namespace) -> int:
    import signal
    import threading

    from workers import run_worker

    engine = open_engine(chosen)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"worker: waiting for work on {engine.database.url.render_as_string()}", flush=True)
    run_worker(engine, stop)
    close(engine)
    return 0


def _migrate(chosen: argparse.Namespace) -> int:
    close(open_engine(chosen))
    print("the database has this version's schema")
    return 0


def _run_verify(chosen: argparse.Namespace) -> int:
    engine = open_engine(chosen)
    if chosen.case is not None:
        found = engine.verify_case(chosen.case, actor=SYSTEM)
        _tell(found.case_key, found.ok, found.checked_count, found.first_break_seq, found.reason)
        return 0 if found.ok else 1
    progress = Progress("verify", engine.case_count())
    broken = events = cases = 0
    started = time.perf_counter()
    for found in engine.verify_all(actor=SYSTEM):
        cases, events = cases + 1, events + found.checked_count
        progress.step()
        if not found.ok:
            broken += 1
            _tell(found.case_key, False, found.checked_count, found.first_break_seq, found.reason)
    progress.done()
    seconds = time.perf_counter() - started
    print(f"{cases} cases, {events} events checked in {seconds:.1f} s: {broken or 'none'} broken")
    close(engine)
    return 1 if broken else 0


def _run_doctor(chosen: argparse.Namespace) -> int:
    engine = open_engine(chosen)
    cases: set[int | None] = set()
    progress = Progress("doctor", engine.case_count())
    for ailment in engine.examine_all(actor=SYSTEM, with_chains=not chosen.no_chains, each=progress.step_by):
        cases.add(ailment.case_key)
        print(ailment)
    progress.done()
    sick = "the database has something wrong, and " if None in cases else ""
    print(f"{engine.case_count()} cases examined: {sick}{len(cases - {None}) or 'none'} with something wrong")
    close(engine)
    return 1 if cases else 0


def _tell(case_key: int, ok: bool, checked: int, first_break: int | None, reason: str) -> None:
    verdict = f"whole, {checked} events" if ok else f"broken at event {first_break}: {reason}"
    print(f"case {case_key}: {verdict}")


def _run_check(chosen: argparse.Namespace) -> int:
    files = [_file(path) for path in chosen.files]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(chosen, url=f"sqlite:///{folder}/check.db")
        engine.load_demo_network()  # its roles and calendars are what models may name
        findings = engine.check_models(files, actor=SYSTEM)
        close(engine)
    for finding in findings:
        print(f"{finding.level}: {finding.text(chosen.language)}")
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{len(files)} files: {errors} errors, {len(findings) - errors} other findings")
    return 1 if errors else 0


def _run_deploy(chosen: argparse.Namespace) -> int:
    engine = open_engine(chosen)
    files = [_file(path) for path in chosen.files] or bundled_models()
    deployed = engine.deploy(files, actor=SYSTEM, note=chosen.note)
    for item in deployed.items:
        print(f"{item.kind} {item.id} version {item.version}{'' if item.is_new else ' (unchanged)'}")
    close(engine)
    return 0


def _run_admin(chosen: argparse.Namespace) -> int:
    engine = open_engine(chosen)
    secret = os.environ.get("SERVICELANE_PASSWORD") or getpass.getpass("password: ")
    if not secret:
        raise Invalid("expected a password, but found none")
    engine.create_admin(chosen.username, secret, unit=chosen.unit)
    print(f"administrator {chosen.username} at unit {chosen.unit}")
    close(engine)
    return 0


def _run_demo(chosen: argparse.Namespace) -> int:
    from api.cli.stage import own_server

    if chosen.url:
        return _play(chosen, chosen.url, None)
    with own_server() as (url, folder):
        return _play(chosen, url, folder)


def _play(chosen: argparse.Namespace, url: str, folder: Path | None) -> int:
    from api.cli import business, demo

    if chosen.repairs is not None:
        return demo.play(url, repairs=chosen.repairs, seed=chosen.seed, out=sys.stdout)
    return business.play(url, folder, business.Plan(chosen.contacts, chosen.days, chosen.seed), out=sys.stdout)


def _file(path: Path) -> ModelFile:
    return ModelFile(path.name, path.read_bytes())
