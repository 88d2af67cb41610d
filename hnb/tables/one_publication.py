"""Spend of one authority and year from one publication, where two give it in different lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.scopes import INDEPENDENT, STATE, STATE_ONE_BY_ONE

if TYPE_CHECKING:
    import pandas as pd

NAME = "s251_high_needs"
_WHOSE = ("la_code", "region", "financial_year", "kind")


def of_one_publication(lines: pd.DataFrame) -> pd.DataFrame:
    """Rows of `s251_high_needs` in which no sum mixes two editions of one year.

    Parameters
    ----------
    lines : DataFrame
        One row a key, each of the edition that is preferred.

    Returns
    -------
    DataFrame
        The same, but that where an authority has a year's state-funded top-ups both as the one line
        of the benchmarking tool and line by line, the rows of one of the two releases are left out:
        of that which is not preferred for the top-ups that both have under one name. Otherwise the
        one line of 2021-22 as first published would be added to later figures of the others.
    """
    if "release" not in lines:
        return lines
    whose = [name for name in _WHOSE if name in lines]
    of_line = lines["line"]
    release_of = {
        name: lines[chosen].groupby(whose, observed=True)["release"].first()
        for name, chosen in (
            ("together", of_line.eq(STATE)),
            ("one by one", of_line.isin(STATE_ONE_BY_ONE)),
            ("preferred", of_line.eq(INDEPENDENT)),
        )
        if chosen.any()
    }
    if len(release_of) < 3:
        return lines
    import pandas as pd

    both = pd.DataFrame(release_of).dropna()
    is_together = both["together"].eq(both["preferred"])
    left_out = both["one by one"].where(is_together, both["together"])
    left_out = left_out[both["together"].ne(both["one by one"])]
    if left_out.empty:
        return lines
    of_row = left_out.reindex(pd.MultiIndex.from_frame(lines[whose])).to_numpy()
    return lines[lines["release"].astype(object).to_numpy() != of_row]
