import numpy as np

from doisoat.linkage.neighbours import neighbours


def test_one_digit_or_two_exchanged() -> None:
    found = set(neighbours(np.array([1145000123]))[0])
    assert {1145000124, 101145000123, 1145000132, 1145000123} <= found
    assert 1145000321 not in found
    assert all(0 <= number < 10**12 for number in found)
