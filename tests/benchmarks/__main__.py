"""`make bench`: every benchmark with its machine; `python -m tests.benchmarks http core` runs some.

The one of field size takes half an hour to fill and runs only when it is named: `make bench-field`.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

from tests import benchmarks
from tests.benchmarks.machine import load, machine


def main() -> int:
    """Run the named benchmarks, or all."""
    names = sorted(item.name for item in pkgutil.iter_modules(benchmarks.__path__) if item.name.startswith("bench_"))
    chosen = [f"bench_{name.removeprefix('bench_')}" for name in sys.argv[1:]]
    chosen = chosen or [name for name in names if name != "bench_field"]
    print(f"{machine()}; {load()}")
    for name in chosen:
        if name not in names:
            print(f"expected one of {', '.join(names)}, but found {name}")
            return 2
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
