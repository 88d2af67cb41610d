"""`hnb.charts.steps` under its former name, until every question imports that."""

from hnb.charts.steps import Bar, level

__all__ = ["Bar", "level"]
