"""What tables of top-ups tell of how many children of a school are in a band: an attacker who knows
every rate, and searches all whole numbers that agree with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pytest

from hnb.council.authority.definition import AuthorityDefinition, RateCard
from hnb.council.example.council import made_up_council
from hnb.council.forum import ForumRecords
from hnb.council.forum.funding import declare
from hnb.disclosure.plan import plan
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from tests.conftest import quick
from tests.council.forum.test_funding import CARD, SCHOOLS, TOP_UPS, frame
from tests.disclosure.attacks.forum import CHANGES, ENDS, BandSearch, Month

BANDS = "ABCDE"
THRESHOLD = 6
MOST_CELLS = 4  # of a council, for time


@dataclass(frozen=True)
class Paid:
    """Children who are paid by last year's card, with what a reader is shown of them."""

    children: pd.DataFrame  # school, phase, band
    now: dict[str, float]
    card: dict[str, float]

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables, after disclosure control."""
        children = self.children
        top_ups = [
            (str(place), row.school, row.band, None, self.now[row.band], None)
            for place, row in enumerate(children.itertuples())
        ]
        listed = children.drop_duplicates("school")
        schools = [
            (place, row.school, row.phase, "academy", 200, True, True)
            for place, row in enumerate(listed.itertuples(), 1)
        ]
        rates = [
            (year, band, None, rate, None)
            for year, of in (("2025-26", self.now), ("2026-27", self.card))
            for band, rate in of.items()
        ]
        paid = frame(
            TOP_UPS,
            top_ups,
            hours="float64",
            annual_amount_gbp="float64",
            weekly_amount_gbp="float64",
        )
        frames = {
            "top_ups": paid.assign(start=pd.Timestamp("2026-04-01"), end=pd.NaT),
            "rate_card": frame(CARD, rates, hours="float64", annual_rate_gbp="float64"),
            "schools": frame(
                SCHOOLS, schools, pupils="Int64", in_area="boolean", state_funded="boolean"
            ),
        }
        authority = AuthorityDefinition(authority=855, rate_card=RateCard())
        records = ForumRecords(frames.__getitem__, 855, date(2026, 11, 30), authority)
        return dict(plan(declare(records), Rules(), 855, Released()).frames)

    @property
    def rates(self) -> dict[str, tuple[float, float]]:
        """What each band is paid now, and under the card as it is scaled."""
        bands = self.children["band"]
        factor = bands.map(self.now).sum() / bands.map(self.card).sum()
        occurring = sorted(bands.unique())
        return {band: (self.now[band], factor * self.card[band]) for band in occurring}

    @property
    def month(self) -> Month:
        """What a reader is shown."""
        phase_of = self.children.drop_duplicates("school").set_index("school")["phase"]
        return Month.of(self.frames, self.rates, phase_of.to_dict())

    def without_protection(self) -> Month:
        """The same, with a class, and an amount, of every school whose count is shown."""
        shown = self.month
        known = [name for name, count in shown.counts.items() if not pd.isna(count)]
        pounds = self.children.assign(
            **{
                name: self.children["band"].map({b: rate[at] for b, rate in self.rates.items()})
                for at, name in enumerate(("now", "then"))
            }
        )
        sums = pounds.groupby("school")[["now", "then"]].sum().loc[known]
        percent = 100 * (sums["then"] / sums["now"] - 1)
        classes = {
            name: next(c for c, end in zip(CHANGES, ENDS[1:], strict=True) if change <= end)
            for name, change in percent.items()
        }
        return replace(shown, classes=classes, paid=sums["then"].to_dict())

    def small(self, month: Month) -> list[tuple[str, str, int]]:
        """Small numbers of a band in a school of which a class is shown."""
        counts = self.children.groupby(["school", "band"]).size()
        return [
            (school, band, int(count))
            for (school, band), count in counts.items()
            if school in month.classes and count < THRESHOLD
        ]


def random_council(seed: int, bands: int) -> Paid:
    """Schools of many sizes in two phases, and two cards of so many bands."""
    rng = np.random.default_rng(seed)
    names = BANDS[:bands]
    rows = []
    for number in range(14):
        shares = rng.dirichlet(np.full(bands, 1.5))
        phase = "primary" if number % 3 else "secondary"
        rows += [
            (f"School {chr(65 + number)}", phase, band)
            for band in rng.choice(list(names), int(rng.integers(3, 35)), p=shares)
        ]
    now = np.cumsum(rng.integers(1_500, 5_000, bands)).astype(float)
    card = np.round(now * rng.uniform(0.75, 1.3, bands), -1)
    children = pd.DataFrame(rows, columns=["school", "phase", "band"])
    return Paid(children, *(dict(zip(names, of, strict=True)) for of in (now, card)))


def made_up(authority: str, size: float) -> Paid:
    """A made-up council whose children are all paid by last year's card."""
    top_ups = made_up_council(authority, size=size).frames["top_ups"]
    rows = top_ups[top_ups["end"].isna()].drop_duplicates("child")
    children = rows[["school", "band"]].assign(phase="primary").reset_index(drop=True)
    now = dict(zip(BANDS, (3_756.0, 5_634.0, 7_512.0, 10_329.0, 16_432.0), strict=True))
    card = {band: rate * (0.9 + 0.05 * place) for place, (band, rate) in enumerate(now.items())}
    return Paid(children, now, card)


