"""Read a TopoJSON file of boundaries: the middle of each of today's authorities, and which of them
touch.

Only `docs/hexagons.py` needs it, and no boundary is kept in the project.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hnb.domain import areas
from hnb.domain.errors import Place, SourceError

Floats = NDArray[np.float64]
Polygons = list[list[list[int]]]
# Cumbria was divided along its districts on 1 April 2023; an older file has only the districts
DISTRICTS = {
    942: ("E07000026", "E07000028", "E07000029"),
    943: ("E07000027", "E07000030", "E07000031"),
}
# a degree of longitude in degrees of latitude, in the middle of England
_LONGITUDE = np.cos(np.radians(53.0))


@dataclass(frozen=True)
class Boundaries:
    """Areas by DfE number: polygons, each a list of rings, each a list of arcs (a negative number
    is an arc run backwards).
    """

    arcs: tuple[Floats, ...]
    areas: dict[int, Polygons]

    def rings(self, la_code: int) -> Iterator[list[int]]:
        """The rings of an area."""
        return (ring for polygon in self.areas[la_code] for ring in polygon)

    def middle(self, la_code: int) -> tuple[float, float]:
        """The centroid of an area: degrees east, scaled to the length of degrees north, and
        degrees north.
        """
        total, moment = 0.0, np.zeros(2)
        for ring in self.rings(la_code):
            lines = [self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1] for arc in ring]
            x, y = np.vstack([lines[0], *(line[1:] for line in lines[1:])]).T
            cross = x[:-1] * y[1:] - x[1:] * y[:-1]
            total += cross.sum() / 2
            across, up = ((x[:-1] + x[1:]) * cross).sum(), ((y[:-1] + y[1:]) * cross).sum()
            moment += np.array([across, up]) / 6
        return float(moment[0] / total), float(moment[1] / total)

    @property
    def touching(self) -> set[tuple[int, int]]:
        """Pairs of authorities that share a boundary, the lower number first."""
        sides: dict[int, set[int]] = defaultdict(set)
        for code in self.areas:
            for ring in self.rings(code):
                for arc in ring:
                    sides[max(arc, ~arc)].add(code)
        return {(min(codes), max(codes)) for codes in sides.values() if len(codes) == 2}


def read(text: str | bytes, file: str = "boundaries") -> Boundaries:
    """Boundaries of the authorities of today.

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
        arcs, by_ons_code = _decoded(json.loads(text))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise SourceError(
            Place(file=file),
            found="it is not TopoJSON with a layer UTLA",
            expected="upper-tier authorities by ONS code",
        ) from None
    polygons_by_code: dict[int, Polygons] = {}
    for authority in areas.current():
        current = next(([code] for code in authority.ons_codes if code in by_ons_code), None)
        codes = current or DISTRICTS.get(authority.la_code, ())
        if not codes or not set(codes) <= set(by_ons_code):
            raise SourceError(
                Place(file=file),
                found=f"{authority.name} ({', '.join(authority.ons_codes)}) is not in it",
                expected="every authority of today, under any code that it has had, or by its "
                "districts",
            )
        polygons_by_code[authority.la_code] = [
            polygon for code in codes for polygon in by_ons_code[code]
        ]
    return Boundaries(arcs, polygons_by_code)


def _decoded(topology: Any) -> tuple[tuple[Floats, ...], dict[str, Polygons]]:
    """Arcs in degrees, and polygons by the ONS code of an area in England."""
    layers = {name: layer["geometries"] for name, layer in topology["objects"].items()}
    shapes = (*layers.get("LTLA", ()), *layers["UTLA"])
    lines = [np.array(arc, float) for arc in topology["arcs"]]
    if transform := topology.get("transform"):  # each point is the difference from the one before
        lines = [
            np.cumsum(line, axis=0) * transform["scale"] + transform["translate"] for line in lines
        ]
    by_ons_code = {_ons_code(shape): _polygons(shape) for shape in shapes}
    rings = chain.from_iterable(chain.from_iterable(by_ons_code.values()))
    numbers = list(chain.from_iterable(rings))
    if any(max(arc, ~arc) >= len(lines) for arc in numbers):
        raise IndexError("an area names an arc that is not in the file")
    english = {code: polygons for code, polygons in by_ons_code.items() if code.startswith("E")}
    return tuple(line.reshape(-1, 2) * (_LONGITUDE, 1.0) for line in lines), english


def _ons_code(shape: Any) -> str:
    return str(shape.get("properties", {}).get("AREACD", shape.get("id", "")))


def _polygons(shape: Any) -> Polygons:
    return [shape["arcs"]] if shape["type"] == "Polygon" else list(shape["arcs"])
