"""Files with some of the authorities: what few have is no ranking, no England and no model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from unittest import mock

import pandas as pd

import hnb
from hnb.cli.headline import headline
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.comparison.measures.money import placement_spend
from hnb.comparison.ranking import rank
from hnb.domain import areas, paths
from hnb.domain.periods import period_from, start_year
from hnb.domain.scopes import ALL_SETTINGS, PLACES, SCOPES, STATE, STATE_ONE_BY_ONE
from hnb.questions.plans_forecast import text as forecast_text
from hnb.questions.prevalence import text as prevalence_text
from hnb.questions.requests_to_plans import text as flow_text
from hnb.questions.spend_against_block import text as spend_text
from hnb.questions.where_placed import text as placed_text
from hnb.store import add, files
from hnb.tables import Tables, table
from hnb.workbooks.rankings import MEASURES as RANKED
from tests.reliability.attempt import Attempt

TITLE = "a period of which few authorities have figures"
GOAL = "all"
KENT, LEICESTERSHIRE, DEVON, WOKINGHAM = 886, 855, 878, 872
RELEASE = "held-by-the-attempt"


def everyone(name: str) -> list[int]:
    """The authorities of the last period of a table, in order."""
    spec = table(name)
    rows = pd.read_csv(paths.published() / f"{name}.csv", usecols=["la_code", spec.period])
    last = rows[spec.period].max()
    return sorted(rows.loc[rows[spec.period].eq(last), "la_code"].unique().tolist())


@cache
def next_january() -> int:
    """The January after the last one that the package holds plans of."""
    rows = pd.read_csv(paths.published() / "ehc_plans.csv", usecols=["january"])
    return int(rows["january"].max()) + 1


def whose(name: str, who: str) -> list[int]:
    """The authorities that a file of a table has."""
    codes = everyone(name)
    chosen: dict[str, Callable[[], Sequence[int]]] = {
        "one": lambda: [KENT],
        "two": lambda: [KENT, LEICESTERSHIRE],
        "it and its neighbours": lambda: [KENT, *hnb.ask(KENT).main.codes],
        "half": lambda: codes[::2] + ([KENT] if KENT not in codes[::2] else []),
        "nearly nine in ten": lambda: codes[len(codes) // 8 :],
        "nearly all": lambda: codes[len(codes) // 20 :],
        "all": lambda: codes,
    }
    return list(chosen[who]())


def rows_of(name: str, codes: Sequence[int], years: int = 1, factor: float = 1.1) -> pd.DataFrame:
    """The rows of the last period of a table for some authorities, as of some years later."""
    spec = table(name)
    rows = pd.read_csv(paths.published() / f"{name}.csv", dtype=str, keep_default_na=False)
    later = period_from(spec.period, start_year(rows[spec.period].max()) + years)
    rows = rows[rows["la_code"].astype(int).isin(codes)]
    rows = rows[rows[spec.period].eq(rows[spec.period].max())]
    whole = "Int" in spec.dtypes[spec.value.name]
    known = rows[spec.value.name].ne("")
    values = pd.to_numeric(rows.loc[known, spec.value.name]) * factor
    if spec.value.unit == "percent":
        values = values.clip(upper=100)
    written = values.round().astype("int64").astype(str) if whole else values.astype(str)
    rows = rows.assign(**{spec.period: str(later), "release": RELEASE})
    rows.loc[known, spec.value.name] = written
    return rows


@contextmanager
def holding(folder: Path, frames: dict[str, pd.DataFrame]) -> Iterator[None]:
    """A data folder of its own, in which some rows were taken in by the store's own way."""
    before = next(iter(files.releases().values()))
    described = {**before, "published": "2026-06-25", "assembled_by": None, "first_published": {}}
    texts = {f"{name}.csv": frame.to_csv(index=False) for name, frame in frames.items()}
    with mock.patch.dict(os.environ, HNB_DATA=str(folder / "data")):
        (folder / "data").mkdir(parents=True)
        files.forget()
        addition = add.Addition(
            "a file", "made", RELEASE, None, csv_by_file=texts, described=described
        )
        try:
            add.take_in(addition)
            yield
        finally:
            files.forget()
    files.forget()


