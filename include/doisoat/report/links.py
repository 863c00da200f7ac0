"""Where a mail sends its readers: pages and lists below the configured base URL."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.report.edition import LANGUAGES
from doisoat.report.quality_page import suffix

PAGES = ("quality", "campaign", "worklist", "review")


def links(base_url: str, date: dt.date, *, templates: Mapping[str, Any] | None = None) -> dict[str, dict[str, str]]:
    """Language to page to URL, by include/config/links.yaml; none without a base URL."""
    if not base_url:
        return {}
    paths, base = load_templates() if templates is None else templates, base_url.rstrip("/")
    return {
        language: {page: base + _path(path, date, language) for page, path in paths.items() if path}
        for language in LANGUAGES
    }


def load_templates() -> dict[str, str]:
    """SettingsError if a page is unknown or a path is none."""
    content = yaml.safe_load((CONFIG / "links.yaml").read_text(encoding="utf-8")) or {}
    if not isinstance(content, dict):
        raise SettingsError(f"links.yaml needs a path for each of {', '.join(PAGES)}")
    for page, path in content.items():
        if page not in PAGES:
            raise SettingsError(f"links.yaml: {page!r} is none of {', '.join(PAGES)}")
        if path and not str(path).startswith("/"):
            raise SettingsError(f"links.yaml: {page} is a path below the base URL, such as /report/…")
        try:
            _path(path or "", dt.date.min, LANGUAGES[0])
        except (KeyError, IndexError, ValueError):
            raise SettingsError(
                f"links.yaml: in the path of {page} only {{date}} and {{suffix}} are filled in"
            ) from None
    return content


def _path(template: str, date: dt.date, language: str) -> str:
    return template.format(date=date.isoformat(), suffix=suffix(language))
