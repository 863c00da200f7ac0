import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doisoat.dates.birth import read_birth_date
from doisoat.dates.column import BIRTHS, read_birth_dates

WRITTEN = st.from_regex(r"[0-3][0-9]([/.-])[01][0-9]\1(18|19|20)[0-9]{2}", fullmatch=True)
ISO = st.from_regex(r"(18|19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", fullmatch=True)
TEXTS = WRITTEN | ISO | st.from_regex(r"[0-9]{4,8}", fullmatch=True) | st.text(max_size=12) | st.none()


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=20), st.none() | st.just(2024))
@example(["31/02/1945", "15/03/1945\n", "15/03-1945", "1945-03-15", "2025-01-01", "1879-12-31", "٠١/03/1945"], 2024)
def test_a_column_reads_as_its_cells_do(texts, latest_year):
    births = [read_birth_date(text, latest_year=latest_year) for text in texts]
    expected = [{part: getattr(birth, part) for part in BIRTHS.names} for birth in births]
    assert read_birth_dates(pa.array(texts, pa.string()), latest_year=latest_year).to_pylist() == expected
