"""Tables of money made from a council's own files: commitments, places and published payments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.costing.commitments import commitments, forecast_cells
from hnb.council.costing.ledger import LedgerState
from hnb.council.costing.payments import payments
from hnb.council.costing.places import places
from hnb.council.costing.steps import Settings
from hnb.disclosure.population import Declared

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LedgerState", "Settings", "commitments_and_places", "forecast_cells", "payments"]


def commitments_and_places(
    rows: Callable[[str], pd.DataFrame], la_code: int, as_at: date, settings: Settings
) -> Declared:
    """Commitments of the financial year, and places and their average cost on a day.

    Parameters
    ----------
    rows : callable
        Gives the accepted rows of a layout, here `placement_ledger`.
    la_code : int
        DfE number of the council.
    as_at : date
        Day of the ledger.
    settings : Settings
        Budget, block, uplift and earlier states of the ledger.

    Returns
    -------
    Declared
        `council_commitments`, `council_places` and `council_average_costs`.
    """
    ledger = _as_categories(rows("placement_ledger"))
    money = commitments(ledger, la_code, as_at, settings)
    children = places(ledger, la_code, as_at)
    return Declared(
        populations=money.populations + children.populations,
        relations=money.relations,
        measured=money.measured,
        open_tables=money.open_tables,
    )


def _as_categories(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with its text as categories, which take a tenth of the memory."""
    text: list[str] = list(ledger.select_dtypes("str"))
    return ledger.assign(**{name: ledger[name].astype("category") for name in text})
