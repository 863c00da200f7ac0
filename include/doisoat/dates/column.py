"""Birth dates by the million: what `read_birth_date` makes of each, with those written in full done as columns."""

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.dates.birth import EARLIEST_YEAR, LATEST_YEAR, read_birth_date

BIRTHS = pa.schema([("text", pa.string()), *((part, pa.int16()) for part in ("year", "month", "day"))])
# Days that every month has.
_DAY, _MONTH, _YEAR = "(?:0[1-9]|1[0-9]|2[0-8])", "(?:0[1-9]|1[0-2])", "[0-9]{4}"
_ISO = f"^{_YEAR}-{_MONTH}-{_DAY}$"
_DAY_FIRST = "|".join(f"^{_DAY}{sign}{_MONTH}{sign}{_YEAR}$" for sign in ("/", "-", r"\."))


def read_birth_dates(texts: pa.Array, *, latest_year: int | None = None) -> pa.Table:
    """One row of BIRTHS for each text, in its order; all null for null and for what cannot be read."""
    year_last = pc.binary_join_element_wise(_part(texts, 6, 10), _part(texts, 3, 5), _part(texts, 0, 2), "-")
    text = pc.if_else(pc.match_substring_regex(texts, _DAY_FIRST), year_last, texts)
    text = pc.if_else(pc.match_substring_regex(text, _ISO), text, None)
    year = _part(text, 0, 4).cast(pa.int16())
    latest = LATEST_YEAR if latest_year is None else latest_year
    in_time = pc.and_(pc.greater_equal(year, EARLIEST_YEAR), pc.less_equal(year, latest))
    quick = [text, year, _part(text, 5, 7).cast(pa.int16()), _part(text, 8, 10).cast(pa.int16())]
    return _with_rest(quick, pc.fill_null(in_time, False), texts, latest_year)


def _part(texts: pa.Array, start: int, stop: int) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, start, stop)


def _with_rest(quick: list[pa.Array], settled: pa.Array, texts: pa.Array, latest_year: int | None) -> pa.Table:
    asked = pc.invert(settled)
    births = [read_birth_date(text, latest_year=latest_year) for text in texts.filter(asked).to_pylist()]
    columns = []
    for column, field in zip(quick, BIRTHS, strict=True):
        rest = pa.array([getattr(birth, field.name) for birth in births], field.type)
        columns.append(pc.replace_with_mask(column, asked, rest))
    return pa.table(columns, schema=BIRTHS)
