"""The idempotency key as a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.payments.payment_id import LENGTH, Key, is_payment_id, payment_id

KEYS = st.builds(
    Key,
    st.text(min_size=1, max_size=12),
    st.sampled_from(["05c", "06a", "TB"]),
    st.from_regex(r"20[0-9]{2}-(0[1-9]|1[0-2])", fullmatch=True),
    st.integers(1, 99),
)


@given(KEYS, KEYS)
def test_a_key_has_one_id_and_two_keys_have_two(one, other):
    assert (payment_id(one) == payment_id(other)) == (one == other)


@given(KEYS)
def test_an_id_fits_where_banks_keep_references(key):
    assert len(payment_id(key)) == LENGTH
    assert is_payment_id(payment_id(key))
    assert key.beneficiary_code not in payment_id(key) or len(key.beneficiary_code) < 3


@pytest.mark.parametrize("reference", [None, "", "NOTPROVIDED", "20240201", "20240201ts3c2vvqktrbsvxw6wy2"])
def test_other_references_are_not_ours(reference):
    assert not is_payment_id(reference)


def test_the_id_of_a_key_never_changes():
    assert payment_id(Key("A", "05c", "2024-02", 1)) == "20240201TS3C2VVQKTRBSVXW6WY2"


@pytest.mark.parametrize(("period", "attempt"), [("2024-13", 1), ("2024-2", 1), ("2024-02", 0), ("2024-02", 100)])
def test_a_period_that_is_none_has_no_id(period, attempt):
    with pytest.raises(ValueError, match="period"):
        payment_id(Key("A", "05c", period, attempt))
