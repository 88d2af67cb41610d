"""Net present values by numpy-financial 1.0.0, for tests/stats/test_appraisal.py.

Run once in an environment of its own (`pip install numpy-financial==1.0.0`); it writes
appraisal_numpy_financial.csv next to it: a rate, the amounts of some years, their value in the
first.
"""

import csv
import random
from pathlib import Path

import numpy_financial

chance = random.Random(13)
with Path(__file__).with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["rate", "amounts", "net_present_value"])
    for _ in range(60):
        rate = round(chance.uniform(0, 0.12), 4)
        years = chance.randint(2, 20)
        amounts = [round(chance.uniform(-9e6, 1e6), 2)]
        amounts += [round(chance.uniform(-1e6, 4e6), 2) for _ in range(years - 1)]
        value = numpy_financial.npv(rate, amounts)
        rows.writerow([rate, " ".join(map(repr, amounts)), repr(float(value))])
