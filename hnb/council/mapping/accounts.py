"""Which accounts of a council's payments could be for high needs, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable

from hnb.council.mapping.headings import words_of

ACCOUNTS = ("independent providers", "top-ups", "place funding", "transport", "other high needs")
_SEN = {"sen", "send", "ehc", "hn", "hnb"}
_SCHOOLS = {"school", "sch", "college"}
_INDEPENDENT = {"independent", "inmss", "nmss", "inm"}
# `trans`, which elsewhere is short for a transaction, is here for transport
_TRANSPORT = {"transport", "travel", "transaction"}


def possible_accounts(accounts: Iterable[str]) -> dict[str, str]:
    """What accounts seem to pay for by their words; the others are left out."""
    kinds = {account: _kind(set(words_of(account))) for account in dict.fromkeys(accounts)}
    return {account: kind for account, kind in kinds.items() if kind}


def _kind(words: set[str]) -> str:
    """The first kind whose words an account has."""
    is_sen = bool(words & _SEN) or {"high", "need"} <= words
    rules = (
        ("top-ups", {"top", "up"} <= words or "topup" in words),
        ("transport", words & _TRANSPORT and (is_sen or "home" in words)),
        ("place funding", "place" in words and words & {"fee", "funding", "fund"}),
        ("independent providers", words & _INDEPENDENT and (is_sen or words & _SCHOOLS)),
        ("other high needs", is_sen),
    )
    return next((kind for kind, holds in rules if holds), "")
