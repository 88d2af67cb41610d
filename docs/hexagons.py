"""Lay out the hexagon map of today's authorities from a file of boundaries, of which nothing but
the result is kept.

    python -m docs.hexagons BOUNDARIES.json

writes data/published/hexagons.csv. It has to be done again only when authorities change; `make
data` keeps the file.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from docs import boundaries
from hnb.charts.hexagon_map import HEIGHT, centres
from hnb.domain import paths
from hnb.stats import Floats
from hnb.store.write import write_manifest, write_whole

STEPS = 400  # of the easing apart
TRIES = 4  # offsets of the cells, in each direction
ROUNDS = 8  # assignments for each offset


def ease(middles: Floats, pairs: NDArray[np.int64]) -> Floats:
    """Middles eased apart until hardly any are nearer than a cell's width, touching ones drawn
    together.

    Parameters
    ----------
    middles : array
        One row an authority, in widths of a cell.
    pairs : array
        Rows of those that touch.
    """
    spots = middles.copy()
    for _ in range(STEPS):
        gap = spots[:, None] - spots[None]
        far = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(far, np.inf)
        push = np.clip(1 - far, 0, None) / np.maximum(far, 1e-9) * 0.3
        moved = (gap * push[..., None]).sum(axis=1)
        apart = spots[pairs[:, 1]] - spots[pairs[:, 0]]
        length = np.hypot(*apart.T)
        pull = apart * (np.clip(length - 1, 0, None) / np.maximum(length, 1e-9) * 0.1)[:, None]
        np.add.at(moved, pairs[:, 0], pull)
        np.add.at(moved, pairs[:, 1], -pull)
        spots += np.clip(moved, -0.5, 0.5)
    return spots


def assign(spots: Floats, cells: Floats) -> NDArray[np.int64]:
    """The cell of each spot, no two the same, with the least sum of squared distances that there
    can be.
    """
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment(((spots[:, None] - cells[None]) ** 2).sum(axis=2))[1]


def still_touching(places: Floats, pairs: NDArray[np.int64]) -> float:
    """The share of touching pairs whose cells touch."""
    return float((distances(places, pairs) < 1.01).mean()) if len(pairs) else 1.0


def distances(places: Floats, pairs: NDArray[np.int64]) -> Floats:
    """How far apart the two of each pair are."""
    return np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)


def lay_out(
    middles: Mapping[int, tuple[float, float]], touching: Collection[tuple[int, int]]
) -> pd.DataFrame:
    """A cell for each authority.

    Parameters
    ----------
    middles : mapping
        Where the middle of each authority is, by DfE number, in any unit alike both ways, north
        upward.
    touching : collection of pairs
        Authorities that share a boundary; one that touches none is taken to touch the nearest.

    Returns
    -------
    DataFrame
        `la_code`, `column`, `row` in order of DfE number; the southernmost row and the westernmost
        column are 0.

    Notes
    -----
    Middles are eased apart as in Dorling's cartogram (1996, Area Cartograms: Their Use and
    Creation), then assigned to cells by the Hungarian method (Crouse 2016, IEEE Trans. Aerosp.
    Electron. Syst. 52, 1679-1696, as in scipy). An authority is then wanted half-way between its
    own spot and the middle of its neighbours' cells, and all are assigned again, a few times over,
    for a number of offsets of the cells; the assignment that keeps most touching pairs touching is
    used, of two alike the one with the shorter way between them.
    """
    codes = sorted(middles)
    points = np.array([middles[code] for code in codes])
    pairs = _pairs(codes, points, touching)
    size = distances(points, pairs)
    # so large at first that crowded neighbours are nearly a cell apart: then none has to climb over
    # another
    spots = ease((points - points.mean(axis=0)) / np.quantile(size, 0.2), pairs)
    columns, rows = _grid_around(spots)
    cells = centres(columns, rows)
    near = np.zeros((len(codes), len(codes)))
    near[pairs[:, 0], pairs[:, 1]] = near[pairs[:, 1], pairs[:, 0]] = 1
    near /= np.maximum(near.sum(axis=1, keepdims=True), 1)
    layouts = []
    for shift in ((x / TRIES, y / TRIES * HEIGHT * 2) for x in range(TRIES) for y in range(TRIES)):
        wanted = spots + shift
        for _ in range(ROUNDS):
            chosen = assign(wanted, cells)
            places = cells[chosen]
            length = round(float(distances(places, pairs).sum()), 6)
            layouts.append((-still_touching(places, pairs), length, tuple(chosen)))
            wanted = (spots + shift + near @ places) / 2
    best = list(min(layouts)[2])
    row = rows[best].astype(int)
    row -= row.min() - (row.min() % 2)  # an even number down, so that odd rows stay odd
    column = columns[best].astype(int)
    return pd.DataFrame({"la_code": codes, "column": column - column.min(), "row": row})


def _pairs(
    codes: list[int], points: Floats, touching: Collection[tuple[int, int]]
) -> NDArray[np.int64]:
    """Pairs of authorities that touch, by their place among the codes; one that touches none is
    paired with the nearest.
    """
    place = {code: number for number, code in enumerate(codes)}
    pairs = {(place[first], place[second]) for first, second in touching}
    alone = set(range(len(codes))) - {number for pair in pairs for number in pair}
    for number in alone:
        far = np.hypot(*(points - points[number]).T)
        pairs.add((number, int(np.argsort(far)[1])))
    return np.array(sorted(pairs), dtype=np.int64)


def _grid_around(spots: Floats) -> tuple[Floats, Floats]:
    """Columns and rows of cells with room for every spot and two cells more on each side."""
    low, high = np.floor(spots.min(axis=0)) - 2, np.ceil(spots.max(axis=0)) + 2
    across, up = np.arange(low[0], high[0] + 1), 2 * np.arange(low[1] // 2, high[1])
    columns, rows = (axis.ravel() for axis in np.meshgrid(across, up))
    return np.concatenate([columns, columns]), np.concatenate([rows, rows + 1])


def main() -> None:
    """Read the file named, lay the hexagons out, and write them."""
    file = Path(sys.argv[1])
    read = boundaries.read(file.read_bytes(), file.name)
    table = lay_out({code: read.middle(code) for code in read.areas}, read.touching)
    write_whole(paths.published() / "hexagons.csv", table.to_csv(index=False, lineterminator="\n"))
    write_manifest(paths.published())
    print(f"{len(table)} hexagons written to {paths.published() / 'hexagons.csv'}")


if __name__ == "__main__":
    main()
