"""Which lines and settings of section 251 pay for plans in which placements."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.comparison.counts import Counts
from hnb.comparison.measures.money import placement_spend
from hnb.comparison.measures.spend_lines import in_one_vocabulary
from hnb.domain.periods import start_year
from hnb.domain.scopes import INDEPENDENT, INDEPENDENT_SCHOOLS, PLACES, STATE
from hnb.tables import Tables

_SCHOOLS = ("early years", "primary", "secondary")
AP = "alternative provision"
_PLACES = {
    "publisher's total": ("special", AP),
    "all place funding": ("special", AP, *_SCHOOLS),
    "top-ups alone": (),
}


@dataclass(frozen=True)
class Aligned:
    """A kind of placement: the settings of each line that pay for it, its placements, and the
    deductions like it.

    `state` and `independent` are settings of the two lines of top-ups, `places` those of place
    funding, counted as far as the scope has them.
    """

    label: str
    state: tuple[str, ...]
    independent: tuple[str, ...]
    places: tuple[str, ...]
    placements: tuple[str, ...]
    deductions: tuple[str, ...]
    note: str

    @property
    def spend(self) -> str:
        """Its lines and settings in words."""
        lines = ("state-funded top-ups", "independent top-ups", "places")
        named = zip(lines, (self.state, self.independent, self.places), strict=True)
        return "; ".join(f"{line}: {', '.join(settings)}" for line, settings in named if settings)


_MAINSTREAM = tuple(
    f"{school}{part}"
    for school in ("maintained school", "academy", "free school")
    for part in ("", ", SEN unit", ", resourced provision")
)
ALIGNMENT = (
    Aligned(
        label="Mainstream schools and early years",
        state=_SCHOOLS,
        independent=(),
        places=_SCHOOLS,
        placements=(*_MAINSTREAM, "non-maintained early years"),
        deductions=("mainstream academies",),
        note="Top-ups are not split between classes, units and resourced provision, so the three "
        "are one kind.",
    ),
    Aligned(
        label="State-funded special schools",
        state=("special",),
        independent=(),
        places=("special",),
        placements=("maintained special school", "special academy or free school"),
        deductions=("special academies", "special free schools"),
        note="Places in special academies and free schools are paid for by the department and are "
        "not in outturn.",
    ),
    Aligned(
        label="Independent and non-maintained schools",
        state=(),
        independent=INDEPENDENT_SCHOOLS,
        places=(),
        placements=(
            "independent special school",
            "non-maintained special school",
            "independent school",
        ),
        deductions=(),
        note="Independent mainstream schools have no line of their own. Some authorities book "
        "independent placements under alternative provision, so that setting counts here, as in "
        "the scenarios.",
    ),
    Aligned(
        label="Further education and specialist post-16",
        state=("post-school",),
        independent=("post-school",),
        places=(),
        placements=(
            "further education or sixth form college",
            "specialist post-16 institution",
            "other registered provider",
        ),
        deductions=("further education and independent learning providers", "16-19 academies"),
        note="Top-ups alone: places are paid for by the department and are not in outturn.",
    ),
)
# what one side has and the other has nothing for: spend, plans, why
WITHOUT_COUNTERPART = (
    (
        "Alternative provision: places and state-funded top-ups",
        "none",
        "Mostly for children without a plan, so it is not linked to plans. Another way of working "
        "it out counts independent top-ups for alternative provision here too.",
    ),
    (
        "Income, on both lines of top-ups",
        "none",
        "Not published by setting, so it is not linked to plans.",
    ),
    (
        "none",
        "pupil referral unit; alternative provision academy or free school",
        "These few plans cannot be told apart in that spend: they count as plans without a cost.",
    ),
    (
        "none",
        "awaiting provision; permanently excluded; not in education; educated at home or otherwise "
        "than at school; other; not recorded",
        "No line of placement spend is for them: they count as plans without a cost.",
    ),
)
KINDS = tuple(kind.label for kind in ALIGNMENT)
PLANS = tuple(f"plans: {label}" for label in KINDS)
SPEND = tuple(f"spend: {label}" for label in KINDS)


def spend_and_plans(
    lines: pd.DataFrame,
    placed: pd.DataFrame,
    scope: str,
    *,
    ap_apart: bool = False,
    places: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every authority's spend in a scope, and its plans, by kind of placement.

    Parameters
    ----------
    lines, placed : DataFrame
        Outturn rows of `s251_high_needs` for one financial year; `ehc_plans_by_placement` for one
        January.
    scope : str
        As in `hnb.domain.scopes.SCOPES`.
    ap_apart : bool
        Whether independent alternative provision is not linked to plans, in place of counting with
        independent schools.
    places : DataFrame, optional
        `high_needs_deductions` of the year, to be added to spend.

    Returns
    -------
    DataFrame
        An authority a row, without those of which anything is missing: `plans`, `spend`, and
        `PLANS` and `SPEND` by kind; in plans and £.
    """
    paid = in_one_vocabulary(lines).pivot(
        index="la_code", columns=["line", "setting"], values="amount_gbp"
    )
    paid = paid.astype("float64")
    plans = placed.pivot(index="la_code", columns="placement", values="plans").astype("float64")
    every = pd.DataFrame(
        {"plans": plans.sum(axis=1, min_count=1), "spend": spend_in_scope(lines, scope)}
    )
    for kind, plans_column, spend_column in zip(ALIGNMENT, PLANS, SPEND, strict=True):
        every[plans_column] = plans.reindex(columns=list(kind.placements)).sum(axis=1)
        independent = tuple(
            setting for setting in kind.independent if setting != AP or not ap_apart
        )
        counted_places = tuple(setting for setting in kind.places if setting in _PLACES[scope])
        every[spend_column] = (
            _sum_of(paid, STATE, kind.state)
            + _sum_of(paid, INDEPENDENT, independent)
            + _sum_of(paid, PLACES, counted_places)
        )
    if places is not None:
        _add_places(every, places)
    return every.dropna()


