"""`customer.link` and `survey.link`: a link to the case for people without an account (docs/public-pages.md).

Headers: `expires` (ISO duration, default 90 days, at most two years), `kind`. Output: `link` {url, reference,
expires_at}; `url` is masked, for whoever reads the case is not its customer: put it into the text of `notify.customer`,
and what is sent holds the readable link. The token depends on nothing but the element instance and a secret, so a job
that runs twice gives the same link; its row is written in the transaction that completes the job.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.feel import DayTimeDuration, parse_duration
from engine.public import links, masking
from engine.store.database import Tx
from workers.contract import BadInput, Done

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine


def link_customer(engine: Engine, job: ActivatedJob) -> Done:
    """A link to follow the case."""
    return _linked(engine, job, kind="case")


def link_survey(engine: Engine, job: ActivatedJob) -> Done:
    """A link to a questionnaire."""
    return _linked(engine, job, kind="survey")


def _linked(engine: Engine, job: ActivatedJob, *, kind: str) -> Done:
    kind = job.headers.get("kind") or kind
    if not kind.isidentifier() or len(kind) > 20:
        raise BadInput(f"expected header 'kind' of one word of at most 20 letters, but found '{kind[:40]}'")
    new, token = engine.link_token(job.case_key, job.element_instance_key, kind, _life(job.headers.get("expires", "")))
    url = masking.masked_url(engine.settings.public_url, job.element_instance_key)
    link = {
        "url": url,
        "reference": str(job.element_instance_key),
        "expires_at": new.expires_at.isoformat().replace("+00:00", "Z"),
    }
    return Done({"link": {**link}}, writes=partial(_write, new, token))


def _write(new: links.NewLink, token: str, tx: Tx) -> None:
    links.add(tx, new, token)


def _life(text: str) -> timedelta:
    if not text:
        return links.LIFE
    found = parse_duration(text)
    life = timedelta(microseconds=found.nanos // 1000) if isinstance(found, DayTimeDuration) else timedelta(0)
    if not timedelta(0) < life <= links.LONGEST_LIFE:
        raise BadInput(f"expected header 'expires' of a duration up to two years such as P90D, but found '{text[:40]}'")
    return life
