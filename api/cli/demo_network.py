"""`servicelane demo-network`: a whole plausible network of dealers, stores, people and customers, by seeded chance."""

from __future__ import annotations

import argparse
import sys
import time

from api.cli.opening import close, open_engine
from api.cli.progress import Progress
from engine.errors import ServicelaneError
from engine.reference.generated import Network, NetworkSize

MOST_DEALERS, MOST_STORES, MOST_CUSTOMERS = 9_999, 100_000, 900_000


def add_network_options(command: argparse.ArgumentParser) -> None:
    """--dealers, --stores, --stations, --customers, --seed."""
    command.add_argument("--dealers", type=int, default=300)
    command.add_argument("--stores", type=int, default=10_000)
    command.add_argument("--stations", type=int, default=300, help="authorised stations besides the dealers' own")
    command.add_argument("--customers", type=int, default=50_000)
    command.add_argument("--seed", type=int, default=1, help="the same seed makes the same network")


def load_network(chosen: argparse.Namespace) -> int:
    """Load the demo network and the generated one beside it; 0 when it is there now, 1 when it cannot be."""
    size = NetworkSize(chosen.dealers, chosen.stores, chosen.stations, chosen.customers, chosen.seed)
    wrong = _what_is_wrong(size)
    if wrong:
        print(f"demo-network: {wrong}", file=sys.stderr)
        return 2
    engine = open_engine(chosen)
    started = time.perf_counter()
    engine.load_demo_network()
    progress = Progress("demo-network", _row_estimate(size))
    try:
        network = engine.load_generated_network(size, told=lambda _, count: progress.step_by(count))
    except ServicelaneError as error:
        progress.done()
        print(f"demo-network: {error}", file=sys.stderr)
        return 1
    finally:
        close(engine)
    progress.done()
    print(summary(network, seconds=time.perf_counter() - started))
    return 0


def summary(network: Network, *, seconds: float) -> str:
    """What was loaded, and how long it took."""
    kinds: dict[str, int] = {}
    for unit in network.units:
        kinds[str(unit["kind"])] = kinds.get(str(unit["kind"]), 0) + 1
    units = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in kinds.items())
    people = f"{len(network.users)} users with {len(network.grants)} grants"
    sold = f"{len(network.customers)} customers with {len(network.products)} products"
    return f"{units}; {people}; {sold}: loaded in {seconds:.1f} s"


def _what_is_wrong(size: NetworkSize) -> str:
    for name, value, least, most in (
        ("--dealers", size.dealers, 1, MOST_DEALERS), ("--stores", size.stores, 0, MOST_STORES),
        ("--stations", size.stations, 0, MOST_DEALERS), ("--customers", size.customers, 0, MOST_CUSTOMERS),
    ):  # fmt: skip
        if not least <= value <= most:
            return f"expected {name} of {least} to {most}, but found {value}"
    return ""


def _row_estimate(size: NetworkSize) -> int:
    return int(size.stores * 2.2 + size.customers * 2.36 + (size.dealers + size.stations) * 7 + 200)
