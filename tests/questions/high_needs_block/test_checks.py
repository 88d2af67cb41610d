"""The goals of this question against arithmetic on made-up figures, and met by published ones."""

import hnb
from hnb.questions.high_needs_block.formula import rebuild
from hnb.validation.checks import high_needs_block as checks


def test_every_block_is_rebuilt_and_one_that_is_not_is_counted():
    formula, *others = (hnb.load(name) for name in checks.LINES)
    blocks, additional = checks.of_formula(rebuild(formula, *others))
    assert blocks.met and blocks.reached == blocks.low == 600
    assert (additional.reached, additional.high) == (299, None) and "of 301" in additional.what
    line = formula["la_code"].eq(855) & formula["formula_line"].eq("special free schools")
    a_pound_more = formula.assign(amount_gbp=formula["amount_gbp"] + line)
    assert checks.of_formula(rebuild(a_pound_more, *others))[0].reached == 600 - 4
