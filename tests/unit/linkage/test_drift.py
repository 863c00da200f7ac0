import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doisoat.linkage.drift import by_lot, drift_table, stability
from doisoat.linkage.levels import LADDERS
from doisoat.linkage.model import Model, current_model
from doisoat.linkage.profile import profile_links
from doisoat.records.link import BENEFICIARY_PERSON

MODEL = current_model()
USUAL = {"same": 9000, "toneless": 900, "middle": 100}


def judgement(number: int, **values: Any) -> dict[str, Any]:
    fields = {field: {"level": "same", "weight": 1.0} for field in LADDERS} | values.pop("fields", {})
    found_by = values.pop("found_by", "exact_id")
    return {
        "beneficiary_code": f"B{number}",
        "personal_id": f"{number:012d}",
        "match_status": "matched",
        "match_method": "exact_id",
        "match_probability": 0.9999,
        "match_evidence": json.dumps({"pass": found_by, "fields": fields, "prior": 0.97, "candidates": []}),
        "model_version": MODEL.version,
        **values,
    }


def links(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=BENEFICIARY_PERSON.schema)


def drawn(usual: dict[str, int], records: int, seed: int) -> dict[str, int]:
    shares = np.array(list(usual.values())) / sum(usual.values())
    counts = np.random.default_rng(seed).multinomial(records, shares).tolist()
    return {code: count for code, count in zip(usual, counts, strict=True) if count}


def test_profile_counts_passes_statuses_and_the_levels_of_what_the_model_judged() -> None:
    nobody = {"match_status": "unmatched", "match_method": "none", "personal_id": None, "match_probability": None}
    empty = json.dumps({"pass": "none", "fields": {}, "prior": 0.98, "candidates": []})
    guessed = {"match_method": "probabilistic", "found_by": "lent", "fields": {"name": {"level": "tones", "weight": 3}}}
    decided = {"match_method": "clerical", "match_probability": 0.99, "fields": {"name": {"level": "other"}}}
    found = profile_links(
        links(
            judgement(1),
            judgement(2, **guessed, match_probability=0.999),
            judgement(3, **decided),
            judgement(4, **nobody, match_evidence=empty),
        )
    )
    assert found.counts["pass"] == {"exact_id": 1, "lent": 1, "clerical": 1, "none": 1}
    assert found.counts["status"] == {"matched": 3, "unmatched": 1}
    assert found.counts["name"] == {"same": 1, "tones": 1}
    assert found.coverage == 0.97
    assert found.right == pytest.approx((0.9999 + 0.999 + 0.99) / 4)
    assert found.expected_false == pytest.approx((0.0001 + 0.001) / 2), "people's decisions are not the model's promise"


def test_nothing_drifts_from_itself() -> None:
    assert sum(stability(USUAL, USUAL).values()) == 0


@pytest.mark.parametrize("records", [60, 600, 60_000])
def test_lot_alone_does_not_pass_for_drift(records: int) -> None:
    tonight = [drawn(USUAL, records, seed) for seed in range(200)]
    beyond = sum(sum(stability(night, USUAL).values()) > by_lot(night, USUAL) for night in tonight)
    assert beyond <= 3


def test_sender_that_loses_its_tones_is_drift_even_on_a_small_night() -> None:
    tonight = {"same": 300, "toneless": 290, "middle": 10}
    assert sum(stability(tonight, USUAL).values()) > by_lot(tonight, USUAL) + 0.1


def test_level_that_was_never_seen_is_drift_and_no_error() -> None:
    assert sum(stability(USUAL | {"other": 3000}, USUAL).values()) > 0.1


def test_table_holds_each_code_once_and_sums_to_the_whole() -> None:
    rows = drift_table("beneficiary", links(*map(judgement, range(40))), MODEL).to_pylist()
    assert len({(row["aspect"], row["code"]) for row in rows}) == len(rows)
    for aspect in ("pass", "status", *LADDERS):
        assert sum(row["share"] for row in rows if row["aspect"] == aspect) == pytest.approx(1)
    assert {row["code"] for row in rows if row["aspect"] == "estimate"} == {"coverage", "right", "expected_false"}


def test_model_that_does_not_say_what_is_usual_has_no_drift() -> None:
    silent = Model(**{**vars(MODEL), "profile": {}})
    rows = drift_table("beneficiary", links(judgement(1)), silent).to_pylist()
    assert {row["drift"] for row in rows} == {row["usual_share"] for row in rows} == {None}
