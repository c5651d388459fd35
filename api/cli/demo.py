"""`servicelane demo`: fifty repairs of different shapes, played by all roles over HTTP on a server in test mode."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

import httpx

from api.cli.demo_player import Played, Player
from api.cli.demo_server import ServerRefused, ServerStage
from api.cli.demo_shapes import chosen
from api.cli.progress import Progress
from engine.reference.network import demo_files


def play(url: str, *, repairs: int, seed: int, out: TextIO) -> int:
    """Play and print the table of outcomes; 0 when every history agrees with what was expected, else 1."""
    started = time.monotonic()
    shapes = chosen(repairs, seed=seed)
    try:
        with ServerStage(url, people()) as stage:
            player = Player(stage, machines())
            progress = Progress("repairs", len(shapes))
            played = []
            for number, shape in enumerate(shapes):
                played.append(player.play(shape, number))
                progress.step(shape.name_en)
            progress.done()
    except (ServerRefused, httpx.HTTPError) as error:
        out.write(f"demo: {error}\n")
        return 1
    out.write(table(played))
    wrong = [one for one in played if one.problem]
    seconds = time.monotonic() - started
    out.write(f"{len(played)} repairs in {seconds:.0f} s, {len(played) - len(wrong)} agree with their histories\n")
    for one in wrong:
        out.write(f"  case {one.case_key} ({one.shape.name_en}): {one.problem}\n")
    return 1 if wrong else 0


def people() -> Mapping[tuple[str, str], str]:
    """(role, unit) → user name of the demo network."""
    return {(row["role"], row["unit"]): row["username"] for row in reversed(_rows("grants"))}


def machines() -> Sequence[Mapping[str, str]]:
    """Every machine of the demo network with its owner."""
    owners = {row["customer_code"]: row for row in _rows("customers")}
    return [{**owners[row["customer_code"]], **row} for row in _rows("products")]


def table(played: Sequence[Played]) -> str:
    """Outcomes by shape: how often, where it had to end, and whether the histories say so."""
    lines = [f"{'shape':<24}{'repairs':>8}  {'end':<26}{'agree':>6}\n"]
    for name in dict.fromkeys(one.shape.name_en for one in played):
        group = [one for one in played if one.shape.name_en == name]
        agree = sum(not one.problem for one in group)
        lines.append(f"{name:<24}{len(group):>8}  {group[0].shape.end:<26}{agree:>6}\n")
    for end, count in sorted(_counted(one.end or "still active" for one in played).items()):
        lines.append(f"{'':<24}{count:>8}  {end:<26}\n")
    return "".join(lines)


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def _rows(sheet: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(demo_files()[sheet].decode("utf-8"))))
