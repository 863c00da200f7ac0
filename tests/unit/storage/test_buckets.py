"""Buckets from the command line: what is missing or out of reach is one line."""

import pytest

from doisoat.errors import SettingsError
from doisoat.storage import buckets


def test_settings_that_are_missing_are_named(monkeypatch, capsys):
    for name in ("DOISOAT_LANDING", "DOISOAT_LAKE", "DOISOAT_OUTGOING"):
        monkeypatch.delenv(name, raising=False)
    assert buckets.main() == 1
    assert capsys.readouterr().err.startswith("doisoat: DOISOAT_LANDING, DOISOAT_LAKE not set")


def test_a_place_that_is_none_is_named():
    with pytest.raises(SettingsError, match="the bucket is missing"):
        buckets.create_buckets({"DOISOAT_LANDING": "s3://", "DOISOAT_LAKE": "s3://lake"})
