"""People who do not exist, with the identifiers that a council's records would have of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from hnb.disclosure.texts.identifiers import (
    BIRTH_DATE,
    NAME,
    POSTCODE,
    REFERENCE,
    SUPPLIER,
    Identifiers,
)


def _words(text: str) -> list[str]:
    return text.split()


FORENAMES = _words("""Oliver Amelia George Isla Harry Ava Noah Emily Jack Sophia Leo Grace Arthur Mia
Muhammad Poppy Oscar Ella Charlie Lily Jacob Evie Thomas Isabella Henry Freya Will Summer Grant Rose Mark
April May Dean Faith Hope Joy Paris Chelsea Frank Rich Dawn Art Bill Bob Drew Guy Sue Pat Penny Holly
Mohammed Aisha Zainab Jakub Zuzanna Wiktoria Siân Chloé Zoë Niamh Caitlín Jean-Luc Anne-Marie""")
SURNAMES = _words("""Smith Jones Taylor Brown Green Young May Price School Newham White Black Wood Hill Hall
Field Banks Bridge Moore Long Short Rich Poor Best Good Day Week Winter Summers Rose Lane House Page Case
Cost Read Walker Parker Cook Baker Carter Turner Cooper Mason Potter Marsh Lake Rivers Waters Stone Flint
Grant Will Care Place Council Bury Derby Lincoln Kent Dorset Rutland Leicester Camden Warwick Cumberland
Khan Patel Singh Begum Ali Hussain O'Brien O’Neill McDonald Smith-Jones Nowak Müller García Łukasz""")
BEGINNINGS = _words(
    "Thistle Raven Feather Oaken Wriggles Quater Bramble Hollin Wether Cobble Skel Grims"
)
ENDINGS = _words("wick scroft stonehaugh shield worthy mass thwaite gill den dyke merdine brough")
TRADES = _words("Horizons Meadowcroft Larkfield Tamarind Bluestone Kestrel Pennyroyal Harebell")
_DAYS = _words("""first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first
twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth
twenty-ninth thirtieth thirty-first""")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class MadeUp:
    """The identifiers of a council's records: values by kind, as `Identifiers.of` takes them."""

    values: dict[str, list[str]]

    def identifiers(self, public: list[str] | tuple[str, ...] = ()) -> Identifiers:
        """What the gate looks for."""
        return Identifiers.of(self.values.items(), public)


def realistic(people: int, seed: int = 20261130) -> MadeUp:
    """Children with common names, and the references of four systems."""
    chance = random.Random(seed)
    days = [date(2001, 9, 1) + timedelta(chance.randrange(8_900)) for _ in range(people)]
    values = {
        NAME: [f"{chance.choice(SURNAMES)}, {chance.choice(FORENAMES)}" for _ in range(people)],
        BIRTH_DATE: [day.isoformat() for day in days],
        POSTCODE: [_postcode(chance) for _ in range(people)],
        REFERENCE: [_reference(chance, kind) for kind in range(5) for _ in range(people // 5)],
        SUPPLIER: [f"{chance.choice(SURNAMES)} Care Limited" for _ in range(people // 20)],
    }
    return MadeUp(values)


def distinct(people: int, seed: int = 7) -> MadeUp:
    """The same with surnames, and suppliers, that nobody else has, no two alike."""
    chance = random.Random(seed)
    usual = realistic(people, seed).values
    surnames = [f"{chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)}" for _ in range(people)]
    marked = [f"{surname}{_letters(place)}" for place, surname in enumerate(surnames)]
    names = [f"{surname}, {chance.choice(FORENAMES)}" for surname in marked]
    suppliers = [
        f"{chance.choice(TRADES)} {_letters(place).title()} Ltd" for place in range(people)
    ]
    return MadeUp({**usual, NAME: names, SUPPLIER: suppliers})


def spelt(kind: str, value: str, chance: random.Random) -> str:
    """An identifier as somebody may write it."""
    if kind == NAME:
        surname, forename = value.split(", ")
        forms = [value, f"{forename} {surname}", f"{surname.upper()} {forename}"]
        return chance.choice([*forms, f"{forename} {surname}’s", f"{surname.upper()},{forename}"])
    if kind == BIRTH_DATE:
        day = date.fromisoformat(value)
        forms = [
            value,
            f"{day:%d/%m/%Y}",
            f"{day.day} {day:%B %Y}",
            f"{day:%d-%b-%Y}",
            f"{day:%Y%m%d}",
        ]
        forms += [f"{day:%d.%m.%Y}", f"{value} 00:00:00", f"{day.day}th {day:%B %Y}"]
        forms += [f"{day:%d.%m.%y}", f"{day.day}th of {day:%B}, {day:%Y}"]
        forms.append(f"the {_DAYS[day.day - 1]} of {day:%B} {day:%Y}")
        return chance.choice([*forms, f"{day:%d/%m/%y}", f"{day:%B} {day.day}, {day:%Y}"])
    if kind == POSTCODE:
        return chance.choice([value, value.replace(" ", ""), value.lower()])
    if kind == SUPPLIER:
        bare = value.removesuffix(" Ltd")
        return chance.choice([value, f"{bare} Limited", f"{bare.upper()} LTD.", f"The {bare}"])
    return chance.choice([value, value.lower(), *_grouped(value)])


def _grouped(value: str) -> list[str]:
    """A reference in groups that are not its own: none of one that is too short for that."""
    bare = "".join(filter(str.isalnum, value))
    if len(bare) < (9 if bare.isdigit() else 6):
        return []
    groups = [bare[place : place + 3] for place in range(0, len(bare), 3)]
    return [gap.join(groups) for gap in (" ", "-", ".", "/")] + [f"{bare[:5]}-{bare[5:]}"]


def _postcode(chance: random.Random) -> str:
    area = chance.choice(["LE", "CV", "NG", "DE", "NN", "PE", "B", "E"])
    unit = "".join(chance.choices(_LETTERS, k=2))
    return f"{area}{chance.randrange(1, 40)} {chance.randrange(1, 10)}{unit}"


def _reference(chance: random.Random, kind: int) -> str:
    digits = [
        chance.randrange(10**12),
        chance.randrange(10**9, 10**10),
        chance.randrange(10**5, 10**6),
    ]
    return (
        f"{chance.choice(_LETTERS)}{digits[0]:012d}",  # a UPN
        f"{digits[1]}",  # a ULN
        f"{digits[2]}",  # a case management system that counts
        f"EHC/{chance.randrange(2015, 2027)}/{chance.randrange(10**5):05d}",
        f"P{chance.randrange(10**7):07d}",
    )[kind]


def _letters(place: int) -> str:
    """A number in letters, so that no two are alike."""
    return "".join(
        "bdfgklmnprstvz"[place // 14**power % 14] + "aeiou"[power % 5] for power in range(4)
    )
