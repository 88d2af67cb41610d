"""hnb.domain.reorganisations against the orders that made new authorities, and invented ones."""

from __future__ import annotations

from datetime import date

from hnb.domain.areas import Authority
from hnb.domain.reorganisations import FIRST_AREA, area_by_authority, constant_areas

MERGED = date(2024, 4, 1)


def authority(la_code: int, **days_and_links) -> Authority:
    return Authority(la_code, f"Authority {la_code}", (), "Nowhere", **days_and_links)


def test_every_order_since_2019_is_one_area():
    assert list(constant_areas().values()) == [
        (835, 836, 837, 838, 839),  # Dorset, 2019
        (928, 940, 941),  # Northamptonshire, 2021
        (909, 942, 943),  # Cumbria, 2023
    ]


def test_authorities_that_merge_are_one_area_with_what_they_became():
    merged = [
        authority(301, closed=MERGED, successors=(399,)),
        authority(302, closed=MERGED, successors=(399,)),
        authority(303),
        authority(399, opened=MERGED, predecessors=(301, 302)),
    ]
    assert constant_areas(merged) == {FIRST_AREA: (301, 302, 399)}
    assert area_by_authority(merged) == dict.fromkeys((301, 302, 399), FIRST_AREA)


def test_an_authority_reorganised_twice_is_in_one_area():
    twice = [
        authority(301, closed=date(2019, 4, 1), successors=(302, 303)),
        authority(302, opened=date(2019, 4, 1)),
        authority(303, opened=date(2019, 4, 1), closed=MERGED, successors=(305,)),
        authority(304, closed=MERGED),
        authority(305, opened=MERGED, predecessors=(303, 304)),
    ]
    assert list(constant_areas(twice).values()) == [(301, 302, 303, 304, 305)]


def test_a_later_reorganisation_does_not_renumber_earlier_ones():
    later = authority(201, closed=date(2030, 4, 1), successors=(202,))
    earlier = authority(701, closed=date(2020, 4, 1), successors=(702,))
    assert constant_areas([later, earlier]) == {
        **constant_areas([earlier]),
        FIRST_AREA + 1: (201, 202),
    }


def test_authorities_that_were_never_reorganised_are_not_listed():
    assert constant_areas([authority(301), authority(302, opened=MERGED)]) == {}
