"""The built-in job handlers, by job type (dialect S18, S19)."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.contract import Handler
from workers.handlers.campaigns import invite_members, select_members
from workers.handlers.case_link import link_cases
from workers.handlers.credit import charge_credit, check_credit, pay_credit, release_credit
from workers.handlers.customer_lookup import look_up_customer
from workers.handlers.fee_calculate import calculate_fee
from workers.handlers.fee_make import make_fee
from workers.handlers.http_call import call_http
from workers.handlers.knowledge_suggest import suggest_knowledge
from workers.handlers.links import link_customer, link_survey
from workers.handlers.notify import notify_customer, notify_user
from workers.handlers.parts_check import check_parts
from workers.handlers.parts_move import receive_parts, ship_parts
from workers.handlers.parts_reserve import release_parts, reserve_parts
from workers.handlers.parts_return import return_parts
from workers.handlers.payouts import book_a_payout, reverse_a_payout
from workers.handlers.rebate import accrue_rebate, collect_purchases
from workers.handlers.remedies import exchange_a_product, pay_a_customer, take_a_payment_back
from workers.handlers.sale_record import record_sale
from workers.handlers.settlement import adjust, make_batch, make_statement, release
from workers.handlers.station_rank import rank_stations
from workers.handlers.stores import activate_a_store, plan_a_store, record_a_store
from workers.handlers.surveys import judge_eligibility, reserve_contact, score_answer, stop_calls

BUILT_IN: Mapping[str, Handler] = MappingProxyType(
    {
        "credit.charge": charge_credit,
        "credit.check": check_credit,
        "credit.pay": pay_credit,
        "credit.release": release_credit,
        "parts.check": check_parts,
        "parts.receive": receive_parts,
        "parts.release": release_parts,
        "parts.reserve": reserve_parts,
        "parts.return": return_parts,
        "parts.ship": ship_parts,
        "rebate.accrue": accrue_rebate,
        "rebate.collect": collect_purchases,
        "customer.link": link_customer,
        "customer.stop_calls": stop_calls,
        "sale.record": record_sale,
        "survey.eligible": judge_eligibility,
        "survey.invite": invite_members,
        "survey.link": link_survey,
        "survey.reserve": reserve_contact,
        "survey.score": score_answer,
        "survey.select": select_members,
        "customer.lookup": look_up_customer,
        "fee.calculate": calculate_fee,
        "http.call": call_http,
        "notify.customer": notify_customer,
        "notify.user": notify_user,
        "payout.book": book_a_payout,
        "payout.reverse": reverse_a_payout,
        "station.rank": rank_stations,
        "store.activate": activate_a_store,
        "store.plan": plan_a_store,
        "store.record": record_a_store,
        "case.link": link_cases,
        "fee.make": make_fee,
        "knowledge.suggest": suggest_knowledge,
        "customer.pay": pay_a_customer,
        "customer.take_back": take_a_payment_back,
        "product.exchange": exchange_a_product,
        "settlement.adjust": adjust,
        "settlement.batch": make_batch,
        "settlement.statement": make_statement,
        "settlement.release": release,
    }
)

__all__ = ["BUILT_IN"]
