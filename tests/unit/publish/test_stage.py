import json

import pyarrow as pa
import pytest

from doisoat.publish.stage import acceptable_json


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        pytest.param(r'{"a": "x\u0000\u0000y"}', {"a": "x\ufffd\ufffdy"}, id="NUL"),
        pytest.param(r'{"a": "\ud83d\ude00"}', {"a": "😀"}, id="a whole pair stays"),
        pytest.param(r'{"a": "\ud83d"}', {"a": "\ufffd"}, id="half a pair"),
        pytest.param(r'{"a": "\\u0000"}', {"a": "\\u0000"}, id="a backslash and letters stay"),
        pytest.param(r'{"a\u0000": null}', {"a\ufffd": None}, id="in a header"),
    ],
)
def test_json_that_the_database_refuses_is_made_readable(raw: str, read: dict[str, str | None]) -> None:
    column = acceptable_json(pa.chunked_array([["{}", raw, None]]))
    first, second, third = column.to_pylist()
    assert (first, json.loads(second), third) == ("{}", read, None)


def test_json_that_is_fine_stays_as_it_is() -> None:
    column = pa.chunked_array([['{"a":  "Lê"}']])
    assert acceptable_json(column) is column
