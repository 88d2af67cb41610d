"""What a model was to reach, beside what it reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """One line of `hnb validate`: what was checked, what came of it, and between which ends it should lie."""

    what: str
    reached: float
    low: float | None = None
    high: float | None = None

    @property
    def met(self) -> bool:
        """Whether it lies between the ends."""
        return (self.low is None or self.reached >= self.low) and (self.high is None or self.reached <= self.high)
