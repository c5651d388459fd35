"""Machine work: the job loop, timers, and the built-in job handlers. See workers/README.md."""

from workers.loop import Worker, drain, run_worker

__all__ = ["Worker", "drain", "run_worker"]
