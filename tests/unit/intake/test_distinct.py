import pyarrow as pa

from doisoat.intake.distinct import map_distinct


def test_a_function_sees_each_value_once_and_every_row_its_result():
    seen = []

    def length(text):
        seen.append(text)
        return None if text is None else len(text)

    column = pa.chunked_array([["An", "Bình", None], ["An"]])
    assert map_distinct(column, length, pa.int64()).to_pylist() == [2, 4, None, 2]
    assert sorted(map(str, seen)) == ["An", "Bình", "None"]


def test_a_column_without_rows_stays_empty():
    assert len(map_distinct(pa.array([], pa.string()), str)) == 0
