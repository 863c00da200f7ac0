"""A roll's rows, typed and standardised."""

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.areas.resolve import Areas
from doisoat.banks.resolve import Banks
from doisoat.identifiers.account import read_account_number
from doisoat.intake.amounts import read_amount
from doisoat.intake.codes import PAYMENT_METHOD, read_code
from doisoat.intake.distinct import map_distinct
from doisoat.intake.people import identity_columns, person_columns
from doisoat.intake.quarantine import Rule, malformed, missing, nameless, repeated, split
from doisoat.intake.text import decoded_texts, file_of
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
    sound, bad = split(raw, rules, feed=FEED)
    duplicate = Rule("beneficiary_code", "duplicate_beneficiary_code", repeated(sound, ["beneficiary_code"]))
    good, duplicates = split(sound, [duplicate], feed=FEED)
    return _core(good, areas, banks, latest_year), pa.concat_tables([bad, duplicates])


def _core(raw: pa.Table, areas: Areas, banks: Banks, latest_year: int | None) -> pa.Table:
    raw = decoded_texts(raw, _TEXTS)
    columns = {
        "beneficiary_code": raw["beneficiary_code"],
        **person_columns(
            name=raw["full_name"],
            birth=raw["date_of_birth"],
            sex=raw["sex"],
            files=file_of(raw),
            latest_year=latest_year,
        ),
        **identity_columns(raw["id_number"], latest_year=latest_year),
        **{name: raw[name] for name in _AS_SENT},
        **_area_columns(raw, areas),
        **_payment_columns(raw, banks),
        "representative_name_folded": map_distinct(raw["representative_name"], lambda t: fold(t) if t else None),
        "representative_id_number": identity_columns(raw["representative_id_number"], latest_year=latest_year)[
            "id_number"
        ],
        **{column.name: raw[column.name] for column in ORIGIN},
    }
    return pa.table(columns).select(BENEFICIARIES.names).cast(BENEFICIARIES.schema)


def _payment_columns(raw: pa.Table, banks: Banks) -> dict[str, pa.Array]:
    return {
        "monthly_amount": map_distinct(raw["monthly_amount"], read_amount, MONEY),
        "payment_method": map_distinct(raw["payment_method"], lambda text: read_code(text, PAYMENT_METHOD)),
        "account_number": map_distinct(raw["account_number"], read_account_number),
        "bank_bin": map_distinct(raw["bank_name"], lambda text: banks.bin(text) if text else None),
    }


def _area_columns(raw: pa.Table, areas: Areas) -> dict[str, pa.Array]:
    """Ward and district are looked up together: a ward's name alone is not unique."""
    names = zip(raw["ward_name"].to_pylist(), raw["district_name"].to_pylist(), strict=True)
    known: dict[tuple[str | None, str | None], tuple[str | None, str | None]] = {}
    codes = [known.get(pair) or known.setdefault(pair, areas.ward(*pair)) for pair in names]
    return {
        "ward_code": pa.array([ward for ward, _ in codes], pa.string()),
        "district_code": pa.array([district for _, district in codes], pa.string()),
    }
