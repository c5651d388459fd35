"""Links that nobody reads in a case, and where accounts signed in or failed to.

Cases of before held the tokens of their links in variables, notifications and histories. Histories cannot be changed:
so every link gets another token, made when a message leaves, and the old one only follows its case from now on.
Texts of notifications get the mask of the link in place of the old token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

_TOKEN = re.compile(r"(?<=/p/)[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
_LINK = sa.table(
    "public_link", sa.column("link_key"), sa.column("token_hash"), sa.column("old_hash"), sa.column("case_key"),
    sa.column("element_instance_key"),
)  # fmt: skip
_NOTIFICATION = sa.table("notification", sa.column("notification_key"), sa.column("text"), sa.column("text_en"))


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("public_link") as batch:
        batch.add_column(sa.Column("old_hash", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("printed_by", sa.String(length=256), nullable=True))
        batch.create_unique_constraint("public_link_old_hash", ["old_hash"])
    op.create_table(
        "sign_in_place",
        sa.Column("username", sa.String(length=256), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", Utc(), nullable=True),
        sa.Column("blocked_until", Utc(), nullable=True),
        sa.Column("succeeded_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("username", "address"),
    )
    op.create_index("sign_in_place_age", "sign_in_place", ["failed_at"])
    _give_new_tokens(op.get_bind())


def downgrade() -> None:
    """Take the change back; the links that were sent since then are good for nothing."""
    connection = op.get_bind()
    old = sa.update(_LINK).where(_LINK.c.old_hash.is_not(None)).values(token_hash=_LINK.c.old_hash)
    connection.execute(old)
    op.drop_index("sign_in_place_age", table_name="sign_in_place")
    op.drop_table("sign_in_place")
    with op.batch_alter_table("public_link") as batch:
        batch.drop_constraint("public_link_old_hash", type_="unique")
        batch.drop_column("printed_by")
        batch.drop_column("old_hash")


def _give_new_tokens(connection: sa.Connection) -> None:
    """New hashes beside the old ones, and masks for the old tokens that notifications hold."""
    secret = connection.execute(sa.text("SELECT secret FROM link_secret WHERE purpose = 'link'")).scalar_one_or_none()
    if secret is None:
        return
    masks: dict[str, str] = {}
    for row in connection.execute(sa.select(_LINK)).all():
        mac = hmac.digest(bytes(secret), f"link2:{row.case_key}:{row.element_instance_key}".encode(), "sha256")
        token = base64.urlsafe_b64encode(mac[:24]).decode()
        made = hashlib.sha256(token.encode()).hexdigest()
        new = sa.update(_LINK).where(_LINK.c.link_key == row.link_key)
        connection.execute(new.values(token_hash=made, old_hash=row.token_hash))
        masks[row.token_hash] = f"*{row.element_instance_key}*"

    def masked(text: str) -> str:
        return _TOKEN.sub(lambda found: masks.get(hashlib.sha256(found[0].encode()).hexdigest(), "*"), text)

    holding = sa.select(_NOTIFICATION).where(
        _NOTIFICATION.c.text.contains("/p/") | _NOTIFICATION.c.text_en.contains("/p/")
    )
    for row in connection.execute(holding).all():
        change = sa.update(_NOTIFICATION).where(_NOTIFICATION.c.notification_key == row.notification_key)
        connection.execute(change.values(text=masked(row.text), text_en=masked(row.text_en)))
