"""Make the buckets that the settings name and that are not there yet: `python -m doisoat.storage.buckets`.

An installation with object storage of its own needs it once; where somebody else keeps the buckets, it finds them.
"""

import os
from collections.abc import Mapping

from doisoat.storage.objects import open_store
from doisoat.storage.s3 import S3Store


def create_buckets(environ: Mapping[str, str]) -> list[str]:
    """Create the buckets of DOISOAT_LANDING, DOISOAT_LAKE and, if set, DOISOAT_OUTGOING, where these are on S3.

    The names of the new ones.
    """
    names = ["DOISOAT_LANDING", "DOISOAT_LAKE", *(name for name in ("DOISOAT_OUTGOING",) if environ.get(name))]
    stores = [open_store(environ[name]) for name in names]
    return [store.bucket for store in stores if isinstance(store, S3Store) and store.create_bucket()]


if __name__ == "__main__":
    create_buckets(os.environ)
