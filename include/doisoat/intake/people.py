"""The columns that describe a person and an identity number, the same for rolls and bank returns."""

import pyarrow as pa

from doisoat.dates.birth import read_birth_date
from doisoat.encodings.columns import decode_column
from doisoat.identifiers.identity import read_identity
from doisoat.intake.codes import SEX, read_code
from doisoat.intake.distinct import Mapped, map_distinct
from doisoat.names.standardise import standardise_name
from doisoat.records.table import SMALL, TEXT, WORDS


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
    names = Mapped(decoded.values, lambda text: standardise_name(text or ""))
    births = Mapped(birth, lambda text: read_birth_date(text, latest_year=latest_year))
    return {
        "full_name": names.column(lambda n: n.full_name, TEXT),
        "name": names.column(lambda n: n.canonical, TEXT),
        "name_folded": names.column(lambda n: n.folded, TEXT),
        "name_repairs": _all_repairs(decoded.repairs, names.column(lambda n: list(n.repairs), WORDS)),
        "date_of_birth": births.column(lambda b: b.text, TEXT),
        "birth_year": births.column(lambda b: b.year, SMALL),
        "birth_month": births.column(lambda b: b.month, SMALL),
        "birth_day": births.column(lambda b: b.day, SMALL),
        "sex": map_distinct(sex, lambda text: read_code(text, SEX)),
    }


def _all_repairs(decoding: pa.Array, standardising: pa.Array) -> pa.Array:
    """Row by row the codes of both, in the order in which the repairs were made, each code once."""
    if len(decoding.values) == 0:
        return standardising
    pairs = zip(decoding.to_pylist(), standardising.to_pylist(), strict=True)
    return pa.array([list(dict.fromkeys(first + then)) for first, then in pairs], WORDS)


def identity_columns(
    sent: pa.Array | pa.ChunkedArray, *, latest_year: int | None = None
) -> dict[str, pa.Array | pa.ChunkedArray]:
    """The IDENTITY columns of records.core. `latest_year`: of the business date."""
    latest = {} if latest_year is None else {"latest_year": latest_year}
    identities = Mapped(sent, lambda text: read_identity(text, **latest))
    return {
        "id_number_sent": sent,
        "id_number": identities.column(lambda i: i.number, TEXT),
        "id_kind": identities.column(lambda i: i.kind, TEXT),
        "id_repairs": identities.column(lambda i: list(i.repairs), WORDS),
    }
