"""What a council has published of its payments, by month and by what they were for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from unicodedata import normalize

from hnb.council.costing.pence import to_pence, to_pounds
from hnb.disclosure.population import CrossTab, Declared, Population
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import pandas as pd

KINDS = (
    "independent providers",
    "top-ups",
    "place funding",
    "transport",
    "other high needs",
)
MONTHS = 12
_CODE = re.compile(r"\s*([a-z]?\d{3,}[a-z]?)(?:\.0)?(?=$|[\s:/-])", re.IGNORECASE)
# what a company calls itself besides its name, spelt or left out as the clerk pleases
_LEGAL_FORM = re.compile(r"\b(ltd|limited|llp|plc|cic|company|the)\b")


def _words(text: str) -> str:
    """A text without case, accents, punctuation and double blanks."""
    plain = normalize("NFKD", text).casefold().replace("&", " and ")
    plain = re.sub(r"[’'`\u0300-\u036f]", "", plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def account_code(account: str) -> str:
    """The number with which an account starts, such as 5323 or R6107; empty where it has none."""
    match = _CODE.match(account)
    return match[1].upper() if match else ""


def _account_words(account: str) -> str:
    match = _CODE.match(account)
    return _words(account[match.end() :] if match else account)


def kinds_by_account(in_use: Iterable[str], accounts: Mapping[str, str]) -> dict[str, str]:
    """What the accounts of a file pay for.

    Parameters
    ----------
    in_use : iterable of str
        Accounts as they are written in the payments.
    accounts : mapping
        Kind of payment by the account's number, its words, or both. The number decides where both
        have one, as a council may reword an account within a year.

    Returns
    -------
    dict
        Kind by account as written; accounts of nothing to do with high needs are left out.

    Raises
    ------
    ParameterError
        A kind is not known, or one account is given two.
    """
    by_code: dict[str, str] = {}
    by_words: dict[str, str] = {}
    for account, kind in accounts.items():
        place = Place(parameter=f"accounts, {account}")
        if kind not in KINDS:
            raise unknown(place, f"{quoted(kind)} is not a kind of payment", word=kind, known=KINDS)
        code = account_code(str(account))
        lookup, key = (by_code, code) if code else (by_words, _words(str(account)))
        if lookup.setdefault(key, kind) != kind:
            raise ParameterError(
                place,
                found=f"the account is both {quoted(lookup[key])} and {quoted(kind)}",
                expected="one kind of payment for each account",
            )
    kinds = {
        account: by_code.get(account_code(account)) or by_words.get(_account_words(account))
        for account in in_use
    }
    return {account: kind for account, kind in kinds.items() if kind}


def supplier_name(supplier: str) -> str:
    """A supplier under the one name that all its spellings share.

    Case, accents, punctuation, the legal form and what follows `&&` (a code of the ledger's) make
    no difference. Two suppliers that come to share a name count as one, which can only withhold
    more: the two largest contributors together are never smaller for it.
    """
    name = _words(supplier.split("&&", maxsplit=1)[0])
    return " ".join(_LEGAL_FORM.sub(" ", name).split()) or name


def payments(
    rows: Callable[[str], pd.DataFrame], la_code: int, accounts: Mapping[str, str]
) -> Declared:
    """Payments over £500 for high needs, by month and what they were for.

    Parameters
    ----------
    rows : callable
        Gives the accepted rows of a layout; of `payments`: `paid`, `account`, `supplier` and
        `amount_gbp`.
    la_code : int
        DfE number of the council, whose rows they all are.
    accounts : mapping
        Kind of payment by account, as in `kinds_by_account`.

    Returns
    -------
    Declared
        `council_payments` for each calendar month, and for each financial year of whose twelve
        months there are payments. A row of the population is what one supplier was paid in one
        month for one kind, refunds taken off, so that the rule on dominance sees suppliers and not
        invoices.

    Raises
    ------
    ParameterError
        A kind is not known, an account has two, or no payment is from any of the accounts.
    """
    by_supplier = _by_supplier(rows("payments"), accounts)
    by_month, by_year = (
        CrossTab("council_payments", by={"month": period, "payment_kind": "payment_kind"})
        for period in ("month", "financial_year")
    )
    population = Population(
        name=f"published payments of {la_code}",
        rows=by_supplier,
        tables=(by_month, by_year),
        value="amount",
        implied={"month": "financial_year"},
    )
    return Declared(populations=(population,))


def _financial_years(months: pd.Series) -> pd.Series:
    """The financial year of each month, as 2024-25."""
    first = months.dt.year - (months.dt.month < 4)
    return first.map(lambda year: f"{year}-{(year + 1) % 100:02d}")


def _by_supplier(paid: pd.DataFrame, accounts: Mapping[str, str]) -> pd.DataFrame:
    """What each supplier was paid in each month for each kind; amounts are summed in pence."""
    import pandas as pd

    all_months = paid["paid"].dt.to_period("M").drop_duplicates()
    in_year = _financial_years(all_months).value_counts()
    whole_years = set(in_year[in_year == MONTHS].index)
    account = paid["account"].astype(str)
    kinds = kinds_by_account(account.unique(), accounts)
    if not kinds:
        raise ParameterError(
            Place(parameter="accounts"),
            found="no payment is from any of the accounts that the mapping names",
            expected="accounts as they are written in the file, by number or by words",
        )
    kind = account.map(kinds)
    paid = paid[kind.notna()]
    supplier = paid["supplier"].astype("object").fillna("")
    names = {name: supplier_name(str(name)) for name in supplier.unique()}
    months = paid["paid"].dt.to_period("M")
    years = _financial_years(months)
    table = pd.DataFrame(
        {
            "month": months.astype(str),
            "financial_year": years.where(years.isin(whole_years)),
            "payment_kind": kind[kind.notna()].astype(str),
            "contributor": supplier.map(names),
            "pence": to_pence(paid["amount_gbp"]),
        }
    )
    keys = ["month", "financial_year", "payment_kind", "contributor"]
    total = table.groupby(keys, as_index=False, sort=True, dropna=False)["pence"].sum()
    return total.assign(amount_gbp=to_pounds(total.pop("pence").to_numpy()))
