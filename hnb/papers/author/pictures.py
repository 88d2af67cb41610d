"""Pictures that an author names, read within limits and written anew as PNG."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from hnb.domain.words import quoted

LARGEST = 10_000_000  # bytes
LONGEST_NAME = 200  # letters
MOST_PIXELS = 40_000_000
WIDEST = 1_800  # pixels that a page can show
_TAKEN = ("PNG", "JPEG", "GIF")
Refusal = Callable[[str, str], Exception]


def read_picture(folder: Path, name: str, refusal: Refusal) -> bytes:
    """A picture as a PNG that has nothing but its dots.

    Parameters
    ----------
    folder : Path
        Where it is, or in a folder below.
    name : str
        What the author calls it, as seen from there.
    refusal : callable
        The error that is raised, of what is found and what is expected.
    """
    from PIL import Image

    inside = "a picture in the file's own folder"
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:|//", name):
        raise refusal(f"the picture {quoted(name)} is elsewhere", inside)
    path = folder / name
    if len(name) > LONGEST_NAME:
        raise refusal(f"there is no picture {quoted(name)}", inside)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise refusal(f"the picture {quoted(name)} is outside the file's folder", inside)
    if not path.is_file():
        raise refusal(f"there is no picture {quoted(name)}", inside)
    if path.stat().st_size > LARGEST:
        raise refusal(f"the picture {quoted(name)} is too large", f"at most {LARGEST:,} bytes")
    try:
        with Image.open(path, formats=_TAKEN) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                fault = f"the picture {quoted(name)} has too many dots"
                raise refusal(fault, f"at most {MOST_PIXELS:,}")
            dots = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        fault = f"the picture {quoted(name)} cannot be read"
        raise refusal(fault, "a PNG, a JPEG or a GIF") from None
    if dots.width > WIDEST:
        dots = dots.resize((WIDEST, max(1, round(dots.height * WIDEST / dots.width))))
    content = io.BytesIO()
    dots.save(content, "PNG")
    return content.getvalue()
