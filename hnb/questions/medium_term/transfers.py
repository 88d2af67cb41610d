"""What a transfer from the schools block takes from a pupil, and from schools by size."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from hnb.figures import Figure, FigureMaker
from hnb.questions.medium_term.start import Start

SHARES = (0.5, 1.0, 2.0)  # of the schools block, per cent
SIZES = (210, 420, 1000)  # pupils of a primary school of one form, of two, and of a secondary


@dataclass(frozen=True)
class Transfer:
    """A transfer from the schools block: its share, the amount, and what it takes from a pupil and
    a school of each of `SIZES`.
    """

    share: Figure
    amount: Figure
    per_pupil: Figure
    schools: tuple[Figure, ...]


def school_sizes() -> tuple[Figure, ...]:
    """The sizes of school for which a transfer is worked out."""
    maker = FigureMaker("scenarios")
    return tuple(maker.make(f"school_{size}_pupils", size, "pupils", "stated") for size in SIZES)


def transfers(start: Start) -> tuple[Transfer, ...]:
    """What transfers to the high needs block take from schools, spread evenly over pupils in
    primary and secondary.
    """
    return tuple(_transfer(start, share) for share in SHARES)


def _transfer(start: Start, share: float) -> Transfer:
    block, pupils = start.money.schools_block, start.money.pupils
    amount = share / 100 * block.number
    per_pupil = amount / (pupils.number or nan)
    calculation = "share of the schools block before deductions"
    spread_evenly = f"{calculation}, over pupils in {pupils.period}"
    stated = FigureMaker("scenarios", scope=f"{share:g}%", period=block.period)
    maker = stated.having(
        scope=f"transfer of {share:g}%", price_base="cash", rows=block.rows, reason=block.reason
    )
    by_pupil = maker.having(
        rows=(*block.rows, *pupils.rows),
        reason=block.reason or pupils.reason or "there are no pupils",
    )
    return Transfer(
        share=stated.make("transfer_share_percent", share, "percent", "stated"),
        amount=maker.make("transfer_gbp", amount, "gbp", calculation),
        per_pupil=by_pupil.make("transfer_gbp_per_pupil", per_pupil, "gbp_per_head", spread_evenly),
        schools=tuple(
            by_pupil.make(
                f"transfer_gbp_from_{size}_pupils", per_pupil * size, "gbp", spread_evenly
            )
            for size in SIZES
        ),
    )
