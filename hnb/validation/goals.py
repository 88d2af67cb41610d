"""What a model was to reach, beside what it reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What was checked, what came of it, and between which ends it should lie; `horizon` is years
    ahead, or 0.

    `reach` is a still better end than `high`, to be reached for.
    """

    what: str
    reached: float
    low: float | None = None
    high: float | None = None
    horizon: int = 0
    reach: float | None = None

    @property
    def met(self) -> bool:
        """Whether it lies between the ends."""
        return (self.low is None or self.reached >= self.low) and (
            self.high is None or self.reached <= self.high
        )

    def __str__(self) -> str:
        low, high = (None if end is None else f"{end:g}" for end in (self.low, self.high))
        goal = (
            f"{low} to {high}"
            if low and high
            else f"at least {low}"
            if low
            else f"at most {high}"
            if high
            else ""
        )
        missed = "" if self.met else "; missed"
        if self.reach is not None:
            missed += (
                f"; to reach for: {self.reach:g}, "
                f"{'reached' if self.reached <= self.reach else 'not reached'}"
            )
        ahead = f", {self.horizon} ahead" if self.horizon else ""
        return f"{self.what}{ahead}: {self.reached:,.4g}" + (
            f" (goal: {goal}{missed})" if goal else ""
        )
