from pathlib import Path

import pytest

from doisoat.errors import SettingsError
from doisoat.payments.returns import load_returns
from doisoat.publish.labels import read_labels
from doisoat.reconcile.discrepancies import KINDS, OWNERS, SEVERITIES
from doisoat.reconcile.policy import ACCOUNT_STATUSES, HOLD_REASONS
from doisoat.review.cases import REASONS as CASE_REASONS
from doisoat.review.verdicts import REASONS, VERDICTS, WITHDRAWALS

PAYMENT_STATUSES = (
    *("instructed", "accepted", "settled", "returned", "rejected", "unknown"),
    *("paid_in_cash", "replaced"),
)
HEADER = "domain,code,label_vi,label_en\n"
CODES = {
    "match_status": ("matched", "review", "unmatched"),
    "match_method": ("exact_id", "probabilistic", "clerical", "none"),
    "person_status": ("alive", "deceased", "missing", "moved_out"),
    "account_status": ACCOUNT_STATUSES,
    "account_type": ("bank", "social_security", "mobile_money"),
    "pay_channel": ("bank", "social_security", "mobile_money", "postal_cash", "hold"),
    "hold_reason": HOLD_REASONS,
    "kind": KINDS,
    "severity": SEVERITIES,
    "owner": OWNERS,
    "level": ("city", "district", "ward", "village"),
    "cause": (
        *("source_changed", "related_source_changed", "model_or_policy_changed", "decided"),
        *("entry_new", "entry_left"),
    ),
    "case_reason": CASE_REASONS,
    "reason_code": load_returns(),
    "return_action": load_returns(),
    "payment_status": PAYMENT_STATUSES,
    "payment_kind": ("regular", "arrears", "repeat"),
    "channel_reason": ("account_resting", "account_refused", "account_failed", "holder_deceased"),
    "verdict": VERDICTS,
    "decision_reason": {*WITHDRAWALS, *(reason for reasons in REASONS.values() for reason in reasons)},
}


@pytest.mark.parametrize("domain", CODES)
def test_every_published_code_has_a_label(domain: str) -> None:
    labelled = {row["code"] for row in read_labels().to_pylist() if row["domain"] == domain}
    assert labelled == set(CODES[domain])


def test_a_return_is_labelled_as_it_is_configured() -> None:
    labels = {(row["domain"], row["code"]): row["label_vi"] for row in read_labels().to_pylist()}
    for code, meaning in load_returns().items():
        assert labels["reason_code", code].startswith(meaning.meaning_vi)
        assert labels["return_action", code] == meaning.citizen_vi


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("a,x,,one\n", "label_vi is empty", id="label missing"),
        pytest.param("a,x,một,one\na,x,hai,two\n", "two labels", id="code twice"),
        pytest.param("a,x,một\n", "cannot be read", id="column missing"),
    ],
)
def test_table_that_cannot_be_used_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "labels.csv").write_text(HEADER + text, encoding="utf-8")
    with pytest.raises(SettingsError, match=problem):
        read_labels(tmp_path)
