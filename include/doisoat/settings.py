"""What differs between installations, read once from the environment and passed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from doisoat.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """Where things are. URLs are folders or `s3://bucket/prefix`; the warehouse URL is in SQLAlchemy form."""

    landing: str
    lake: str
    warehouse_url: str
    scratch: str
    outgoing: str | None = None  # where instructions and requests to banks are written; needed by pay runs only
    signing_key: str | None = None  # file of the Ed25519 key that signs their manifests; its name is the key's id
    senders: str | None = None  # file of registered senders instead of include/config/senders.yaml
    base_url: str = ""  # where the pages and lists that a mail names are served; empty: mails name none
    full_linkage: bool = False  # link everything again, and not only what changed

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], *, landing: str | None = None) -> "Settings":
        """Read DOISOAT_LANDING, DOISOAT_LAKE, DOISOAT_SCRATCH and WAREHOUSE_URL and, if set, DOISOAT_OUTGOING,
        DOISOAT_SIGNING_KEY, DOISOAT_SENDERS, DOISOAT_BASE_URL and DOISOAT_FULL_LINKAGE.

        SettingsError names a missing one.
        """
        return cls(
            landing=landing or _required(environ, "DOISOAT_LANDING"),
            lake=_required(environ, "DOISOAT_LAKE"),
            warehouse_url=_required(environ, "WAREHOUSE_URL"),
            scratch=_required(environ, "DOISOAT_SCRATCH"),
            outgoing=environ.get("DOISOAT_OUTGOING") or None,
            signing_key=environ.get("DOISOAT_SIGNING_KEY") or None,
            senders=environ.get("DOISOAT_SENDERS") or None,
            base_url=environ.get("DOISOAT_BASE_URL", ""),
            full_linkage=_yes(environ, "DOISOAT_FULL_LINKAGE"),
        )


def _yes(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0") or "0"
    if value not in {"0", "1"}:
        raise SettingsError(f"{name} is 1 or 0, not {value!r}")
    return value == "1"


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise SettingsError(f"{name} is not set: see docs/operating.md, 'Settings'")
    return value