@contextmanager
def nothing_added(folder: Path) -> Iterator[None]:
    """What the package alone holds."""
    with mock.patch.dict(os.environ, HNB_DATA=str(folder)):
        files.forget()
        yield
    files.forget()


def rankings() -> dict[str, object]:
    """Every ranking of the workbook: its period, how many, the middle and the highest."""
    counts = Counts(Tables.of(authority={name: hnb.load(name) for name in TABLES}))
    ranked = [rank(MEASURES[name], counts, areas.everyone()) for name in RANKED]
    return {
        f"{each.measure.name} {end}": figure.value
        for each in ranked
        for end, figure in (
            (each.when, each.number),
            ("middle", each.middle),
            ("highest", each.highest),
        )
    }


def headlines(la_code: int) -> dict[str, object]:
    """Every headline Figure, but for the newer count beside them."""
    figures = headline(hnb.ask(la_code))
    return {each.name: each.value for each in figures if "newer" not in each.name}


def forecasts(la_code: int) -> dict[str, object]:
    """The forecast, where it starts, and England's growth."""
    result = hnb.answer("plans_forecast", la_code)
    named = {each.period: each.value for each in result.plans}
    return {**named, "from": result.now.period, "England": result.england.value}


def expected(la_code: int) -> dict[str, object]:
    """What the models expect, and how many authorities they are learned from."""
    result = hnb.answer("expected_plans", la_code)
    values = {each.says: each.expected.value for each in result.models}
    return {**values, "used": result.used.value, "rate": result.rate.value}


def impact(la_code: int) -> dict[str, object]:
    """The January by which a programme is judged, and its gaps."""
    result = hnb.answer("programme", la_code)
    return {
        f"{each.key} {each.january}": (each.gap.value, each.donors.value) for each in result.effects
    }


def flows(la_code: int) -> dict[str, object]:
    """Requests, timeliness and what England has of them."""
    result = hnb.answer("requests_to_plans", la_code)
    return {
        f"{name} {compared.period}": (compared.own.value, compared.median.value)
        for name, compared in result.measures.items()
    }


def medium_term(la_code: int) -> dict[str, object]:
    """The base year, growth and unit costs of the medium term."""
    from hnb.questions.medium_term.start import medium_term_start

    start = medium_term_start(hnb.tables_for("medium_term"), hnb.ask(la_code))
    growth = {name: figure.value for name, figure in start.growth.plans.items()}
    costs = {kind: figure.value for kind, figure in start.costs.by_kind.items()}
    return {"year": start.base_year, **growth, **costs}


def filed(la_code: int) -> dict[str, object]:
    """Every cell of plans in the tables that authorities file."""
    from hnb.questions.medium_term.projection import project
    from hnb.questions.medium_term.scenarios import PRESENT, Scenario
    from hnb.questions.medium_term.start import medium_term_start
    from hnb.workbooks.counts import count_grid
    from hnb.workbooks.definition import settings

    start = medium_term_start(hnb.tables_for("medium_term"), hnb.ask(la_code))
    projection, asked = project(start, Scenario(PRESENT, "Nothing changes.")), settings()
    return {
        f"{grid.caption} {line[0]} {year}": getattr(cell, "value", cell)
        for grid in (count_grid(projection, entry, asked.years) for entry in asked.tables)
        for line in grid.rows
        for year, cell in zip(asked.years, line[1:], strict=False)
    }


ANSWERS: dict[str, Callable[[int], dict[str, object]]] = {
    "rankings": lambda _: rankings(),
    "headline": headlines,
    "forecast": forecasts,
    "expected plans": expected,
    "impact": impact,
    "flows": flows,
    "medium term": medium_term,
    "filed tables": filed,
}


