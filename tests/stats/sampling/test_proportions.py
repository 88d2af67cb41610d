"""hnb.stats.sampling.proportions against published sample sizes, scipy, and tables counted one by one."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from scipy.stats import chi2_contingency, fisher_exact

from hnb.stats.sampling.proportions import answers_needed, chance_of_difference


@pytest.mark.parametrize(
    ("population", "needed"), [(100, 80), (200, 132), (300, 169), (1000, 278), (10**9, 385)]
)
def test_answers_needed_are_those_of_the_usual_table(population, needed):
    # Krejcie and Morgan (1970): 80, 132, 169, 278; 384.1 of any population
    assert answers_needed(population, 0.05) == needed


def test_no_more_answers_are_needed_than_there_are_units():
    assert answers_needed(1, 0.05) == 1
    assert answers_needed(20, 0.01) == 20


def test_of_two_groups_the_chance_is_that_of_fishers_test():
    chance = chance_of_difference([77, 32], [184, 49])
    assert chance == pytest.approx(fisher_exact([[77, 32], [107, 17]]).pvalue)


def test_of_three_groups_it_is_the_sum_of_all_tables_that_are_no_likelier():
    parts, wholes = (1, 4, 5), (6, 5, 8)
    ways = {
        table: comb(6, table[0]) * comb(5, table[1]) * comb(8, table[2])
        for table in product(range(7), range(6), range(9))
        if sum(table) == sum(parts)
    }
    expected = sum(way for way in ways.values() if way <= ways[parts]) / comb(19, 10)
    assert chance_of_difference(parts, wholes) == pytest.approx(expected)


def test_of_large_groups_it_is_that_of_chi_square():
    parts, wholes = (900, 1100, 1000), (2000, 2000, 2000)
    table = [parts, [1100, 900, 1000]]
    assert chance_of_difference(parts, wholes) == chi2_contingency(table).pvalue


@pytest.mark.parametrize("parts", [(0, 0), (5, 6)])
def test_groups_that_do_not_differ_at_all_differ_by_chance(parts):
    assert chance_of_difference(parts, (5, 6)) == 1
