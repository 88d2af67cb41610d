"""Which accounts of a council's payments could be for high needs, for a person to decide."""

from __future__ import annotations

from collections.abc import Iterable

from hnb.council.mapping.headings import words_of

ACCOUNTS = ("independent providers", "top-ups", "place funding", "transport", "other high needs")
_SEN = {"sen", "send", "ehc", "hn", "hnb", "senf"}
_SCHOOLS = {"school", "sch", "college"}


def possible_accounts(accounts: Iterable[str]) -> dict[str, str]:
    """What accounts seem to pay for by their words; the others are left out."""
    kinds = {account: _kind(set(words_of(account))) for account in dict.fromkeys(accounts)}
    return {account: kind for account, kind in kinds.items() if kind}


def _kind(words: set[str]) -> str:
    is_sen = bool(words & _SEN) or {"high", "need"} <= words
    if {"top", "up"} <= words or "topup" in words:
        return "top-ups"
    # `trans`, which elsewhere is short for a transaction, is here for transport
    if words & {"transport", "travel", "transaction"} and (is_sen or "home" in words):
        return "transport"
    if "place" in words and words & {"fee", "funding", "fund"}:
        return "place funding"
    if words & {"independent", "inmss", "nmss", "inm"} and (is_sen or words & _SCHOOLS):
        return "independent providers"
    return "other high needs" if is_sen else ""
