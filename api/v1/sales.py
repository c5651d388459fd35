"""Sales that shops report by their order feeds: each order once, however often it comes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from starlette.responses import Response

from api.bodies import Body
from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.shapes import BOOLEAN, TEXT, nullable, shape
from engine.sales import NewSale, SaleRecorded
from engine.values import Json

table = Table("/api/v1", "Sales")
_TOO_MUCH = 10_000_000
_RECORDED = shape("SaleRecorded", customerCode=nullable(TEXT), isNewCustomer=nullable(BOOLEAN), isDuplicate=BOOLEAN)


class SaleCustomer(Body):
    """Who bought."""

    name: str
    phone: str
    email: str = ""
    address: str = ""


class SaleBody(Body):
    """One sold machine. `price` is in yuan, as text or number; `sold_on` an ISO date; `store` a unit's code."""

    shop: str
    order_number: str
    serial: str
    model: str
    sold_on: str
    store: str
    customer: SaleCustomer
    price: str | int | Decimal | None = None
    extended_months: int = 0


@table.post("/sales", status=201, answer=_RECORDED, command="RECORD_SALE")
def record_sale(call: Call, body: SaleBody) -> Response:
    """Record a sale with its customer and machine; the same order of the shop again changes nothing.

    Whoever sells below headquarters learns nothing of the customer: his answer is the same for every phone number.
    """
    sale = _sale(body)
    return call.do(lambda once: call.engine.record_sale(sale, actor=call.actor, once=once), _json, status=201)


def _sale(body: SaleBody) -> NewSale:
    order_number, shop = body.order_number.strip(), body.shop.strip()
    if not 1 <= len(order_number) <= 80 or not 1 <= len(shop) <= 40:
        raise BadRequest("expected a shop of 1 to 40 and an order number of 1 to 80 characters, but found another")
    return NewSale(
        shop=shop,
        order_number=order_number,
        serial=body.serial.strip().upper(),
        model=body.model.strip(),
        name=body.customer.name.strip(),
        phone=body.customer.phone.replace(" ", "").replace("-", ""),
        sold_on=_day(body.sold_on),
        unit_code=body.store,
        email=body.customer.email.strip(),
        address=body.customer.address.strip(),
        price_cents=_cents(body.price),
        extended_months=body.extended_months,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"expected an ISO date as soldOn, but found '{text[:20]}'") from None


def _cents(price: str | int | Decimal | None) -> int | None:
    if price is None:
        return None
    try:
        amount = Decimal(price)
    except ArithmeticError:
        raise BadRequest("expected a price in yuan, but found another text") from None
    if not amount.is_finite() or not -_TOO_MUCH < amount < _TOO_MUCH:
        raise BadRequest(f"expected a price below {_TOO_MUCH} yuan, but found another")
    if amount != amount.quantize(Decimal("0.01")):
        raise BadRequest("expected a price of at most two decimals, but found more")
    return int(amount * 100)


def _json(recorded: SaleRecorded) -> Json:
    return {
        "customerCode": recorded.customer_code if recorded.is_customer_shown else None,
        "isNewCustomer": recorded.is_new_customer if recorded.is_customer_shown else None,
        "isDuplicate": recorded.is_duplicate,
    }
