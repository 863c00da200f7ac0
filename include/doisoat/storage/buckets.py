"""Make the buckets that the settings name and that are not there yet: `python -m doisoat.storage.buckets`.

An installation with object storage of its own needs it once; where somebody else keeps the buckets, it finds them.
"""

import os
import sys
from collections.abc import Mapping

from doisoat.errors import DoisoatError, SettingsError
from doisoat.storage.objects import open_store
from doisoat.storage.s3 import S3Store


def create_buckets(environ: Mapping[str, str]) -> list[str]:
    """Create the buckets of DOISOAT_LANDING, DOISOAT_LAKE and, if set, DOISOAT_OUTGOING, where these are on S3.

    The names of the new ones.
    """
    names = ["DOISOAT_LANDING", "DOISOAT_LAKE", *(name for name in ("DOISOAT_OUTGOING",) if environ.get(name))]
    if missing := [name for name in names if not environ.get(name)]:
        raise SettingsError(f"{', '.join(missing)} not set: see docs/deploying.md, 'Settings'")
    stores = [open_store(environ[name]) for name in names]
    return [store.bucket for store in stores if isinstance(store, S3Store) and store.create_bucket()]


def main() -> int:
    """Make them; the exit status. A failure is one line."""
    try:
        create_buckets(os.environ)
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
