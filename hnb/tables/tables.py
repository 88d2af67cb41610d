"""The tables that a question reads, each at the levels that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, unknown
from hnb.tables.columns import PART_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from hnb.domain.comparators import Ask
    from hnb.doubts.doubt import Doubt


@dataclass(frozen=True, repr=False)
class Tables(Mapping[str, "pd.DataFrame"]):
    """Frames by name: `tables["ehc_plans"]` is by authority, `tables.at("england")` the same names
    for England.

    Parameters
    ----------
    frames : mapping
        Frame by name and level (`authority`, `region` or `england`).
    level : str
        The level at which `tables[name]` is read.
    doubts : callable
        Gives what is doubted in them (`hnb.doubts`); nothing of tables made by hand.
    """

    frames: Mapping[tuple[str, str], pd.DataFrame]
    level: str = "authority"
    doubts: Callable[[], tuple[Doubt, ...]] = tuple

    @classmethod
    def whole_years(
        cls,
        frames: Mapping[tuple[str, str], pd.DataFrame],
        doubts: Callable[[], tuple[Doubt, ...]] = tuple,
    ) -> Tables:
        """Tables in which what happened in a part of a year has no value, so that nothing draws,
        rates, ranks or models it as a year's; its row stays, and its `status` says why. Spend of
        one authority and year is of one publication.
        """
        whole = {about: _whole_years(frame, about[0]) for about, frame in frames.items()}
        return cls(whole, doubts=doubts)

    @classmethod
    def of(cls, **levels: Mapping[str, pd.DataFrame]) -> Tables:
        """Tables from frames by name at each level: `Tables.of(authority={"ehc_plans": frame})`."""
        return cls.whole_years(
            {
                (name, level): frame
                for level, frames in levels.items()
                for name, frame in frames.items()
            }
        )

    def having(self, **by_authority: pd.DataFrame) -> Tables:
        """The same tables, those named replaced at the level of the authority."""
        replaced = {
            (name, "authority"): _whole_years(frame, name) for name, frame in by_authority.items()
        }
        return replace(self, frames={**self.frames, **replaced})

    def until(self, ask: Ask) -> Tables:
        """The same tables without what was counted after the January asked about."""
        cut = dict(self.frames)
        for kind in ("january", "calendar_year"):
            cut |= {
                about: frame[frame[kind].le(ask.last_year(kind))]
                for about, frame in cut.items()
                if kind in frame
            }
        return replace(self, frames=cut)

    def at(self, level: str) -> Tables:
        """The same tables at another level."""
        return replace(self, level=level)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if (name, self.level) not in self.frames:
            fault = f"the table {name!r} was not loaded at the level of the {self.level}"
            raise unknown(Place(parameter="tables"), fault, word=name, known=self)
        return self.frames[name, self.level]

    def __contains__(self, name: object) -> bool:
        return (name, self.level) in self.frames

    def __iter__(self) -> Iterator[str]:
        return (name for name, level in self.frames if level == self.level)

    def __len__(self) -> int:
        return sum(level == self.level for _, level in self.frames)

    def __repr__(self) -> str:
        names = ", ".join(f"{name} ({level})" for name, level in self.frames)
        return f"Tables: {names}"


def _whole_years(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    from hnb.tables import table
    from hnb.tables.one_publication import NAME, of_one_publication

    if name == NAME:
        frame = of_one_publication(frame)
    if "status" not in frame:
        return frame
    is_part = frame["status"].eq(PART_YEAR)
    if not is_part.any():
        return frame
    value = table(name).value.name
    return frame.assign(**{value: frame[value].mask(is_part)})
