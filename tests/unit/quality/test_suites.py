import json
from pathlib import Path
from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.paths import EXPECTATIONS
from doisoat.publish.labels import read_labels
from doisoat.quality.suites import load_suite

SUITES = sorted(EXPECTATIONS.glob("*/*.json"))


def expectation(**changes: Any) -> dict[str, Any]:
    return {
        "id": "rows_are_there",
        "type": "expect_table_row_count_to_be_between",
        "severity": "critical",
        "description": "There are rows.",
        "kwargs": {"min_value": 1},
        "meta": {"owner": "labour", "notes": "Nothing in is nothing out. Since 2026-11."},
        **changes,
    }


def write(folder: Path, *expectations: dict[str, Any], name: str = "core/things") -> Path:
    path = folder / "core" / "things.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"name": name, "expectations": expectations}))
    return path


@pytest.mark.parametrize("path", SUITES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_suite_of_the_project_loads_and_has_both_severities(path: Path) -> None:
    assert {e["severity"] for e in load_suite(path).expectations} == {"critical", "warning"}


def test_every_expectation_has_a_label_and_every_label_an_expectation() -> None:
    labels = {row["code"] for row in read_labels().to_pylist() if row["domain"] == "expectation"}
    assert labels == {e["id"] for path in SUITES for e in load_suite(path).expectations}


def test_a_suite_names_the_columns_it_looks_at_in_conditions_too(tmp_path: Path) -> None:
    condition = {
        "type": "or",
        "conditions": [
            {"type": "nullity", "column": {"name": "a"}, "is_null": True},
            {"type": "and", "conditions": [{"type": "nullity", "column": {"name": "b"}, "is_null": True}]},
        ],
    }
    kwargs = {"column_list": ["c", "d"], "row_condition": condition}
    assert load_suite(write(tmp_path, expectation(kwargs=kwargs))).columns == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        pytest.param({"severity": "info"}, "rows_are_there: severity is critical or warning", id="wrong severity"),
        pytest.param({"severity": None}, "rows_are_there: severity is critical or warning", id="no severity"),
        pytest.param({"meta": {"owner": "bank"}}, "rows_are_there: meta.notes must say why", id="no notes"),
        pytest.param(
            {"meta": {"owner": "bank", "notes": "Because."}}, "end with 'Since YYYY-MM.'", id="notes without since"
        ),
        pytest.param(
            {"meta": {"owner": "me", "notes": "Why. Since 2026-11."}}, "meta.owner is one of", id="unknown owner"
        ),
        pytest.param({"id": "Rows!"}, "expectation 1 needs an id", id="id is no slug"),
        pytest.param({"description": ""}, "rows_are_there: needs a description", id="no description"),
        pytest.param({"kwargs": None}, "rows_are_there: needs a type and kwargs", id="no kwargs"),
    ],
)
def test_a_suite_that_leaves_something_out_is_refused(tmp_path: Path, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        load_suite(write(tmp_path, expectation(**changes)))


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="rows_are_there stands twice"):
        load_suite(write(tmp_path, expectation(), expectation()))


def test_an_empty_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no expectation in the suite"):
        load_suite(write(tmp_path))


def test_a_suite_under_another_name_than_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="by its place it is 'core/things'"):
        load_suite(write(tmp_path, expectation(), name="core/others"))


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_text("{")
    with pytest.raises(SettingsError, match="things.json cannot be read"):
        load_suite(path)
