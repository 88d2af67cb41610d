"""A TopoJSON file of boundaries: the areas of today's authorities, their middles, and which of them
touch.

No boundary is kept in the project. A person's own file is read when a map of shapes is wanted, and
the layout of the hexagon map was worked out from the middles.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnb.domain import areas
from hnb.domain.errors import Place, SourceError

Floats = NDArray[np.float64]
# Cumbria was split along its districts on 1 April 2023: a file of before is recoded by them
DISTRICTS = {
    942: ("E07000026", "E07000028", "E07000029"),
    943: ("E07000027", "E07000030", "E07000031"),
}
_NORTH = np.cos(
    np.radians(53.0)
)  # a degree of longitude in degrees of latitude, about, in the middle of England


@dataclass(frozen=True)
class Boundaries:
    """Areas by DfE number: polygons, each a list of rings, each a list of arcs (below zero: run
    backwards).
    """

    arcs: tuple[Floats, ...]
    areas: dict[int, list[list[list[int]]]]

    def ring(self, refs: list[int]) -> Floats:
        """A ring's points: degrees east, scaled to be as long as degrees north, and degrees north."""
        parts = [self.arcs[ref] if ref >= 0 else self.arcs[~ref][::-1] for ref in refs]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    def middle(self, la_code: int) -> tuple[float, float]:
        """The centroid of an area."""
        total, moment = 0.0, np.zeros(2)
        for polygon in self.areas[la_code]:
            for refs in polygon:
                x, y = self.ring(refs).T
                cross = x[:-1] * y[1:] - x[1:] * y[:-1]
                total += cross.sum() / 2
                moment += [
                    ((x[:-1] + x[1:]) * cross).sum() / 6,
                    ((y[:-1] + y[1:]) * cross).sum() / 6,
                ]
        return float(moment[0] / total), float(moment[1] / total)

    @cached_property
    def sides(self) -> dict[int, set[int]]:
        """The authorities on the sides of each arc."""
        found: dict[int, set[int]] = defaultdict(set)
        for code, polygons in self.areas.items():
            for refs in (refs for polygon in polygons for refs in polygon):
                for ref in refs:
                    found[max(ref, ~ref)].add(code)
        return found

    @property
    def touching(self) -> set[tuple[int, int]]:
        """Pairs of authorities that share a boundary, the lower number first."""
        return {(min(pair), max(pair)) for pair in self.sides.values() if len(pair) == 2}

    @property
    def borders(self) -> list[Floats]:
        """Lines between authorities and along the coast, without those inside an authority joined
        of districts.
        """
        used: dict[tuple[int, int], int] = defaultdict(int)
        for code, polygons in self.areas.items():
            for refs in (refs for polygon in polygons for refs in polygon):
                for ref in refs:
                    used[max(ref, ~ref), code] += 1
        return [
            self.arcs[arc]
            for arc, codes in self.sides.items()
            if len(codes) == 2 or used[arc, min(codes)] == 1
        ]


def read(text: str | bytes, file: str = "boundaries") -> Boundaries:
    """Boundaries of the authorities that stand today.

    Parameters
    ----------
    text : str or bytes
        TopoJSON with a layer of upper-tier authorities (`UTLA`, each with an ONS code as `AREACD`
        or id), and, where it is older than April 2023, one of districts (`LTLA`).
    file : str
        Its name, for errors.

    Raises
    ------
    SourceError
        It is not such a file, or an authority of today is not in it.
    """
    try:
        topology = json.loads(text)
        layers = {name: layer["geometries"] for name, layer in topology["objects"].items()}
        shapes = {_code(shape): shape for shape in (*layers.get("LTLA", ()), *layers["UTLA"])}
        decoded = [np.array(arc, float) for arc in topology["arcs"]]
        if how := topology.get("transform"):  # whole numbers, each less the one before
            decoded = [np.cumsum(arc, axis=0) * how["scale"] + how["translate"] for arc in decoded]
        arcs = tuple(arc.reshape(-1, 2) * (_NORTH, 1.0) for arc in decoded)
        found = {code: _polygons(shape) for code, shape in shapes.items() if code.startswith("E")}
        for refs in (
            refs for polygons in found.values() for polygon in polygons for refs in polygon
        ):
            [arcs[ref] for ref in refs]  # each is there
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        wrong, expected = (
            "it is not TopoJSON with a layer UTLA",
            "upper-tier authorities by ONS code",
        )
        raise SourceError(Place(file=file), found=wrong, expected=expected) from None
    held: dict[int, list[list[list[int]]]] = {}
    for one in areas.current():
        codes = next(
            ([code] for code in one.ons_codes if code in found),
            list(DISTRICTS.get(one.la_code, ())),
        )
        if not codes or not set(codes) <= set(found):
            missing = f"{one.name} ({', '.join(one.ons_codes)}) is not in it"
            expected = (
                "every authority of today, under any code that it has had, or by its districts"
            )
            raise SourceError(Place(file=file), found=missing, expected=expected)
        held[one.la_code] = [polygon for code in codes for polygon in found[code]]
    return Boundaries(arcs, held)


def _code(shape: dict[str, Any]) -> str:
    return str(shape.get("properties", {}).get("AREACD", shape.get("id", "")))


def _polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    return [shape["arcs"]] if shape["type"] == "Polygon" else list(shape["arcs"])
