"""`python -m tests.tck FOLDER`: results per folder, then the kit's own CSV; ends with 1 unless every result passes."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TextIO

from tests.tck.runner import CaseResult, run_tree


def main() -> int:
    """Run the folder given on the command line."""
    arguments = _arguments()
    results = run_tree(arguments.folder)
    print_folders(results, sys.stdout)
    if arguments.csv == "-":
        write_csv(results, sys.stdout)
    elif arguments.csv:
        with Path(arguments.csv).open("w", encoding="utf-8", newline="") as file:
            write_csv(results, file)
    return 0 if results and all(result.is_passed for result in results) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.tck", description="Run DMN TCK folders")
    parser.add_argument("folder", type=Path, help="a folder of the kit's format, or one that holds such folders")
    parser.add_argument("--csv", default="-", help="file for the kit's CSV form; - prints it, empty leaves it out")
    return parser.parse_args()


def print_folders(results: Iterable[CaseResult], out: TextIO) -> None:
    """One line for each folder, one for each failed result, and the totals."""
    passed = total = 0
    for folder, group in groupby(results, key=lambda result: result.folder):
        own = list(group)
        good = sum(result.is_passed for result in own)
        passed, total = passed + good, total + len(own)
        print(f"{'ok  ' if good == len(own) else 'FAIL'} {good:>4}/{len(own):<4} {folder}", file=out)
        for result in own:
            if not result.is_passed:
                print(f"       {result.file} {result.case_id} {result.result_name}: {result.detail}", file=out)
    print(f"{passed} of {total} results passed", file=out)


def write_csv(results: Iterable[CaseResult], out: TextIO) -> None:
    """The kit's `tck_results.csv`: folder, test file, case id, SUCCESS or ERROR, detail; one line for each case."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for (folder, file, case_id), group in groupby(results, key=lambda each: (each.folder, each.file, each.case_id)):
        details = [f"{result.result_name}: {result.detail}" for result in group if not result.is_passed]
        writer.writerow([folder, file, case_id, "ERROR" if details else "SUCCESS", "; ".join(details)])


if __name__ == "__main__":
    sys.exit(main())
