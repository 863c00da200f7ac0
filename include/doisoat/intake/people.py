"""The columns that describe a person, an identity number and an account number, the same for rolls and bank returns."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.dates.column import read_birth_dates
from doisoat.encodings.columns import decode_column
from doisoat.identifiers.account import read_account_number
from doisoat.identifiers.column import CITIZEN, are_account_numbers, are_citizens
from doisoat.identifiers.identity import read_identity
from doisoat.intake.codes import SEX, read_code
from doisoat.intake.distinct import Mapped, as_one, map_distinct
from doisoat.names.column import standardise_names
from doisoat.records.table import TEXT, WORDS


def person_columns(
    *,
    name: pa.Array | pa.ChunkedArray,
    birth: pa.Array | pa.ChunkedArray,
    sex: pa.Array | pa.ChunkedArray,
    files: pa.Array | pa.ChunkedArray,
    latest_year: int | None = None,
) -> dict[str, pa.Array]:
    """The PERSON columns of records.core. `name` has no nulls: rows without a name are put aside before.

    `files`: which file each row is of, because each has its own encoding. `latest_year`: of the business date.
    """
    decoded = decode_column(name, files=files)
    names = _names(decoded.values)
    births = _births(birth, latest_year)
    return {
        "full_name": names["full_name"],
        "name": names["canonical"],
        "name_folded": names["folded"],
        "name_repairs": _all_repairs(decoded.repairs, as_one(names["repairs"])),
        "date_of_birth": births["text"],
        "birth_year": births["year"],
        "birth_month": births["month"],
        "birth_day": births["day"],
        "sex": map_distinct(sex, lambda text: read_code(text, SEX)),
    }


def _names(texts: pa.Array) -> pa.Table:
    encoded = texts.dictionary_encode()
    return standardise_names(encoded.dictionary).take(encoded.indices)


def _births(texts: pa.Array | pa.ChunkedArray, latest_year: int | None) -> pa.Table:
    encoded = as_one(texts).dictionary_encode(null_encoding="encode")
    return read_birth_dates(encoded.dictionary, latest_year=latest_year).take(encoded.indices)


def _all_repairs(decoding: pa.Array, standardising: pa.Array) -> pa.Array:
    """Row by row the codes of both, in the order in which the repairs were made, each code once."""
    decoded = pc.greater(pc.list_value_length(decoding), 0)
    pairs = zip(decoding.filter(decoded).to_pylist(), standardising.filter(decoded).to_pylist(), strict=True)
    both = pa.array([list(dict.fromkeys(first + then)) for first, then in pairs], WORDS)
    place = np.cumsum(decoded.to_numpy(zero_copy_only=False)) - 1
    return pc.if_else(decoded, both.take(pa.array(place, mask=place < 0)), standardising)


def identity_columns(
    sent: pa.Array | pa.ChunkedArray, *, latest_year: int | None = None
) -> dict[str, pa.Array | pa.ChunkedArray]:
    """The IDENTITY columns of records.core. `latest_year`: of the business date."""
    latest = {} if latest_year is None else {"latest_year": latest_year}
    sent = as_one(sent)
    settled = are_citizens(sent)
    identities = Mapped(sent, lambda text: read_identity(text, **latest), settled=(settled, CITIZEN))
    return {
        "id_number_sent": sent,
        "id_number": pc.if_else(settled, sent, identities.column(lambda i: i.number, TEXT)),
        "id_kind": identities.column(lambda i: i.kind, TEXT),
        "id_repairs": identities.column(lambda i: list(i.repairs), WORDS),
    }


def account_numbers(sent: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The account numbers that were written; null where none can be read."""
    sent = as_one(sent)
    settled = are_account_numbers(sent)
    read = Mapped(sent, read_account_number, settled=(settled, None))
    return pc.if_else(settled, sent, read.column(lambda number: number, TEXT))