@cache
def before(answer: str, la_code: int) -> dict[str, object]:
    """An answer from what the package holds."""
    return ANSWERS[answer](la_code)


def differences(old: dict[str, object], new: dict[str, object]) -> str:
    """What is not as it was."""
    changed = [
        f"{name}: {old.get(name)} became {new.get(name)}"
        for name in {**old, **new}
        if not _alike(old.get(name), new.get(name))
    ]
    return "; ".join(changed[:4])


def _alike(old: object, new: object) -> bool:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return all(map(_alike, old, new))
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-9 * max(1, abs(old))
    return old == new


def unchanged(folder: Path, *, name: str, who: str, answer: str, la_code: int) -> str:
    """A file of some authorities leaves an answer as it was."""
    with nothing_added(folder / "nothing"):
        old = before(answer, la_code)
        rows = rows_of(name, whose(name, who))
    with holding(folder, {name: rows}):
        return differences(old, ANSWERS[answer](la_code))


def moves_on(folder: Path, *, name: str, who: str, measure: str) -> str:
    """A file of nearly all authorities moves a ranking on to its period."""
    with nothing_added(folder / "nothing"):
        year = rank_of(measure)
        rows = rows_of(name, whose(name, who))
        frames = {name: rows}
        if "population" in MEASURES[measure].tables:  # that of the next mid-year comes with them
            frames["population"] = rows_of("population", whose("population", "all"))
    with holding(folder, frames):
        later = rank_of(measure)
    return "" if later == year + 1 else f"ranked in {later}, and before in {year}"


def rank_of(measure: str) -> int:
    """The year of the ranking of a measure."""
    tables = {name: hnb.load(name) for name in MEASURES[measure].tables}
    return rank(MEASURES[measure], Counts(Tables.of(authority=tables)), areas.everyone()).year


def sentences(la_code: int, **periods: object) -> list[str]:
    """What the questions say of an authority, in the periods given."""
    answered = {
        prevalence_text: hnb.answer("prevalence", la_code, **periods),
        placed_text: hnb.answer("where_placed", la_code, **periods),
        flow_text: hnb.answer("requests_to_plans", la_code, **periods),
        spend_text: hnb.answer("spend_against_block", la_code, **periods),
        forecast_text: hnb.answer("plans_forecast", la_code, **periods),
    }
    names = {
        prevalence_text: ("rate", "newer", "verdict", "unusual", "flips", "grown", "pulled"),
        placed_text: ("kinds", "independent", "by_age", "by_need", "commonest_need"),
        flow_text: ("requests", "within_20_weeks", "over_a_year", "new_plans", "reviews", "ceased"),
        spend_text: ("spend", "england", "per_head", "per_plan", "scopes", "not_settled"),
        forecast_text: ("expected", "newer", "how"),
    }
    said = []
    for module, result in answered.items():
        for name in names[module]:
            subject = result.independent if name == "independent" else result
            said.append(str(getattr(module, name)(subject) or ""))
    return said


def says_no_more(folder: Path, *, name: str, who: str, la_code: int, **periods: object) -> str:
    """Sentences of a period that few have hold no missing value, and no first of one."""
    with nothing_added(folder / "nothing"):
        rows = rows_of(name, whose(name, who))
    with holding(folder, {name: rows}):
        said = sentences(la_code, **periods)
    wrong = ("a median of not available", "against not available", "has not available",
             "is not available of", "and not available", "published by None")  # fmt: skip
    found = [sentence for sentence in said if any(word in sentence for word in wrong)]
    return "; ".join(found)[:400]


