import numpy as np
import pytest

from doisoat.linkage.posterior import estimate_coverage, posterior

SIZE, COVERAGE = 1_000_000, 0.98


def probabilities(*scores: float) -> np.ndarray:
    return posterior(np.zeros(len(scores), np.int64), np.array(scores), COVERAGE, SIZE)


def test_a_strong_candidate_alone_is_almost_sure() -> None:
    assert probabilities(30.0)[0] > 0.9999


def test_twins_share_the_probability() -> None:
    assert probabilities(30.0, 30.0) == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_weak_candidate_loses_to_nobody_in_the_register() -> None:
    assert probabilities(5.0)[0] < 0.01


def test_records_do_not_compete_with_each_other() -> None:
    found = posterior(np.array([0, 1, 1]), np.array([30.0, 30.0, 30.0]), COVERAGE, SIZE)
    assert found[0] > 0.9999
    assert found[1:] == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_very_high_score_does_not_overflow() -> None:
    assert probabilities(1000.0, 990.0)[0] == pytest.approx(1.0, abs=1e-4)


def test_no_candidates_no_probabilities() -> None:
    assert len(probabilities()) == 0


def estimated(*scores: float, identified: int, records: int) -> float:
    record = np.arange(len(scores), dtype=np.int64)
    return estimate_coverage(
        record, np.array(scores), identified=identified, records=records, size=SIZE, prior=COVERAGE
    )


def test_records_without_a_likely_candidate_show_that_persons_are_missing() -> None:
    assert estimated(*[2.0] * 9_000, identified=90_000, records=100_000) == pytest.approx(0.9, abs=0.01)


def test_records_with_likely_candidates_count_as_in_the_register_without_identifier() -> None:
    assert estimated(*[30.0] * 9_900, identified=90_000, records=100_000) == pytest.approx(0.999, abs=0.001)


def test_a_handful_of_records_leaves_the_coverage_of_the_model() -> None:
    assert estimated(identified=0, records=3) == pytest.approx(COVERAGE, abs=0.01)
    assert estimated(identified=0, records=0) == COVERAGE
