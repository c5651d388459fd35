"""The built-in job handlers, by job type (dialect S18, S19)."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.contract import Handler
from workers.handlers.customer_lookup import look_up_customer
from workers.handlers.fee_calculate import calculate_fee
from workers.handlers.http_call import call_http
from workers.handlers.notify import notify_customer, notify_user
from workers.handlers.station_rank import rank_stations

BUILT_IN: Mapping[str, Handler] = MappingProxyType(
    {
        "customer.lookup": look_up_customer,
        "fee.calculate": calculate_fee,
        "http.call": call_http,
        "notify.customer": notify_customer,
        "notify.user": notify_user,
        "station.rank": rank_stations,
    }
)

__all__ = ["BUILT_IN"]
