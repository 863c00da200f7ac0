import json

import pyarrow as pa

from doisoat.linkage.claims import settle_claims

X, Y = "001145000101", "001145000102"
Row = tuple[str, str, str, float, float]  # programme, person, method, probability, that of the runner-up


def settled(*rows: Row) -> list[str]:
    programme, person, method, probability, rival = (list(column) for column in zip(*rows, strict=True))
    evidence = [
        json.dumps({"candidates": [{"personal_id": p, "probability": q}, {"personal_id": "other", "probability": r}]})
        for p, q, r in zip(person, probability, rival, strict=True)
    ]
    judged = pa.table({
        "personal_id": person,
        "match_status": ["matched"] * len(rows),
        "match_method": method,
        "match_probability": probability,
        "match_evidence": evidence,
    })
    found: list[str] = settle_claims(judged, pa.chunked_array([programme]))["match_status"].to_pylist()
    return found


def test_a_second_entry_that_could_be_a_namesakes_goes_to_review() -> None:
    surer = ("5.5c", X, "exact_id", 0.9999, 0.0)
    assert settled(surer, ("5.5c", X, "probabilistic", 0.985, 0.01)) == ["matched", "review"]


def test_of_two_entries_without_a_number_the_surer_keeps_the_person() -> None:
    rows = [("5.5c", X, "probabilistic", p, 0.01) for p in (0.985, 0.99)]
    assert settled(*rows) == ["review", "matched"]


def test_a_second_entry_that_nobody_else_could_be_is_a_second_entry() -> None:
    assert settled(("5.5c", X, "exact_id", 0.9999, 0.0), ("5.5c", X, "exact_id", 0.9999, 0.0)) == ["matched"] * 2
    assert settled(("5.5c", X, "exact_id", 0.9999, 0.0), ("5.5c", X, "probabilistic", 0.99, 0.0)) == ["matched"] * 2


def test_another_programme_or_person_claims_nothing() -> None:
    weak = ("5.5c", X, "probabilistic", 0.985, 0.01)
    assert settled(weak, ("5.5d", X, "probabilistic", 0.985, 0.01)) == ["matched"] * 2
    assert settled(weak, ("5.5c", Y, "probabilistic", 0.985, 0.01)) == ["matched"] * 2


def test_what_a_person_decided_is_not_taken_back_for_a_surer_entry() -> None:
    rows = [("5.5c", X, "probabilistic", 0.9999, 0.01), ("5.5c", X, "clerical", 0.99, 0.05)]
    assert settled(*rows) == ["review", "matched"]
