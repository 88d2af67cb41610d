"""Counts that leap and come back, and steps that no ordinary authority takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.periods import period_from, write_period
from hnb.domain.units import pounds
from hnb.doubts.doubt import Certainty, Doubt
from hnb.doubts.series import Series
from hnb.tables import ALL

LEAST = 50  # of what is counted, before or after: chance alone moves fewer
FEWEST = 8  # authorities with both periods, without which nothing says what is usual
OUTSIDE = 2.33  # spreads from the usual change, beyond which 2% lie
FAR = 4.0  # spreads, for a step that nothing later bears out or refutes
LEAP = np.log(1.25)  # a leap, and a step of what seldom moves, is at least this large
DOUBLES = np.log(1.9)  # what halves or doubles, as nearly as years tell
STEPS, DOUBLED = "a step that no other authority shows", "it halves or doubles"
NINE_TENTHS = 1.645  # spreads within which nine tenths lie


@dataclass(frozen=True)
class Changes:
    """Each change from one period to the next, less what is usual, and how many spreads that is.

    `usual` and `spread` are by period; `off` and `score` are period × authority.
    """

    usual: pd.Series[float]
    spread: pd.Series[float]
    off: pd.DataFrame
    score: pd.DataFrame


def changes(logs: pd.DataFrame, chance: pd.DataFrame) -> Changes:
    """Changes of a series against those of all authorities in the same period.

    Parameters
    ----------
    logs : DataFrame
        Period × authority: the log of the number, missing where there is none to judge.
    chance : DataFrame
        The same shape: the variance that chance alone gives the change since the period before.
    """
    change = logs.diff()
    usual = change.median(axis=1)
    off = change.sub(usual, axis=0)
    # from the nine tenths, not the half: changes have longer tails than the normal distribution
    spread = off.abs().quantile(0.9, axis=1) / NINE_TENTHS
    spread = spread.where(off.count(axis=1) >= FEWEST)
    score = off / chance.add(spread**2, axis=0) ** 0.5
    return Changes(usual, spread, off, score)


def leaps_and_steps(series: Series, frame: pd.DataFrame) -> Iterator[Doubt]:
    """Doubts about one series: what leaps and comes back, then what steps and stays.

    Notes
    -----
    A number is a leap where its change and the next have opposite directions, one lies outside 98%
    of all authorities' in its year and the other outside nine tenths, and less is left of both than
    of either. Leaps are then left out, and each remaining number is compared with the last one
    kept: a step lies four spreads away and is a quarter at least, or halves or doubles and lies
    outside 98%. A flow may step by itself: one that another count bears out is left, and of the
    others only what halves or doubles is taken. Later numbers agree with a step that is not the
    last, which is then doubted as a change only.
    """
    wide = series.wide(frame)
    if wide.empty:
        return
    logs, chance = logs_and_chance(wide)
    first = changes(logs, chance)
    leaping = leaps(first, least=LEAP)
    for year, code in places(leaping):
        yield _leap(series, wide, first, year, code)
    if series.borne_out:
        return
    yield from _steps(series, wide, logs.mask(leaping), chance, first)


def logs_and_chance(wide: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The logs of numbers that are large enough before or after, and the variance of chance in
    their changes.
    """
    around = pd.concat([wide.shift(), wide, wide.shift(-1)]).groupby(level=0).max()
    judged = wide.where((around >= LEAST) & (wide >= 0))
    logs = pd.DataFrame(np.log(judged.clip(lower=0.5)))
    return logs, 4 / (wide + wide.shift()).clip(lower=1)


def leaps(of: Changes, least: float) -> pd.DataFrame:
    """Where a number leaps and comes back at the next period."""
    following, next_score = of.off.shift(-1), of.score.shift(-1)
    opposite = of.off * following < 0
    scores, others = of.score.abs(), next_score.abs()
    smaller = of.off.abs().where(of.off.abs() < following.abs(), following.abs())
    is_leap: pd.DataFrame = (
        opposite
        & ((scores > OUTSIDE) | (others > OUTSIDE))
        & (scores > NINE_TENTHS)
        & (others > NINE_TENTHS)
        & (smaller > least)
        & ((of.off + following).abs() < smaller)
    )
    return is_leap


def _steps(
    series: Series,
    wide: pd.DataFrame,
    logs: pd.DataFrame,
    chance: pd.DataFrame,
    usual: Changes,
) -> Iterator[Doubt]:
    """Steps from the last number that is no leap."""
    level = logs.sub(usual.usual.fillna(0).cumsum(), axis=0)
    before = level.ffill().shift()
    off = level - before
    since = pd.DataFrame(
        np.where(logs.shift().notna(), 1.0, 2.0), index=logs.index, columns=logs.columns
    )
    variance = (since.mul(usual.spread**2, axis=0)) + chance.where(chance.notna(), 0)
    score = off.abs() / np.sqrt(variance)
    beyond = (off.abs() > DOUBLES) & (score > OUTSIDE)
    if series.kind != "flow":
        beyond |= (off.abs() > LEAP) & (score > FAR)
    last = {code: column.last_valid_index() for code, column in wide.items()}
    for year, code in places(beyond):
        earlier = wide[code][logs[code].notna() & (wide.index < year)]
        if earlier.empty:
            continue
        yield _doubt(
            series,
            STEPS if series.kind != "flow" else DOUBLED,
            int(code),
            year,
            pd.concat([earlier.tail(1), wide[code].loc[year:].head(2)]),
            change_only=bool(year != last[code]),
            certainty="probable",
            size=abs(float(np.expm1(off[code][year]))),
        )


def _leap(series: Series, wide: pd.DataFrame, of: Changes, year: int, code: int) -> Doubt:
    here = list(wide.index).index(year)
    near = wide[code].iloc[here - 1 : here + 2]
    size = float(of.off[code].loc[near.index[1:]].abs().min())
    certainty: Certainty = "certain" if size > DOUBLES and series.kind != "flow" else "probable"
    return _doubt(
        series,
        "it leaps and comes back",
        code,
        year,
        near,
        certainty=certainty,
        size=float(np.expm1(size)),
    )


def places(flagged: pd.DataFrame) -> list[tuple[int, int]]:
    """Period and authority of each true cell."""
    years, codes = flagged.index.tolist(), flagged.columns.tolist()
    true = np.argwhere(flagged.to_numpy(bool)).tolist()
    return [(int(years[row]), int(codes[column])) for row, column in true]


def _doubt(
    series: Series,
    rule: str,
    code: int,
    year: int,
    near: pd.Series[float],
    *,
    certainty: Certainty,
    size: float,
    change_only: bool = False,
) -> Doubt:
    kind, here = str(ALL[series.table].period), list(near.index).index(year)
    listed = ", ".join(
        f"{_written(series, value)} in {write_period(kind, int(str(when)))}"
        for when, value in near.items()
        if pd.notna(value)
    )
    return Doubt(
        table=series.table,
        rule=rule,
        la_code=code,
        period=str(period_from(kind, year)),
        says=f"{series.says}: {listed}",
        where=series.where,
        change_only=change_only,
        certainty=certainty,
        size=round(size, 3),
        before=float(near.iloc[here - 1]),
        number=float(near.iloc[here]),
        after=known(near, here + 1),
    )


def known(near: pd.Series[float], place: int) -> float | None:
    """A number by its place; None where there is none."""
    return float(near.iloc[place]) if place < len(near) and pd.notna(near.iloc[place]) else None


def _written(series: Series, number: float) -> str:
    return pounds(number) if series.kind == "money" else f"{number:,.0f}"
