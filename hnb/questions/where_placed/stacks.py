"""Two stacks of shares, then and now, with each part named at its side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hnb.charts import labels, style
from hnb.domain.words import capitalised
from hnb.figures import Figure

_LEAST = 0.5  # per cent, below which a part is drawn and not named
_HEIGHT, _WIDTH = 2.5, 0.46


class Fill(NamedTuple):
    """How a part is filled."""

    colour: str
    hatch: str = ""


def two_stacks(
    stacks: Mapping[str, Mapping[str, Figure]], fills: Mapping[str, Fill], unit: str
) -> style.Canvas:
    """A column for each of two periods, its parts from the bottom up in the order of `fills`.

    Parameters
    ----------
    stacks : mapping
        By period, the share of each part in per cent; one without a value is left out.
    fills : mapping
        Every part, and how it is filled.
    unit : str
        What the columns are made of.
    """
    figure, axes = style.canvas(_HEIGHT, unit=unit)
    axes.set_ylim(0, 100)
    axes.set_xticks(range(len(stacks)), list(stacks))
    axes.set_xlim(-_WIDTH, 1 + _WIDTH)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.set_visible(False)
    axes.grid(visible=False)
    for place, shares in enumerate(stacks.values()):
        ends: list[style.End] = []
        reached = 0.0
        for part, fill in fills.items():
            share = shares[part].number if shares[part].known else 0.0
            axes.bar(
                place,
                share,
                _WIDTH,
                reached,
                fc=fill.colour,
                hatch=fill.hatch,
                ec=style.DARK,
                lw=0.6,
            )
            if share >= _LEAST:
                words = f"{capitalised(part)} {shares[part]:read}"
                ends.append((place, reached + share / 2, words, style.TEXT))
            reached += share
        labels.label_ends(axes, ends, aside=(place * 2 - 1) * _WIDTH / 2)
    return figure
