"""Our own API beside `/v2`. `TABLES` lists our endpoints; routers of FastAPI are listed in `api/app.py`."""

from api.v1 import cases, health, inbox, me, models, notifications, signin

TABLES = (
    signin.table,
    signin.tokens,
    me.table,
    inbox.table,
    cases.table,
    notifications.table,
    models.table,
    health.table,
)