def dated_beside(folder: Path, *, who: str) -> str:
    """The authority's own newer count is beside the comparison, dated."""
    with nothing_added(folder / "nothing"):
        rows = rows_of("ehc_plans", whose("ehc_plans", who))
        mine = float(rows.loc[rows["la_code"].eq(str(KENT)), "plans"].iloc[0])
    with holding(folder, {"ehc_plans": rows}):
        result, forecast = hnb.answer("prevalence", KENT), hnb.answer("plans_forecast", KENT)
        other = hnb.answer("prevalence", DEVON)
        figures = (result.newer, forecast.newer)
        if any(each is None or each.value != mine for each in figures):
            return f"beside it: {figures}"
        said = f"{prevalence_text.newer(result)} {forecast_text.newer(forecast)}"
    later, latest = f"January {next_january()}", f"January {next_january() - 1}"
    if said.count(later) != 2 or latest not in said:
        return said
    if (DEVON in whose("ehc_plans", who)) != (other.newer is not None):
        return f"of Devon: {other.newer}"
    return "" if result.plans.period == latest else result.plans.period


def refuses_origin(folder: Path, *, who: str) -> str:
    """A forecast from a January that few have is refused in words where it is asked for."""
    from hnb.domain.errors import ParameterError

    with nothing_added(folder / "nothing"):
        rows = rows_of("ehc_plans", whose("ehc_plans", who))
    with holding(folder, {"ehc_plans": rows}):
        try:
            tables, ask = hnb.tables_for("plans_forecast"), hnb.ask(KENT)
            from hnb.questions.plans_forecast.model import answer

            answer(tables, ask, origin=next_january())
        except ParameterError as fault:
            return "" if "too few authorities" in str(fault) else str(fault)
    return "a forecast was made"


def in_lines(book: pd.DataFrame) -> pd.DataFrame:
    """Outturn of the benchmarking book as the section 251 files give it, line by line."""
    book = book[book["kind"].eq("outturn")]
    state = book[book["line"].eq(STATE)]
    parts = [
        state.assign(line=line, amount_gbp=(state["amount_gbp"] * share).round())
        for line, share in zip(STATE_ONE_BY_ONE[1:], (0.3, 0.05, 0.02), strict=True)
    ]
    rest = state["amount_gbp"] - sum(part["amount_gbp"] for part in parts)
    places = book[book["line"].eq(PLACES) & book["setting"].ne("total")]
    total = places.groupby(["la_code", "financial_year", "kind", "line"], as_index=False).agg(
        {"amount_gbp": lambda values: values.sum(min_count=1)}
    )
    first = state.assign(line=STATE_ONE_BY_ONE[0], amount_gbp=rest)
    others = book[~book["line"].isin([STATE, PLACES])]
    every = [*parts, first, places, total.assign(setting=ALL_SETTINGS), others]
    return pd.concat(every, ignore_index=True)


def scope_agrees(folder: Path, *, scope: str) -> str:
    """Spend in a scope from lines one by one is that of the book, to the pound, for everybody."""
    with nothing_added(folder / "nothing"):
        book = hnb.load("s251_high_needs")
        both = {
            name: Counts(Tables.of(authority={"s251_high_needs": frame})).at(
                placement_spend(scope), 2021
            )
            for name, frame in (("book", book), ("lines", in_lines(book)))
        }
    apart = (both["book"] - both["lines"]).abs()
    if len(apart) != 150 or apart.isna().any():
        return f"{apart.notna().sum()} of {len(apart)} authorities"
    return "" if apart.max() < 0.5 else f"£{apart.max():,.0f} apart"


def lines_of(codes: Sequence[int], year: str = "2023-24") -> pd.DataFrame:
    """Section 251 lines of a later year for some authorities, as the store holds them."""
    rows = pd.read_csv(paths.published() / "s251_high_needs.csv", dtype=str, keep_default_na=False)
    rows = rows[rows["la_code"].astype(int).isin(codes)]
    head = list(rows.columns)
    amounts = pd.to_numeric(rows["amount_gbp"], errors="coerce") * 1.2
    lines = in_lines(rows.assign(amount_gbp=amounts).dropna(subset="amount_gbp"))
    whole = lines["amount_gbp"].round().astype("int64").astype(str)
    lines = lines.assign(financial_year=year, release=RELEASE, amount_gbp=whole).fillna("")
    lines = lines.assign(line=lines["line"], part="0", row="1", column="A")
    return lines[head].sort_values(["la_code", "line", "setting"])


