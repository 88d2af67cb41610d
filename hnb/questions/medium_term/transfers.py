"""What a transfer from the schools block takes from a pupil, and from schools by size."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.figures import Figure
from hnb.questions.medium_term.start import Start


@dataclass(frozen=True)
class Taken:
    """A transfer from the schools block: its share, the amount, and what it takes from a pupil and
    a school by size.
    """

    share: Figure
    amount: Figure
    per_pupil: Figure
    schools: tuple[Figure, ...]


SHARES, SIZES = (
    (0.5, 1.0, 2.0),
    (210, 420, 1000),
)  # of the schools block, per cent; pupils of one, two, many forms


def sizes() -> tuple[Figure, ...]:
    """The sizes of school for which a transfer is worked out."""
    return tuple(
        Figure(f"scenarios.school_{size}_pupils", size, "pupils", "stated") for size in SIZES
    )


def taken(start: Start) -> tuple[Taken, ...]:
    """What transfers to the high needs block take from schools, spread evenly over pupils in
    primary and secondary.
    """
    block, pupils = start.schools_block, start.pupils

    def figure(measure: str, value: float, share: float, unit: str = "gbp") -> Figure:
        alone = measure == "transfer_gbp"
        why = block.reason or ("" if alone else pupils.reason)
        rows = block.rows if alone else (*block.rows, *pupils.rows)
        how = "share of the schools block before deductions" + (
            "" if alone else f", over pupils in {pupils.period}"
        )
        return Figure(
            f"scenarios.{measure}",
            None if why else value,
            unit,
            how,
            rows,
            f"transfer of {share:g}%",
            block.period,
            price_base="cash",
            reason=why,
        )

    def one(share: float) -> Taken:
        amount = share / 100 * float(block.value or 0)
        each = amount / float(pupils.value or 1)
        return Taken(
            Figure(
                "scenarios.transfer_share_percent",
                share,
                "percent",
                "stated",
                (),
                f"{share:g}%",
                block.period,
            ),
            figure("transfer_gbp", amount, share),
            figure("transfer_gbp_per_pupil", each, share, "gbp_per_head"),
            tuple(figure(f"transfer_gbp_from_{size}_pupils", each * size, share) for size in SIZES),
        )

    return tuple(map(one, SHARES))
