"""The command `servicelane`: the one place where server, worker and engine are put together."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from api.cli import lifeline
from api.cli.loading import uncollected
from engine.errors import InvalidFields, Refused, ServicelaneError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 with one clear line when it could not, 2 for wrong usage."""
    lifeline.watch()
    with uncollected(settles=arguments is None):
        chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except Refused as refused:
        print("refused:", *(finding.text("en") for finding in refused.findings if finding.level == "error"), sep="\n  ")
    except InvalidFields as refused:
        print(f"servicelane {chosen.command}:", *(error.en for error in refused.errors), file=sys.stderr)
    except (ServicelaneError, OSError, ValueError) as problem:
        print(f"servicelane {chosen.command}: {problem}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 1


def _parser() -> ArgumentParser:
    from api.cli.commands import parser

    return parser()


__all__ = ["main"]
