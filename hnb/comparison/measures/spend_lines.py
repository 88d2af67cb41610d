"""Section 251 lines in one vocabulary, whichever publication they were taken from."""

from __future__ import annotations

import pandas as pd

from hnb.domain.scopes import STATE, STATE_ONE_BY_ONE

_KEYS = ["la_code", "financial_year", "kind", "setting"]


def in_one_vocabulary(lines: pd.DataFrame) -> pd.DataFrame:
    """Rows of `s251_high_needs` in which state-funded top-ups are one line for everybody.

    Parameters
    ----------
    lines : DataFrame
        `la_code`, `financial_year`, `kind`, `line`, `setting` and `amount_gbp` (£).

    Returns
    -------
    DataFrame
        The same; where an authority has its top-ups one by one (lines 1.2.1, 1.2.2, 1.2.4 and
        1.2.11) and not as the line that the benchmarking tool makes of them, they are added up to
        that line, setting by setting. Where one of the four is missing, so is the line.
    """
    is_part = lines["line"].isin(STATE_ONE_BY_ONE)
    if not is_part.any():
        return lines
    parts = lines[is_part].astype({"amount_gbp": "float64"})
    together = parts.groupby(_KEYS, observed=True)["amount_gbp"].sum(
        min_count=len(STATE_ONE_BY_ONE)
    )
    known = lines[lines["line"].eq(STATE) & lines["amount_gbp"].notna()]
    together = together[~together.index.isin(pd.MultiIndex.from_frame(known[_KEYS]))]
    others = lines[~is_part & ~(lines["line"].eq(STATE) & lines["amount_gbp"].isna())]
    return pd.concat([others, together.reset_index().assign(line=STATE)], ignore_index=True)
