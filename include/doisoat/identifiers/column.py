"""Numbers by the million: those that stand as they should, told by one regular expression, need not be asked about."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.identifiers.account import LONGEST, SHORTEST, is_card_number
from doisoat.identifiers.identity import PLACEHOLDERS, Identity
from doisoat.identifiers.structure import PROVINCE_PREFIXES

# No prefix is three equal digits, so no number of twelve equal ones is among these.
_CITIZEN = rf"^(?:{'|'.join(sorted(PROVINCE_PREFIXES))})[0-3][0-9]{{8}}$"
_ACCOUNT = rf"^[0-9]{{{SHORTEST},{LONGEST}}}$"
_CARD = r"^9704(?:[0-9]{12}|[0-9]{15})$"
# What `read_identity` says of them, but for the number, which is the text itself.
CITIZEN = Identity(None, "citizen", ())


def are_citizens(texts: pa.Array) -> pa.Array:
    """True for 12 digits of a known province and a likely century, in which there is nothing to repair or to flag."""
    asked = pc.or_(pc.is_in(texts, pa.array(sorted(PLACEHOLDERS))), pc.ends_with(texts, "000000"))
    return _true(pc.and_not(pc.match_substring_regex(texts, _CITIZEN), asked))


def are_account_numbers(texts: pa.Array) -> pa.Array:
    """True for digits alone, as many as an account number has, and not all of them zero."""
    return _true(pc.and_(pc.match_substring_regex(texts, _ACCOUNT), pc.match_substring_regex(texts, "[1-9]")))


def are_card_numbers(numbers: pa.Array) -> pa.Array:
    """True for the number of a payment card, which stands where the account's should."""
    places = pc.indices_nonzero(_true(pc.match_substring_regex(numbers, _CARD)))
    marks = np.zeros(len(numbers), np.bool_)
    marks[places.to_numpy()] = [is_card_number(number) for number in numbers.take(places).to_pylist()]
    return pa.array(marks)


def _true(marks: pa.Array) -> pa.Array:
    return pc.fill_null(marks, False)
