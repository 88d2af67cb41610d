"""What a model was to reach, and what it reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What was checked, what it came to, and between which ends it should lie.

    `horizon` is years ahead, or 0; `reach` is a still better end than `high`, to be reached for;
    `planted` is the true value, where what was checked was made up with one.
    """

    what: str
    reached: float
    low: float | None = None
    high: float | None = None
    horizon: int = 0
    reach: float | None = None
    planted: float | None = None

    @property
    def met(self) -> bool:
        """Whether it lies between the ends."""
        return (self.low is None or self.reached >= self.low) and (
            self.high is None or self.reached <= self.high
        )

    def __str__(self) -> str:
        ahead = f", {self.horizon} ahead" if self.horizon else ""
        wanted = f" (goal: {self._ends()}{self._missed()})" if self._ends() else ""
        if self.planted is not None:
            recovered, planted = _written(self.reached), _written(self.planted)
            return f"{self.what}{ahead}: {planted} planted, {recovered} recovered{wanted}"
        return f"{self.what}{ahead}: {self.reached:,.4g}{wanted}"

    def _ends(self) -> str:
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return "exactly"
            return f"{self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"at least {self.low:g}"
        return "" if self.high is None else f"at most {self.high:g}"

    def _missed(self) -> str:
        missed = "" if self.met else "; missed"
        if self.reach is None:
            return missed
        reached = "reached" if self.reached <= self.reach else "not reached"
        return f"{missed}; to reach for: {self.reach:g}, {reached}"


def _written(value: float) -> str:
    """Large and whole values in full, others to four digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 or value == round(value) else f"{value:,.4g}"
