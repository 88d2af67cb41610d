"""docs.hexagons against brute force over permutations, a greedy rival, and the table that is
kept.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from docs import hexagons
from hnb.domain import areas


def cost(spots, cells, chosen):
    return float(((spots - cells[list(chosen)]) ** 2).sum())


def cells(columns, rows):
    both = np.array([(column, row) for column in range(columns) for row in range(rows)], float)
    return hexagons.centres(both[:, 0], both[:, 1])


def test_assignment_is_the_best_of_all_permutations():
    random = np.random.default_rng(3)
    grid = cells(3, 2)
    for _ in range(5):
        spots = random.uniform(0, 2, (5, 2))
        best = min(cost(spots, grid, chosen) for chosen in permutations(range(6), 5))
        assert cost(spots, grid, hexagons.assign(spots, grid)) == pytest.approx(best)


def test_assignment_costs_no_more_than_a_greedy_one():
    random = np.random.default_rng(5)
    spots, grid = random.uniform(0, 8, (60, 2)), cells(10, 10)
    free, greedy = set(range(len(grid))), []
    for spot in spots:
        nearest = min(free, key=lambda cell: ((spot - grid[cell]) ** 2).sum())
        free.remove(nearest)
        greedy.append(nearest)
    assert cost(spots, grid, hexagons.assign(spots, grid)) < cost(spots, grid, greedy)


def test_eased_spots_are_apart_and_touching_ones_near():
    random = np.random.default_rng(7)
    eased = hexagons.ease(
        random.uniform(0, 0.5, (12, 2)), np.array([[at, at + 1] for at in range(11)])
    )
    apart = np.hypot(*(eased[:, None] - eased[None]).transpose(2, 0, 1))
    assert apart[~np.eye(12, dtype=bool)].min() > 0.75
    far = hexagons.ease(np.array([[0.0, 0.0], [6.0, 0.0], [0.0, 9.0]]), np.array([[0, 1]]))
    assert np.hypot(*(far[0] - far[1])) == pytest.approx(1, abs=0.05) and tuple(far[2]) == (0, 9)


def test_neighbours_of_a_small_grid_stay_together_and_one_without_any_joins_the_nearest():
    middles = {
        row * 3 + column: (float(column), float(row)) for row in range(3) for column in range(3)
    }
    touching = [(code, code + 1) for code in middles if code % 3 < 2] + [
        (code, code + 3) for code in range(6)
    ]
    laid = hexagons.lay_out({**middles, 99: (2.2, 4.0)}, touching).set_index("la_code")
    assert not laid.duplicated(["column", "row"]).any() and (
        laid["column"].min(),
        laid["row"].min(),
    ) <= (0, 1)
    spots = hexagons.centres(laid["column"].to_numpy(float), laid["row"].to_numpy(float))
    place = {code: at for at, code in enumerate(laid.index)}
    pairs = np.array([(place[one], place[other]) for one, other in touching])
    assert hexagons.still_touching(spots, pairs) > 0.8
    assert np.hypot(*(spots[place[99]] - spots[place[8]])) < 1.01


def test_kept_layout_has_each_authority_of_today_once_in_a_cell_of_its_own():
    held = areas.hexagons()
    assert (
        set(held) == {one.la_code for one in areas.current()}
        and len(set(held.values())) == len(held) == 153
    )


def test_kept_layout_has_north_above_south_and_the_capital_in_one_piece():
    held = areas.hexagons()
    codes = {one.name: one.la_code for one in areas.current()}
    assert (
        held[codes["Northumberland"]][1]
        > held[codes["Leicestershire"]][1]
        > held[codes["Cornwall"]][1]
    )
    assert held[codes["Cornwall"]][0] < held[codes["Kent"]][0]
    london = [one.la_code for one in areas.current() if one.region == "London"]
    spots = {
        code: hexagons.centres(*(np.array([float(held[code][axis])]) for axis in (0, 1)))[0]
        for code in london
    }
    reached, edge = {london[0]}, [london[0]]
    while edge:
        here = spots[edge.pop()]
        new = {
            code
            for code in london
            if code not in reached and np.hypot(*(spots[code] - here)) < 1.01
        }
        reached |= new
        edge += new
    assert reached == set(london)
