"""Where a mail sends its readers: pages and lists below the configured base URL."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

PAGES = ("quality", "campaign", "worklist", "review")


def links(base_url: str, date: dt.date, *, templates: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Page to URL, by include/config/links.yaml; none without a base URL."""
    if not base_url:
        return {}
    paths = load_templates() if templates is None else templates
    return {page: base_url.rstrip("/") + path.format(date=date.isoformat()) for page, path in paths.items() if path}


def load_templates() -> dict[str, str]:
    """SettingsError if a page is unknown or a path is none."""
    content = yaml.safe_load((CONFIG / "links.yaml").read_text(encoding="utf-8")) or {}
    for page, path in content.items():
        if page not in PAGES:
            raise SettingsError(f"links.yaml: {page!r} is none of {', '.join(PAGES)}")
        if path and not str(path).startswith("/"):
            raise SettingsError(f"links.yaml: {page} is a path below the base URL, such as /report/…")
    return content
