"""hnb.papers.checking.amounts against sentences as officers write them, read by a person."""

from __future__ import annotations

import pytest

from hnb.papers.checking.amounts import amounts, numbers_apart, people_in

SAID = [
    ("an overspend of £12.3 million", ["£12.3 million"]),
    ("a transfer of 0.5% under regulation 8(5)", ["0.5%"]),
    ("We opened 57 places and 1,200 more.", ["57", "1,200"]),
    ("£45m in year, £109.5m in all", ["£45m", "£109.5m"]),
    ("from 12 to 15 per cent", ["12", "15 per cent"]),
    ("−£3.5 million and -2%", ["−£3.5 million", "-2%"]),
    ("a budget of £2023 and 2,023 pupils", ["£2023", "2,023"]),
    ("the 3rd of 11", ["3rd", "11"]),
    ("tel. 0116 496 0000", []),
    ("(0116) 496 0000 or +44 116 496 0000, ext 12", []),
    ("on 10 December 2026, at 9.30 am or 14:00", []),
    ("on 10 and 11 December", []),
    ("in 2025-26, since 2019, 12/05/2026, 2026-05-12", []),
    ("agenda item 7, appendix 2, paragraphs 3 to 5, section 251, Item 7a", []),
    ("regulation 8(5)(b) and Regulations 3 and 4", []),
    ("key stage 2, year 7, week 12, month 7, phase 3, Table 4", []),
    ("a.officer2@example.gov.uk, www.example.org/12, LE3 8RA", []),
    (
        "an overspend of £12.35 million, 12.75 per cent, £3.50 an hour",
        ["£12.35 million", "12.75 per cent", "£3.50"],
    ),
    ("58.12 per 1,000 and 7.15 FTE at 12.35 million pounds", ["58.12", "7.15", "12.35 million"]),
    ("It cost 12p, or 95p each.", ["12p", "95p"]),
    ("at 9.30, 10:15 or 2 pm", []),
    ("We have 2030 plans, 2025 more places and 2026 pupils.", ["2030", "2025", "2026"]),
    ("Phase 1, 120 places, phase 2, 80 places.", ["120", "80"]),
    (
        "In schedule 3, 40 pupils; by week 20, 55%; in the year 2025, 300 plans.",
        ["40", "55%", "300"],
    ),
    ("paragraphs 3, 4 and 5, and items 6, 7.", []),
    ("Element 3, elements 1 and 2, Band 4, level 3, objective 5 and question 2", []),
    ("Block 1 and theme 2: strand 3, action 4", []),
    ("See para. 3.2 and 5 places, s. 42, pp. 3-4.", ["5"]),
    ("One item: 5 places", ["5"]),
    ("a level 20% above, and a block 3.5% larger", ["20%", "3.5%"]),
    ("within 20 weeks, aged 2 to 18, per 1,000", []),
]


@pytest.mark.parametrize(("text", "said"), SAID)
def test_numbers_that_say_how_much_are_told_from_dates_telephones_and_items(text, said):
    assert amounts(text) == said


def test_the_others_are_told_whole():
    text = "Item 7 on 10 December 2026: call 0116 496 0000 about £3 million."
    assert numbers_apart(text) == ["Item 7", "10 December 2026", "0116 496 0000"]


COUNTED = {
    "Only 3 children are in the unit.": ["3 children"],
    "We know of two pupils, and of one young person.": ["2 pupils", "1 young people"],
    "3 of our 40 EHC plans": ["3 plans"],
    "four looked-after children; **5** _new_ requests": ["4 children", "5 requests"],
    "one child with 2 high needs placements": ["1 children", "2 placements"],
    "2-3 families, 3 to 12 appeals": ["3 families", "12 appeals"],
    "3 out of 40 learners": ["3 learners"],
    "Pupils: 3. Requests: 120": ["3 pupils", "120 requests"],
    "In year 9, 4 pupils moved.": ["4 pupils"],
    "5 schools have 120 pupils.": ["120 pupils"],
    "1,003 pupils": [],
    "3 schools for children with autism": [],
    "In 2 of the last 5 years requests rose.": [],
    "within 6 weeks, children are seen": [],
    "one in five children, 1 in every 4 pupils": [],
    "Year 5 pupils, key stage 2 children and band 3 placements": [],
    "fewer than five children": [],
    "2.5 plans per 1,000; 4 plans per 1,000": [],
    "4% of pupils, 3 per cent of plans, £3 million of placements": [],
    "One team supporting families has two officers and a plan.": [],
    "a four year old child; children aged 2 to 5; under-5 children": [],
    "two improvement plans": [],
    "They say nothing about any one child.": [],
    "It is one over the plans that were expected.": [],
    "By 3 May requests had risen.": [],
    "We opened 5 places and three posts.": [],
}


@pytest.mark.parametrize("text", COUNTED)
def test_counts_of_people_are_told_from_other_numbers(text: str):
    assert list(people_in(text)) == COUNTED[text]
