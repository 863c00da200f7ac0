"""A roll's rows, typed and standardised."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.areas.resolve import Areas
from doisoat.banks.resolve import Banks
from doisoat.identifiers.column import are_card_numbers
from doisoat.intake.amounts import read_amount
from doisoat.intake.codes import PAYMENT_METHOD, read_code
from doisoat.intake.distinct import as_one, map_distinct
from doisoat.intake.people import account_numbers, identity_columns, person_columns
from doisoat.intake.quarantine import Once, Rule, malformed, missing, nameless, split
from doisoat.intake.text import decoded_texts, file_of
from doisoat.intake.unread import unread_fields
from doisoat.names.fold import fold
from doisoat.records.core import BENEFICIARIES, ORIGIN
from doisoat.records.table import MONEY

FEED = BENEFICIARIES.name
_AS_SENT = (
    "programme_code",
    "village",
    "ward_name",
    "district_name",
    "bank_name",
    "representative_name",
    "representative_relationship",
)
# What a field is read as, where that may be nothing.
_READ = {
    "date_of_birth": "date_of_birth",
    "sex": "sex",
    "payment_method": "payment_method",
    "account_number": "account_number",
    "bank_name": "bank_bin",
    "ward_name": "ward_code",
}
_TEXTS = (*(field for field in _AS_SENT if field != "programme_code"), "sex", "payment_method")


def standardise_beneficiaries(
    raw: pa.Table, *, areas: Areas, banks: Banks, latest_year: int | None = None
) -> tuple[pa.Table, pa.Table]:
    """Rows of core/beneficiaries and of core/quarantine.

    Only what makes an entry useless puts it aside; a damaged identity number or an unreadable birth date does not.
    """
    amounts = map_distinct(raw["monthly_amount"], read_amount, MONEY)
    rules = [
        malformed(raw),
        missing(raw, "beneficiary_code"),
        missing(raw, "full_name"),
        nameless(raw, "full_name"),
        missing(raw, "monthly_amount"),
        Rule("monthly_amount", "invalid_amount", pc.is_null(amounts)),
        Rule("monthly_amount", "negative_amount", pc.less(amounts, 0)),
    ]
    once = Once("beneficiary_code", "duplicate_beneficiary_code", key=["beneficiary_code"])
    good, bad = split(raw, rules, feed=FEED, once=once)
    return _core(good, areas, banks, latest_year), bad


def _core(raw: pa.Table, areas: Areas, banks: Banks, latest_year: int | None) -> pa.Table:
    raw = decoded_texts(raw, _TEXTS)
    parts = [
        partial(_person_columns, raw, latest_year),
        partial(identity_columns, raw["id_number"], latest_year=latest_year),
        partial(_representative_columns, raw, latest_year),
        partial(_area_columns, raw, areas),
        partial(_payment_columns, raw, banks),
    ]
    as_sent = ("beneficiary_code", *_AS_SENT, *(column.name for column in ORIGIN))
    columns = {name: raw[name] for name in as_sent}
    with ThreadPoolExecutor(len(parts)) as threads:  # Arrow's functions do not hold Python's lock
        for part in [threads.submit(part) for part in parts]:
            columns |= part.result()
    read = {**_READ, **({"district_name": "district_code"} if areas.districts else {})}
    columns["unread"] = unread_fields(raw, {field: columns[name] for field, name in read.items()})
    return pa.table(columns).select(BENEFICIARIES.names).cast(BENEFICIARIES.schema)


def _person_columns(raw: pa.Table, latest_year: int | None) -> dict[str, pa.Array]:
    return person_columns(
        name=raw["full_name"],
        birth=raw["date_of_birth"],
        sex=raw["sex"],
        files=file_of(raw),
        latest_year=latest_year,
    )


def _representative_columns(raw: pa.Table, latest_year: int | None) -> dict[str, pa.Array]:
    identities = identity_columns(raw["representative_id_number"], latest_year=latest_year)
    return {
        "representative_name_folded": map_distinct(raw["representative_name"], lambda t: fold(t) if t else None),
        "representative_id_number": identities["id_number"],
    }


def _payment_columns(raw: pa.Table, banks: Banks) -> dict[str, pa.Array]:
    numbers = account_numbers(raw["account_number"])
    return {
        "monthly_amount": map_distinct(raw["monthly_amount"], read_amount, MONEY),
        "payment_method": map_distinct(raw["payment_method"], lambda text: read_code(text, PAYMENT_METHOD)),
        "account_number": pc.if_else(are_card_numbers(numbers), None, numbers),
        "bank_bin": map_distinct(raw["bank_name"], lambda text: banks.bin(text) if text else None),
    }


def _area_columns(raw: pa.Table, areas: Areas) -> dict[str, pa.Array]:
    """Ward and district are looked up together: a ward's name alone is not unique."""
    sent = (as_one(raw[f]) for f in ("ward_name", "district_name"))
    wards, districts = (column.dictionary_encode(null_encoding="encode") for column in sent)
    names = wards.dictionary.to_pylist(), districts.dictionary.to_pylist()
    numbers = wards.indices.to_numpy().astype(np.int64) * max(len(names[1]), 1) + districts.indices.to_numpy()
    pairs = pa.array(numbers).dictionary_encode()
    sent_pairs = (divmod(pair, len(names[1])) for pair in pairs.dictionary.to_pylist())
    codes = [areas.ward(names[0][ward], names[1][district]) for ward, district in sent_pairs]
    return {
        "ward_code": pa.array([ward for ward, _ in codes], pa.string()).take(pairs.indices),
        "district_code": pa.array([district for _, district in codes], pa.string()).take(pairs.indices),
    }
