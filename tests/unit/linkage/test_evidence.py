import pytest

from doisoat.linkage.evidence import candidate_fields

NAME, NUMBER = {"level": "same", "weight": 13.0}, {"level": "relative", "weight": -4.5}
BEST = {"personal_id": "001145000001", "probability": 0.6, "differs": {}}
RIVAL = {
    "personal_id": "001145000002",
    "probability": 0.3,
    "differs": {"name": {"level": "tones", "weight": -9.9}, "id": {"level": "same", "weight": 24.4}},
}
EVIDENCE = {"fields": {"name": NAME, "id": NUMBER}, "candidates": [BEST, RIVAL]}


def test_fields_of_every_candidate_are_read_back_from_the_evidence() -> None:
    assert candidate_fields(EVIDENCE, "001145000001") == {
        "001145000001": {"name": NAME, "id": NUMBER},
        "001145000002": {"name": {"level": "tones", "weight": 3.1}, "id": {"level": "same", "weight": 19.9}},
    }


@pytest.mark.parametrize(
    ("evidence", "judged", "known"),
    [
        pytest.param(EVIDENCE, "001145000002", {"001145000002"}, id="a person chose the second"),
        pytest.param({"fields": {}, "candidates": []}, None, set(), id="nobody"),
        pytest.param(
            {**EVIDENCE, "candidates": [{"personal_id": "001145000001"}, {"personal_id": "001145000002"}]},
            "001145000001",
            {"001145000001"},
            id="of a night before candidates told why they lost",
        ),
    ],
)
def test_what_the_evidence_does_not_say_is_not_made_up(evidence: dict, judged: str | None, known: set[str]) -> None:
    assert set(candidate_fields(evidence, judged)) == known
