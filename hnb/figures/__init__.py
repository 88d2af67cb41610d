"""Figures, the one maker of Figures, and the sentences and tables that quote them."""

from __future__ import annotations

from hnb.figures.figure import Figure, Rows, Scalar, change, differences, ends
from hnb.figures.listing import Listing, listing, source_line
from hnb.figures.maker import DrawnSeries, FigureMaker
from hnb.figures.marks import MADE_UP, WITHHELD, is_made_up, is_withheld, marked, titled
from hnb.figures.sentence import MIME, TERMS, Sentence, paragraph, say, say_if_known

__all__ = [
    "MADE_UP",
    "MIME",
    "TERMS",
    "WITHHELD",
    "DrawnSeries",
    "Figure",
    "FigureMaker",
    "Listing",
    "Rows",
    "Scalar",
    "Sentence",
    "change",
    "differences",
    "ends",
    "is_made_up",
    "is_withheld",
    "listing",
    "marked",
    "paragraph",
    "say",
    "say_if_known",
    "source_line",
    "titled",
]