def answers_lines(folder: Path, *, scope: str, who: str) -> str:
    """A newer file of lines is answered in every scope by both questions, and alike."""
    with nothing_added(folder / "nothing"):
        neighbours = [WOKINGHAM, *hnb.ask(WOKINGHAM).main.codes]
        rows = lines_of([WOKINGHAM] if who == "one" else neighbours)
        old = hnb.answer("spend_against_block", WOKINGHAM, scope=scope).own.spend
    with holding(folder, {"s251_high_needs": rows}):
        latest = hnb.ask(WOKINGHAM, scope=scope).financial_year
        if latest != ("2021-22" if who == "one" else "2023-24"):
            return f"the latest year is {latest}"
        asked = {"scope": scope, "financial_year": "2023-24"}
        spend = hnb.answer("spend_against_block", WOKINGHAM, **asked)
        gap = hnb.answer("why_spend_differs", WOKINGHAM, **asked)
        own, england = spend.own, spend.england
    if not own.spend.known or abs(own.spend.number - 1.2 * old.number) > 30:
        return f"{own.spend.text} ({own.spend.reason}), where it was {old.text}"
    if who != "one" and abs(own.per_head.number - gap.per_head.authority.number) > 0.01:
        return f"{own.per_head.text} a head, and {gap.per_head.authority.text}"
    if england.share.known or england.rank.known or "too few" not in england.rank.reason:
        return f"England has {england.share.text}, rank {england.rank.text}"
    return ""


def lacks_a_line(folder: Path, *, line: str) -> str:
    """Where a line is missing, there is a true reason and no figure that leaves it out."""
    with nothing_added(folder / "nothing"):
        rows = lines_of([WOKINGHAM, *hnb.ask(WOKINGHAM).main.codes])
    rows = rows[~(rows["la_code"].eq(str(WOKINGHAM)) & rows["line"].eq(line))]
    with holding(folder, {"s251_high_needs": rows}):
        asked = {"scope": "all place funding", "financial_year": "2023-24"}
        spend = hnb.answer("spend_against_block", WOKINGHAM, **asked).own.spend
        gap = hnb.answer("why_spend_differs", WOKINGHAM, **asked).gap
    if spend.known or gap.known:
        return f"{spend.text}, {gap.text}"
    true = "lacks some or all of" in spend.reason and spend.reason == gap.reason
    return "" if true else f"{spend.reason} / {gap.reason}"


def not_held_is_not_unpublished(folder: Path, *, la_code: int) -> str:
    """Of an authority that the file leaves out it is said that it is not held."""
    with nothing_added(folder / "nothing"):
        rows = lines_of([WOKINGHAM])
    with holding(folder, {"s251_high_needs": rows}):
        spend = hnb.answer("spend_against_block", la_code, financial_year="2023-24").own.spend
        gap = hnb.answer("why_spend_differs", la_code, financial_year="2023-24").gap
    reasons = {spend.reason, gap.reason}
    return (
        ""
        if all("is available for some authorities only" in why for why in reasons)
        else str(reasons)
    )


