"""Drawn data as it reads, for the general charts."""

import pandas as pd

from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.figures import DrawnSeries

NEIGHBOURS = Comparators("statistical neighbours (2025 list)", (850, 860), 2025)
ASK = Ask(
    Authority(855, "Leicestershire", (), "East Midlands"),
    2025,
    "2023-24",
    (NEIGHBOURS,),
    names={855: "Leicestershire", 850: "Hampshire", 860: "Staffordshire", 830: "Derbyshire"},
)


def drawn(frame: pd.DataFrame, unit: str = "percent") -> DrawnSeries:
    """A frame as a general chart takes it."""
    return DrawnSeries("made_up.share", unit, "made up", frame)


def values(numbers: dict[int, float], unit: str = "percent") -> DrawnSeries:
    """One value an authority."""
    return drawn(pd.Series(numbers, dtype=float).to_frame("value"), unit)


def texts(figure) -> list[str]:
    """What is written within the axes."""
    return [text.get_text() for text in figure.axes[0].texts]
