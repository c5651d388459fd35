"""The books of the business day: each a table to read and claims that must hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from api.cli.business.ledger import Ledger, month_of, text, whole
from engine.actor import SYSTEM


@dataclass(slots=True)
class Book:
    """One book: `lines` under `heads`, and what is wrong in it."""

    title: str
    heads: Sequence[str] = ()
    lines: list[Sequence[object]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def claim(self, what: str, expected: object, found: object) -> None:
        """Note it when they differ."""
        if expected != found:
            self.wrong.append(f"{what}: expected {expected}, but found {found}")


def all_books(ledger: Ledger) -> Iterator[Book]:
    """Every book, one after the other."""
    for write in _BOOKS:
        yield write(ledger)


def _outcomes(ledger: Ledger) -> Book:
    """Where the cases of each process ended."""
    book = Book("Outcomes", ("process", "end", "cases"))
    cases = {whole(row, "case_key"): row for row in ledger.rows("case_instance")}
    ends: dict[int, tuple[tuple[str, int], str]] = {}
    for row in ledger.where("element_instance", type="END_EVENT", state="COMPLETED"):
        case_key = whole(row, "case_key")
        rank = (text(row, "ended_at"), whole(row, "element_instance_key"))
        ends[case_key] = max(ends.get(case_key, (rank, "")), (rank, text(row, "element_id")))
    counts: Counter[tuple[str, str]] = Counter()
    for key, case in cases.items():
        last = ends[key][1] if key in ends else text(case, "state")
        counts[text(case, "process_id"), "still open" if case["state"] == "active" else last] += 1
    book.lines = [(process, end, count) for (process, end), count in sorted(counts.items())]
    book.lines.append(("all", "", len(cases)))
    return book


def _complaints(ledger: Ledger) -> Book:
    """Every complaint that ended was answered or withdrawn."""
    book = Book("Complaints", ("", "cases"))
    cases = ledger.where("case_instance", process_id="complaint")
    answered = ledger.variables("reply").keys() | ledger.variables("settlement").keys()
    withdrawn = {whole(row, "case_key") for row in ledger.rows("element_instance") if row["element_id"] == _WITHDRAWN}
    ended = [whole(case, "case_key") for case in cases if case["state"] != "active"]
    silent = [key for key in ended if key not in answered and key not in withdrawn]
    book.lines = [
        ("complaints", len(cases)),
        ("answered", sum(key in answered for key in ended)),
        ("withdrawn before an answer", sum(key in withdrawn and key not in answered for key in ended)),
        ("still open", len(cases) - len(ended)),
    ]
    book.claim("complaints ended without an answer", [], silent)
    book.claim("complaints still open", 0, len(cases) - len(ended))
    return book


_WITHDRAWN = "handle_withdrawal"


def _fees(ledger: Ledger) -> Book:
    """Every fee of an ended month stands in one statement, and statements are the sums of their fees."""
    book = Book("Fees and settlements (yuan)", ("station", "fees", "amount", "settled", "this month"))
    fees, this_month = ledger.rows("fee"), ledger.last_month()
    by_unit: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    left_over = []
    for fee in fees:
        amount, unit = whole(fee, "amount_cents"), by_unit[text(fee, "unit_code")]
        unit[0], unit[1] = unit[0] + 1, unit[1] + amount
        unit[2 if fee["settlement_key"] else 3] += amount
        if fee["settlement_key"]:
            total = sums[whole(fee, "settlement_key")]
            total[0], total[1] = total[0] + 1, total[1] + amount
        elif month_of(text(fee, "approved_at")) != this_month:
            left_over.append(fee["reference"])
    for row in ledger.rows("settlement_adjustment"):
        if row["settlement_key"]:
            total = sums[whole(row, "settlement_key")]
            total[0], total[1] = total[0] + 1, total[1] + whole(row, "amount_cents")
    for row in ledger.rows("settlement"):
        expected = [whole(row, "fee_count"), whole(row, "total_cents")]
        book.claim(f"fees of statement {row['number']} (count, cents)", expected, sums[whole(row, "settlement_key")])
    book.claim("fees of ended months that were not settled", [], left_over)
    book.claim("cases with two fees", 0, len(fees) - len({fee["case_key"] for fee in fees}))
    book.lines = [(unit, count, *map(_yuan, amounts)) for unit, (count, *amounts) in sorted(by_unit.items())]
    totals = [sum(row[place] for row in by_unit.values()) for place in range(4)]
    book.lines.append(("all", totals[0], *map(_yuan, totals[1:])))
    return book


def _stock(ledger: Ledger) -> Book:
    """What lies in each warehouse is what its movements say; what is reserved is what open orders hold."""
    book = Book("Stock (pieces)", ("warehouse", "counted and delivered", "shipped", "scrapped", "on hand", "reserved"))
    columns = ("on_hand", "reserved", "in_transit", "quarantined")
    sums: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for move in ledger.rows("stock_movement"):
        place = (text(move, "warehouse_code"), text(move, "part_code"))
        sums[place].update({name: whole(move, name) for name in columns})
        kinds[place[0]][text(move, "kind")] += whole(move, "on_hand")
    held: Counter[tuple[str, str]] = Counter()
    for row in ledger.where("part_reservation", state="held"):
        held[text(row, "warehouse_code"), text(row, "part_code")] += whole(row, "quantity")
    shown: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in ledger.rows("part_stock"):
        place = (text(row, "warehouse_code"), text(row, "part_code"))
        balance = {name: whole(row, name) for name in columns}
        book.claim(f"movements of {place[1]} in {place[0]}", {name: sums[place][name] for name in columns}, balance)
        book.claim(f"reservations of {place[1]} in {place[0]}", held[place], balance["reserved"])
        shown[place[0]].update(balance)
    for warehouse, found in sorted(shown.items()):
        moved = kinds[warehouse]
        came = moved["receipt"] + moved["adjust"] + moved["receive"] + moved["return"]
        book.claim(f"pieces of {warehouse}", came + moved["ship"] + moved["scrap"], found["on_hand"])
        book.lines.append((warehouse, came, -moved["ship"], -moved["scrap"], found["on_hand"], found["reserved"]))
    return book


def _credit(ledger: Ledger) -> Book:
    """What each account holds is what its open orders may still charge; all of it is the sum of its entries."""
    book = Book("Credit (yuan)", ("dealer or station", "tier", "limit", "held", "owed"))
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    left: Counter[str] = Counter()
    for entry in ledger.rows("credit_entry"):
        amounts = {"held": whole(entry, "held_cents"), "owed": whole(entry, "owed_cents")}
        sums[text(entry, "unit_code")].update(amounts)
    for hold in ledger.rows("credit_hold"):
        left[text(hold, "unit_code")] += whole(hold, "left_cents")
    for row in ledger.rows("credit_account"):
        unit, held, owed = text(row, "unit_code"), whole(row, "held_cents"), whole(row, "owed_cents")
        book.claim(f"entries of {unit} (held, owed)", (sums[unit]["held"], sums[unit]["owed"]), (held, owed))
        book.claim(f"open orders of {unit} (cents)", left[unit], held)
        book.lines.append((unit, row["tier"], _yuan(whole(row, "limit_cents")), _yuan(held), _yuan(owed)))
    return book


def _payouts(ledger: Ledger) -> Book:
    """No project got more than was granted; what was taken back was paid before."""
    book = Book("Payouts to stores (yuan)", ("project", "granted", "paid", "taken back"))
    back = {whole(row, "payout_key"): whole(row, "amount_cents") for row in ledger.rows("payout_reversal")}
    projects: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in ledger.rows("payout"):
        project = projects[whole(row, "case_key"), text(row, "reference")]
        project[0] = whole(row, "granted_cents")
        project[1] += whole(row, "amount_cents")
        project[2] += back.get(whole(row, "payout_key"), 0)
    for (_, reference), (granted, paid, returned) in sorted(projects.items(), key=lambda item: item[0][1]):
        book.lines.append((reference, _yuan(granted), _yuan(paid), _yuan(returned)))
        book.claim(f"{reference} within its grant", True, paid - returned <= granted)
    return book


def _remedies(ledger: Ledger) -> Book:
    """What customers were paid and what machines they got; nothing beyond what was granted, nothing twice."""
    book = Book("Refunds, goodwill, exchanges", ("kind", "cases", "yuan", "taken back"))
    back = {whole(row, "payment_key"): whole(row, "amount_cents") for row in ledger.rows("customer_payment_reversal")}
    kinds: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    net: Counter[int] = Counter()
    granted: dict[int, int] = {}
    for row in ledger.rows("customer_payment"):
        case, amount, returned = whole(row, "case_key"), whole(row, "amount_cents"), back.get(whole(row, "payment_key"))
        kind = kinds[text(row, "kind")]
        kind[0], kind[1], kind[2] = kind[0] + 1, kind[1] + amount, kind[2] + (returned or 0)
        net[case] += amount - (returned or 0)
        granted[case] = max(granted.get(case, 0), whole(row, "granted_cents"))
    book.claim("cases that paid more than granted", [], [case for case in net if net[case] > granted[case]])
    exchanges = ledger.rows("product_exchange")
    serials = {row["serial"] for row in ledger.rows("product")}
    lost = [row["new_serial"] for row in exchanges if row["new_serial"] not in serials]
    book.claim("new machines that are not on record", [], lost)
    book.lines = [(kind, count, _yuan(paid), _yuan(gone)) for kind, (count, paid, gone) in sorted(kinds.items())]
    book.lines.append(("exchange", len(exchanges), "", ""))
    return book


def _surveys(ledger: Ledger) -> Book:
    """How many were asked, how many answered, and what they think."""
    book = Book("Surveys", ("", ""))
    answers = ledger.rows("survey_answer")
    outcomes = Counter(text(row, "outcome") for row in answers)
    given = [row for row in answers if row["outcome"] == "answered"]
    csat = [whole(row, "csat") for row in given if row["csat"] is not None]
    nps = [whole(row, "nps") for row in given if row["nps"] is not None]
    contacts = ledger.rows("survey_contact")
    book.lines = [("customers asked", len(contacts)), *sorted(outcomes.items())]
    book.lines.append(("reach", f"{100 * len(given) / max(len(contacts), 1):.0f} %"))
    book.lines.append(("CSAT, mean of 1 to 5", f"{sum(csat) / max(len(csat), 1):.2f}"))
    promoters = sum(score >= 9 for score in nps) - sum(score <= 6 for score in nps)
    book.lines.append(("NPS", f"{100 * promoters / max(len(nps), 1):+.0f}"))
    book.claim("scores between 1 and 5", True, all(1 <= score <= 5 for score in csat))
    return book


def _sales(ledger: Ledger) -> Book:
    """Each order of a shop came in once, and each sold machine is on record with its buyer."""
    book = Book("Sales", ("shop", "machines"))
    sales = ledger.rows("sale")
    orders = Counter((row["shop"], row["order_number"], row["serial"]) for row in sales)
    owners = {row["serial"]: row["customer_code"] for row in ledger.rows("product")}
    book.claim("orders taken twice", [], [order for order, count in orders.items() if count > 1])
    book.claim(
        "machines whose buyer is not on record",
        [],
        [row["serial"] for row in sales if owners.get(row["serial"]) != row["customer_code"]],
    )
    book.lines += sorted(Counter(text(row, "shop") for row in sales).items())
    return book


def _soundness(ledger: Ledger) -> Book:
    """No incident waits, every invariant holds, every history is whole."""
    book = Book("Soundness", ("", ""))
    incidents = ledger.where("incident", state="ACTIVE")
    ailments = [str(ailment) for ailment in ledger.engine.examine_all(actor=SYSTEM)]
    book.lines = [
        ("cases", ledger.engine.case_count()),
        ("events of history", sum(whole(row, "history_seq") for row in ledger.rows("case_instance"))),
        ("incidents ever opened", len(ledger.rows("incident"))),
        ("incidents waiting", len(incidents)),
        ("found by the doctor, chains included", len(ailments)),
    ]
    told = [f"{row['error_type']} at {row['element_id']}: {row['message']}" for row in incidents]
    book.claim("incidents waiting", [], told[:5])
    book.claim("the doctor", [], ailments[:5])
    return book


def _yuan(cents: int) -> str:
    return f"{cents / 100:.2f}"


_BOOKS: Sequence[Callable[[Ledger], Book]] = (
    _outcomes, _complaints, _fees, _stock, _credit, _payouts, _remedies, _sales, _surveys, _soundness,
)  # fmt: skip