_UNCHANGED = (
    ("ehc_plans", "one", "rankings", KENT),
    ("ehc_plans", "one", "headline", KENT),
    ("ehc_plans", "one", "headline", DEVON),
    ("ehc_plans", "two", "forecast", LEICESTERSHIRE),
    ("ehc_plans", "two", "forecast", DEVON),
    ("ehc_plans", "two", "expected plans", LEICESTERSHIRE),
    ("ehc_plans", "two", "impact", KENT),
    ("ehc_plans", "two", "medium term", KENT),
    ("ehc_plans", "it and its neighbours", "headline", KENT),
    ("ehc_plans", "it and its neighbours", "forecast", KENT),
    ("ehc_plans", "half", "rankings", KENT),
    ("ehc_plans", "half", "forecast", DEVON),
    ("ehc_plans", "nearly nine in ten", "rankings", KENT),
    ("ehc_plans_by_placement", "one", "rankings", KENT),
    ("ehc_plans_by_placement", "half", "impact", KENT),
    ("ehc_plans_by_age", "one", "filed tables", KENT),
    ("ehc_plans_by_placement", "two", "filed tables", KENT),
    ("new_plans", "one", "forecast", KENT),
    ("new_plans", "half", "flows", KENT),
    ("requests", "one", "rankings", KENT),
    ("requests", "half", "flows", DEVON),
    ("requests", "two", "forecast", LEICESTERSHIRE),
    ("plan_timeliness", "two", "rankings", KENT),
    ("plan_timeliness", "half", "flows", KENT),
    ("dsg_blocks", "one", "headline", KENT),
    ("dsg_blocks", "half", "rankings", KENT),
    ("s251_high_needs", "one", "headline", KENT),
    ("s251_high_needs", "two", "medium term", DEVON),
    ("s251_high_needs", "half", "rankings", KENT),
    ("population", "one", "headline", DEVON),
    ("population", "half", "rankings", KENT),
    ("area_percentages", "two", "expected plans", KENT),
    ("area_percentages", "half", "expected plans", DEVON),
)


def attempts() -> list[Attempt]:
    """Every attempt: nearly all take a second or more, since all authorities are asked about."""
    tried = [
        Attempt(
            f"{name} of {who}: {answer} of {la_code} as before",
            partial(unchanged, name=name, who=who, answer=answer, la_code=la_code),
        )
        for name, who, answer, la_code in _UNCHANGED
    ]
    tried += [
        Attempt(
            f"{name} of {who}: the ranking moves on",
            partial(moves_on, name=name, who=who, measure=measure),
        )
        for name, who, measure in (
            ("ehc_plans", "nearly all", "plans_0_to_17"),
            ("ehc_plans", "all", "growth"),
            ("plan_timeliness", "nearly all", "within_20_weeks_percent"),
            ("requests", "all", "refused_percent"),
        )
    ]
    tried += [
        Attempt(
            f"{name} of {who}, {periods}: no missing value in a sentence of {la_code}",
            partial(says_no_more, name=name, who=who, la_code=la_code, **periods),
        )
        for name, who, la_code, periods in (
            ("ehc_plans", "one", KENT, {}),
            ("ehc_plans", "one", KENT, {"january": next_january()}),
            ("ehc_plans", "two", LEICESTERSHIRE, {"january": next_january()}),
            ("ehc_plans_by_placement", "one", KENT, {}),
            ("s251_high_needs", "one", KENT, {"financial_year": "2022-23"}),
            ("dsg_blocks", "two", DEVON, {"financial_year": "2024-25"}),
        )
    ]
    tried += [
        Attempt(f"{who}: the newer count is beside it", partial(dated_beside, who=who))
        for who in ("one", "it and its neighbours", "half")
    ]
    tried += [
        Attempt(f"{who}: no forecast from it", partial(refuses_origin, who=who), quick=who == "one")
        for who in ("one", "half")
    ]
    tried += [
        Attempt(f"{scope}: lines and book agree", partial(scope_agrees, scope=scope), quick=True)
        for scope in SCOPES
    ]
    tried += [
        Attempt(f"{scope}: lines of {who}", partial(answers_lines, scope=scope, who=who))
        for scope in SCOPES
        for who in ("one", "it and its neighbours")
    ]
    tried += [
        Attempt(f"no line {line}", partial(lacks_a_line, line=line))
        for line in (*STATE_ONE_BY_ONE, PLACES)
    ]
    return tried + [
        Attempt(
            f"lines of Wokingham, asked of {code}",
            partial(not_held_is_not_unpublished, la_code=code),
        )
        for code in (KENT, LEICESTERSHIRE)
    ]
