"""What people without an account see and send: links to one case, public messages. See docs/public-pages.md."""

from engine.public.intake import Intake, Received
from engine.public.links import LinkGone, NewLink
from engine.public.throttling import Limit
from engine.public.tracking import Offer, Stage, Tracking

__all__ = ["Intake", "Limit", "LinkGone", "NewLink", "Offer", "Received", "Stage", "Tracking"]
