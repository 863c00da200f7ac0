import pyarrow as pa
import pytest

from doisoat.linkage.levels import Id, Village
from doisoat.linkage.relatives import mark_relatives


def levels(*pairs: tuple[int, Id, Village]) -> list[Id]:
    record, number, village = zip(*pairs, strict=True)
    table = pa.table({"record": record, "id_level": pa.array(number, pa.int8()), "village_level": village})
    return [Id(level) for level in mark_relatives(table)["id_level"].to_pylist()]


OWNER = (1, Id.SAME, Village.SAME)


@pytest.mark.parametrize("level", [Id.OTHER, Id.ONE_DIGIT, Id.TRANSPOSED])
def test_number_of_another_villager_is_a_relatives(level: Id) -> None:
    assert levels(OWNER, (1, level, Village.SAME)) == [Id.SAME, Id.RELATIVE]


@pytest.mark.parametrize(
    ("owner", "other"),
    [
        pytest.param((1, Id.SAME, Village.OTHER), (1, Id.OTHER, Village.SAME), id="whoever bears it lives elsewhere"),
        pytest.param(OWNER, (1, Id.OTHER, Village.OTHER), id="the other lives elsewhere"),
        pytest.param(OWNER, (2, Id.OTHER, Village.SAME), id="of another record"),
        pytest.param((1, Id.OTHER, Village.SAME), (1, Id.OTHER, Village.SAME), id="nobody bears it"),
        pytest.param(OWNER, (1, Id.MISSING, Village.SAME), id="no number to compare"),
    ],
)
def test_any_other_number_stays_what_it_is(owner: tuple[int, Id, Village], other: tuple[int, Id, Village]) -> None:
    assert levels(owner, other) == [owner[1], other[1]]


def test_no_pairs_are_no_error() -> None:
    empty = pa.array([], pa.int8())
    assert not mark_relatives(pa.table({"record": pa.array([], pa.int64()), "id_level": empty, "village_level": empty}))