def refuse_told(search: BandSearch, small: list[tuple[str, str, int]], month: int = 0) -> None:
    for school, band, count in small[:MOST_CELLS]:
        low, high = search.told(school, band, month)
        assert low <= count <= high
        assert low <= 1 and high >= THRESHOLD - 1, f"{school}, {band}: {count} is {low} to {high}"


def is_told(month: Month, small: list[tuple[str, str, int]]) -> bool:
    """Whether a small number is known too closely from what is shown of its school alone."""
    ends = [BandSearch([month.alone(school)]).told(school, band) for school, band, _ in small]
    return any(low > 1 or high < THRESHOLD - 1 for low, high in ends)


@pytest.mark.parametrize("bands", [2, 3, 5])
@pytest.mark.parametrize("seed", quick(range(20), 3))
def test_a_class_tells_no_small_number_of_a_band(seed, bands):
    paid = random_council(seed, bands)
    month = paid.month
    refuse_told(BandSearch([month]), paid.small(month))


def test_classes_are_shown_of_some_schools_with_a_small_number_of_a_band():
    """Otherwise the attack above has nothing to attack."""
    councils = [random_council(seed, bands) for bands in (2, 3, 5) for seed in range(3)]
    assert sum(len(paid.small(paid.month)) for paid in councils) >= 5


@pytest.mark.parametrize("bands", [2, 3, 5])
def test_without_protection_the_attack_recovers_small_numbers(bands):
    """From what schools are paid, and in some councils from classes alone."""
    councils = [random_council(seed, bands) for seed in (1, 0, 2, 3)]
    open_to_all = [(paid.without_protection(), paid) for paid in councils]
    assert is_told(open_to_all[0][0], councils[0].small(open_to_all[0][0]))
    classes = ((replace(month, paid={}), paid.small(month)) for month, paid in open_to_all)
    assert any(is_told(month, small) for month, small in classes)


@pytest.mark.parametrize("bands", [2, 3])
@pytest.mark.parametrize("seed", quick(range(20), 2))
def test_a_child_more_in_the_next_month_tells_nothing(seed, bands):
    paid = random_council(seed, bands)
    first = paid.month
    for school in sorted(first.classes)[:2]:
        for band in paid.now:
            phase = first.phase_of[school]
            more = pd.concat(
                [paid.children, pd.DataFrame([(school, phase, band)], columns=[*paid.children])],
                ignore_index=True,
            )
            second = replace(paid, children=more).month
            assert second.classes.get(school, first.classes[school]) == first.classes[school]
            small = [cell for cell in paid.small(first) if cell[0] == school]
            refuse_told(BandSearch([first, second]), small)


@pytest.mark.parametrize(("authority", "size"), [("Rutland", 1.0), ("Leicestershire", 0.15)])
def test_made_up_councils_tell_no_small_number_of_a_band(authority, size):
    paid = made_up(authority, size)
    month = paid.month
    refuse_told(BandSearch([month]), paid.small(month))
    open_to_all = paid.without_protection()
    assert is_told(open_to_all, paid.small(open_to_all))
