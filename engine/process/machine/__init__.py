"""The token machine: (definition, state, command) → Step. Pure: no clock, SQL, network or randomness.

    step = run(definition, StartCase(case_key, {}), surroundings, case_key=case_key, state=None, variables={})

Files: `run` the step in the making · `moving` the queue · `lifecycle` the stages of an element · one file per family of
elements · `commands` what each command does first.
"""

from engine.process.machine.machine import run

__all__ = ["run"]