def cells_of(lines: pd.DataFrame, scope: str) -> frozenset[str]:
    """The lines and settings over which an outturn is split, in words, of those that pay for
    placements in a scope; place funding is there where the scope has it.
    """
    known = in_one_vocabulary(lines).dropna(subset="amount_gbp")
    pairs = known[["line", "setting"]].drop_duplicates().itertuples(index=False)
    wanted = {
        *((STATE, setting) for kind in ALIGNMENT for setting in (*kind.state, AP)),
        *((INDEPENDENT, setting) for kind in ALIGNMENT for setting in (*kind.independent, AP)),
        *((PLACES, setting) for setting in _PLACES[scope]),
    }
    return frozenset(f"{line} ({setting})" for line, setting in pairs if (line, setting) in wanted)


def independent_under_ap(lines: pd.DataFrame, la_code: int) -> float:
    """The share of an authority's independent top-ups that is booked under alternative provision,
    of the outturn of one year; zero where there are none.
    """
    independent = lines[lines["la_code"].eq(la_code) & lines["line"].eq(INDEPENDENT)]
    amounts = independent.set_index("setting")["amount_gbp"].astype("float64").fillna(0.0)
    whole = amounts.drop(["total", "income"], errors="ignore").sum()
    return float(amounts.get(AP, 0.0) / whole) if whole > 0 else 0.0


def spend_in_scope(lines: pd.DataFrame, scope: str) -> pd.Series[float]:
    """Every authority's spend (£) in a scope, as `hnb.comparison.measures.money` has it, from the
    outturn of one financial year.
    """
    if lines.empty:
        return pd.Series(dtype="float64")
    counts = Counts(Tables.of(authority={"s251_high_needs": lines}))
    year = start_year(lines["financial_year"].iloc[0])
    return counts.at(placement_spend(scope), year)


def _sum_of(paid: pd.DataFrame, line: str, settings: tuple[str, ...]) -> pd.Series:
    """The sum of some settings of a line; missing where one of those published is."""
    lines, setting = (paid.columns.get_level_values(level) for level in ("line", "setting"))
    return paid.loc[:, (lines == line) & setting.isin(settings)].sum(axis=1, skipna=False)


def _add_places(every: pd.DataFrame, places: pd.DataFrame) -> None:
    """Add the places that the department pays for to spend, and to the kind that each is like."""
    places = places[places["deduction"].ne("total")]
    school = places["deduction"].astype(str).str.split(":").str[0]
    rows = {"spend": places}
    for kind, column in zip(ALIGNMENT, SPEND, strict=True):
        rows[column] = places[school.isin(kind.deductions)]
    for column, deducted in rows.items():
        amounts = deducted.groupby("la_code")["amount_gbp"].sum().reindex(every.index)
        every[column] += amounts.fillna(0.0).astype("float64")
