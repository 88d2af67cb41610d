"""The forecast of every authority for the next January, with what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.domain import areas
from hnb.domain.errors import NotPublished, ParameterError, Place
from hnb.domain.units import counted
from hnb.questions.plans_forecast.everyone import expected_a_year_after
from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.registered import Registered
from hnb.registered.files import DECIMALS, checksum, lines_of, name_of
from hnb.stats.forecasting import backlog, forecast_limits, growth_model
from hnb.tables import Tables

METHOD = "the growth model of docs/methods/forecast.md"


def registration(
    tables: Tables,
    releases: Mapping[str, Mapping[str, object]],
    *,
    version: str,
    day: date,
    origin: int | None = None,
) -> Registered:
    """Forecasts of every authority for the January after `origin`.

    Parameters
    ----------
    tables : Tables
        `READS` at the level of the authority.
    releases : mapping
        What is known of each release, by id.
    version : str
        Of this package.
    day : date
        The day on which it is registered.
    origin : int, optional
        The January that it starts from: the last that nearly every authority has. An earlier one is
        for replays, with nothing later than it.

    Raises
    ------
    ParameterError
        A count of the January to be forecast is held already.
    NotPublished
        No January is held of which nearly every authority has a count.
    """
    if origin is None:
        origin = next_january(tables) - 1
    rows = expected_a_year_after(tables, origin).round(DECIMALS)
    rows.insert(1, "name", rows["la_code"].map(lambda code: areas.by_code()[code].name))
    about: dict[str, object] = {
        "january": origin + 1,
        "origin": origin,
        "registered": day.isoformat(),
        "due": date(origin + 1, 6, 30).isoformat(),
        "model": {"method": METHOD, "hnb": version, "settings": _settings()},
        "data": {name: _described(tables[name], releases) for name in READS},
    }
    return Registered(
        january=origin + 1,
        origin=origin,
        day=day,
        rows=rows,
        about=about,
        sha256=checksum(about, lines_of(rows)),
        file=f"{name_of(origin + 1, origin)}.csv",
    )


def next_january(tables: Tables) -> int:
    """The January after the last that nearly all have, of which nobody has a count.

    Raises
    ------
    ParameterError
        Somebody has.
    NotPublished
        No January is held of which nearly every authority has a count.
    """
    counts = tables["ehc_plans"][tables["ehc_plans"]["plans"] > 0]
    latest = Coverage.of_table(counts, "january", "plans").latest()
    if latest is None:
        raise NotPublished(found="no January is held of which nearly every authority has a count")
    arrived = counts.loc[counts["january"].gt(latest), "la_code"].nunique()
    if arrived:
        raise ParameterError(
            Place(parameter="january"),
            found=f"the count of January {latest + 1} is held already for "
            f"{counted(arrived, 'authorities')}",
            expected="a January that nobody has counted yet",
            after="Nothing was registered.",
        )
    return latest + 1


def _settings() -> dict[str, object]:
    """Every constant of the model: its numbers and the names of its signals."""
    modules = (backlog, forecast_limits, growth_model)
    constants = {name: value for module in modules for name, value in vars(module).items()}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in sorted(constants.items())
        if name.isupper() and isinstance(value, int | float | str | tuple)
    }


def _described(
    frame: pd.DataFrame, releases: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """The checksum of a table as it was used, and its releases with their days."""
    text = frame.sort_values(list(frame.columns)).to_csv(index=False, lineterminator="\n")
    return {
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "releases": {
            name: str(releases[name]["published"])
            for name in sorted(frame["release"].dropna().unique())
        },
    }
