"""Plain data, as a YAML or JSON file holds it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]  # what an object holds: names, each with a value of any kind
