"""What successors.yml may say: each order that made new authorities out of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from hnb.sources.kinds import Day, Some
from hnb.sources.parts import Definition

Number = Annotated[int, Field(strict=True, ge=100, le=999)]


class Order(Definition):
    """A reorganisation: the DfE numbers of the authorities that it closed and of those that it
    opened, and the first day of the new ones.
    """

    closed: Some[Number]
    opened: Some[Number]
    day: Day

    @model_validator(mode="after")
    def _each_authority_once(self) -> Self:
        numbers = [*self.closed, *self.opened]
        for number in numbers:
            if numbers.count(number) > 1:
                raise ValueError(f"each authority once: {number} stands twice")
        return self


class Orders(Definition):
    """Every reorganisation, as a person lists them."""

    orders: tuple[Order, ...]

    @field_validator("orders")
    @classmethod
    def _each_opens_once_and_then_closes_once(cls, orders: tuple[Order, ...]) -> tuple[Order, ...]:
        opened = dict(_by_number("opened", orders))
        for number, day in _by_number("closed", orders):
            if number in opened and day <= opened[number]:
                raise ValueError(
                    f"an authority to close after it opened: {number} closes on {day} "
                    f"and opens on {opened[number]}"
                )
        return orders


def _by_number(kind: str, orders: tuple[Order, ...]) -> Iterator[tuple[int, date]]:
    """Each authority that the orders opened or closed, with the day; refused a second time."""
    known: dict[int, date] = {}
    for order in orders:
        for number in getattr(order, kind):
            if number in known:
                raise ValueError(
                    f"an authority to be {kind} once: {number} is {kind} on {known[number]} "
                    f"and on {order.day}"
                )
            known[number] = order.day
            yield number, order.day
