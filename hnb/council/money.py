"""Tables of money made from a council's own files: commitments, places and published payments."""

from __future__ import annotations

from hnb.council.costing.payments import payments

__all__ = ["payments"]
