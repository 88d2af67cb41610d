"""Lay out the hexagon map of today's authorities from a file of boundaries, of which nothing but
the result is kept.

    python docs/hexagons.py BOUNDARIES.json

writes data/published/hexagons.csv. It has to be done again only when authorities change; `make
data` keeps the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hnb.domain import paths
from hnb.models.hexagons import lay_out
from hnb.sources import boundaries
from hnb.store.files import write_whole


def main() -> None:
    """Read the file named, lay the hexagons out, and write them."""
    file = Path(sys.argv[1])
    found = boundaries.read(file.read_bytes(), file.name)
    table = lay_out({code: found.middle(code) for code in found.areas}, found.touching)
    write_whole(paths.published() / "hexagons.csv", table.to_csv(index=False, lineterminator="\n"))
    print(f"{len(table)} hexagons written to {paths.published() / 'hexagons.csv'}")


if __name__ == "__main__":
    main()
