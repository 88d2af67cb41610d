"""The rules by which a cell is too small, or too much of it one provider's, to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hnb.domain.errors import ParameterError, Place


@dataclass(frozen=True)
class Rules:
    """Settings of disclosure control.

    Parameters
    ----------
    threshold : int
        The smallest count of children that may be shown.
    zeros : str
        `shown`, or `withheld` as other small counts are.
    p_percent : float
        An amount is withheld where the second largest contributor, who knows the total and its own
        part, could tell the largest contributor's to within this percentage.
    fewest_in_a_measure : int
        The fewest children of whom a median or another measure is shown.
    """

    threshold: int = 6
    zeros: Literal["shown", "withheld"] = "shown"
    p_percent: float = 10
    fewest_in_a_measure: int = 10

    def __post_init__(self) -> None:
        self._refuse("threshold", self.threshold >= 2, "a whole number from 2")
        self._refuse("zeros", self.zeros in {"shown", "withheld"}, "shown or withheld")
        self._refuse("p_percent", 0 < self.p_percent < 100, "a percentage between 0 and 100")
        smallest = self.fewest_in_a_measure >= self.threshold
        self._refuse("fewest_in_a_measure", smallest, "no fewer than the threshold")

    def _refuse(self, setting: str, is_right: bool, expected: str) -> None:
        if not is_right:
            place = Place(parameter=setting)
            raise ParameterError(place, found=f"{getattr(self, setting)}", expected=expected)

    @property
    def smallest(self) -> int:
        """The smallest count that is withheld."""
        return 0 if self.zeros == "withheld" else 1

    def is_small(self, count: float) -> bool:
        """Whether a count of children is withheld for its size."""
        return self.smallest <= count < self.threshold
