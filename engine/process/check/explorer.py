"""Playing the token game on plain data; also a program of its own, for the child process (dialect G11).

    python -I -S explorer.py <seconds> <bytes>      net as JSON on stdin, outcome as JSON on stdout

It imports nothing but the standard library, so that a child starts in some 20 ms and holds nothing of the server.

    net      {"targets": node of each flow, "nodes": [{"needs": flows of a join, "ways": [[flow …] …], "ends": bool} …],
              "starts": [[flow …] …]}
    outcome  {"stuck": nodes where in some run tokens wait and nothing moves, "markings": seen, "is_whole": bool}
A marking is the sorted numbers of the flows that hold tokens, one entry a token.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from time import monotonic
from typing import TypeAlias, TypedDict

Marking: TypeAlias = "tuple[int, ...]"


class NetNode(TypedDict):
    """`needs`: flows a parallel join takes one token of each, empty for other nodes. `ends`: it ends the scope."""

    needs: list[int]
    ways: list[list[int]]
    ends: bool


class Net(TypedDict):
    """A scope as numbers."""

    targets: list[int]
    nodes: Sequence[NetNode]
    starts: list[list[int]]


class Outcome(TypedDict):
    """What a search found; not `is_whole`: it ended at its bounds."""

    stuck: list[int]
    markings: int
    is_whole: bool


def explore(net: Net, *, most_markings: int, most_tokens: int, until: float = float("inf")) -> Outcome:
    """The nodes of `net` where, in some run, tokens wait and nothing else can move.

    It ends at so many markings, and at `until` on the monotonic clock.
    """
    seen: set[Marking] = set()
    waiting: list[Marking] = [tuple(sorted(way)) for way in net["starts"]]
    stuck: set[int] = set()
    is_whole = True
    while waiting:
        marking = waiting.pop()
        if marking in seen:
            continue
        if len(marking) > most_tokens:
            is_whole = False
            continue
        if len(seen) >= most_markings or len(waiting) > 4 * most_markings or monotonic() > until:
            is_whole = False
            break
        seen.add(marking)
        following = _next(net, marking)
        if following is None:
            stuck.update(net["targets"][flow] for flow in marking)
        else:
            waiting.extend(following)
    return {"stuck": sorted(stuck), "markings": len(seen), "is_whole": is_whole}


def _next(net: Net, marking: Marking) -> list[Marking] | None:
    """What can follow when one movable node moves; None when tokens are left and nothing moves.

    One is enough: its moves disturb no other node's, and that keeps parallel work linear.
    """
    for flow in marking:
        node = net["nodes"][net["targets"][flow]]
        consumed = node["needs"] or [flow]
        if node["needs"] and not set(node["needs"]) <= set(marking):
            continue
        if node["ends"]:
            return [()]
        rest = list(marking)
        for used in consumed:
            rest.remove(used)
        return [tuple(sorted([*rest, *way])) for way in node["ways"]]
    return None if marking else []


def main() -> None:
    """Explore the nets of standard input, one after the other, within the limits of the command line."""
    seconds, size = int(sys.argv[1]), int(sys.argv[2])
    limit(seconds=seconds, size=size)
    until = monotonic() + 0.8 * seconds  # what is found by then is told; the system's limits are for the unforeseen
    asked = json.load(sys.stdin)
    left: int = asked["most_markings"]
    found: list[Outcome] = []
    for net in asked["nets"]:
        outcome = explore(net, most_markings=left, most_tokens=asked["most_tokens"], until=until)
        left -= outcome["markings"]
        found.append(outcome)
    json.dump(found, sys.stdout)


def limit(*, seconds: int, size: int) -> None:
    """Let the system end this process at so many seconds of processor time or bytes of memory, and come last."""
    try:
        import resource
    except ImportError:  # not on this system; the parent's clock ends it
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    os.nice(10)


if __name__ == "__main__":
    main()
