import copy
from pathlib import Path

import numpy as np
import pytest
import yaml

from doisoat import paths
from doisoat.errors import SettingsError
from doisoat.linkage.levels import LADDERS, Id
from doisoat.linkage.model import CURRENT, Model
from doisoat.names.compare import NameDifference

FILE: Path = paths.CONFIG / "linkage" / f"{CURRENT}.yaml"


@pytest.fixture
def content() -> dict[str, object]:
    return copy.deepcopy(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("field", list(LADDERS))
def test_every_level_has_a_weight_and_missing_has_almost_none(field: str) -> None:
    model = Model.load(FILE)
    weights = model.weights(field)
    assert len(weights) == len(LADDERS[field])
    assert abs(weights[LADDERS[field]["MISSING"]]) < 0.7


def test_closer_names_weigh_more() -> None:
    weights = Model.load(FILE).weights("name")
    order = [NameDifference.SAME, NameDifference.MIDDLE, NameDifference.NEAR, NameDifference.SURNAME_MIDDLE]
    assert sorted(order, key=lambda kind: -weights[kind]) == order


@pytest.mark.parametrize("method", ["exact_id", "probabilistic"])
def test_calibration_keeps_the_order_and_is_never_certain(method: str) -> None:
    found = Model.load(FILE).calibrate(method, np.array([0.0, 0.5, 0.99, 1.0]))
    assert list(found) == sorted(found)
    assert found[0] > 0
    assert found[-1] < 1


def test_a_missing_level_is_an_error_that_names_the_field(content: dict[str, dict[str, dict[str, object]]]) -> None:
    del content["fields"]["birth"]["same"]
    with pytest.raises(SettingsError, match="birth"):
        Model.from_dict(content)


def test_a_probability_of_zero_is_an_error(content: dict[str, dict[str, dict[str, object]]]) -> None:
    content["fields"]["sex"]["same"] = {"m": 0.9, "u": 0.0}
    with pytest.raises(SettingsError, match="sex"):
        Model.from_dict(content)


@pytest.mark.parametrize(
    "file", [*sorted(FILE.parent.glob("person-*.yaml")), FILE.parent / "prior.yaml"], ids=lambda file: file.stem
)
def test_every_version_that_was_ever_used_can_be_loaded(file: Path) -> None:
    assert Model.load(file).version == file.stem


def test_level_that_is_younger_than_a_version_weighs_there_what_it_was_taken_for() -> None:
    first = Model.load(FILE.with_name("person-v1.yaml")).weights("id")
    assert first[Id.RELATIVE] == first[Id.OTHER]


def test_current_model_says_what_its_links_usually_look_like() -> None:
    assert set(Model.load(FILE).profile) == {"beneficiary", "account"}
