"""Where a council finds the published figures in its own returns: reports/settings/returns.yml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from hnb.domain import paths
from hnb.domain.definitions import checked, read_yaml


class Returns(BaseModel):
    """The return, and its line or module, by table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    returns: dict[str, str]


def returns() -> dict[str, str]:
    """What `reports/settings/returns.yml` says of each table."""
    path = paths.reports() / "settings" / "returns.yml"
    return checked(Returns, read_yaml(path), file=path.name).returns
