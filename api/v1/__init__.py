"""Our own API beside `/v2`. `TABLES` lists our endpoints; routers of FastAPI are listed in `api/app.py`."""

from api.v1 import (
    cases,
    conditions,
    data,
    health,
    inbox,
    lookups,
    me,
    models,
    notifications,
    organisation,
    public,
    sales,
    signin,
    timers,
)

TABLES = (
    signin.table,
    signin.tokens,
    me.table,
    inbox.table,
    cases.table,
    conditions.table,
    lookups.table,
    data.table,
    data.imports,
    organisation.units,
    organisation.users,
    organisation.grants,
    timers.table,
    notifications.table,
    models.table,
    health.table,
    public.table,
    sales.table,
)
