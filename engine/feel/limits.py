"""The bounds of one evaluation (rule F32): what a text may cost before it is stopped."""

import sys
from time import thread_time

from engine.feel.errors import FeelFailure

MAX_TEXT_BYTES = 16 * 1024
MAX_NESTING = 64
MAX_STEPS = 200_000
MAX_SECONDS = 0.25
MAX_RECURSION = 100
MAX_ITERATIONS = 10_000
MAX_LIST = 10_000
MAX_STRING = 256 * 1024
MAX_RESULT_NODES = 100_000
MAX_RESULT_DEPTH = 32
MAX_WARNINGS = 20

_CHECK_EVERY = 1_000

# A FEEL function may call itself 100 times, and each call costs several Python frames (not C stack, since 3.11).
sys.setrecursionlimit(max(sys.getrecursionlimit(), 5_000))


class Budget:
    """What an evaluation may still spend. Several evaluations may share one: they then pay together.

    `seconds` is CPU time of the calling thread, so that a busy machine fails no case.
    A decision with all it requires takes `Budget.for_decision()`: ten times as much.
    """

    __slots__ = ("_checkpoint", "_deadline", "_seconds", "depth", "steps")

    def __init__(self, *, steps: int = MAX_STEPS, seconds: float = MAX_SECONDS) -> None:
        self.steps = steps
        self.depth = 0
        self._seconds = seconds
        self._deadline: float | None = None
        self._checkpoint = steps

    @classmethod
    def for_decision(cls) -> "Budget":
        """The budget of one decision with everything it requires (F32: times ten)."""
        return cls(steps=MAX_STEPS * 10, seconds=MAX_SECONDS * 10)

    def charge(self, steps: int) -> None:
        """Spend `steps`; raises FeelFailure `limit` when steps or time are used up."""
        self.steps -= steps
        if self.steps < self._checkpoint:
            self._check()

    def enter(self) -> None:
        """Begin a function call; raises FeelFailure `limit` beyond depth 100 (F14). Pair with `leave`."""
        self.depth += 1
        if self.depth > MAX_RECURSION:
            raise FeelFailure("limit", f"expected calls nested at most {MAX_RECURSION} deep, but found more")

    def leave(self) -> None:
        """End a function call begun with `enter`."""
        self.depth -= 1

    def _check(self) -> None:
        if self.steps < 0:
            raise FeelFailure("limit", "expected the evaluation to end within its steps, but it did not")
        self._checkpoint = self.steps - _CHECK_EVERY
        if self._deadline is None:
            self._deadline = thread_time() + self._seconds
        elif thread_time() > self._deadline:
            raise FeelFailure("limit", f"expected the evaluation to end within {self._seconds} s, but it did not")


def check_list(size: int) -> None:
    """Refuse a list of more than 10,000 items (D4)."""
    if size > MAX_LIST:
        raise FeelFailure("limit", f"expected a list of at most {MAX_LIST} items, but found {size}")


def check_string(size: int) -> None:
    """Refuse a string of more than 262,144 characters (D4)."""
    if size > MAX_STRING:
        raise FeelFailure("limit", f"expected a string of at most {MAX_STRING} characters, but found {size}")
