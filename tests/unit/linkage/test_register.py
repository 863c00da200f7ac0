from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.errors import TablesApart
from doisoat.linkage.extract import Extract
from doisoat.linkage.register import Register
from doisoat.names.fold import fold
from doisoat.records import core

NAMES = ("trần thị mây", "lê văn hùng", "lê văn hưng")
ORDERED = sorted(NAMES, key=lambda name: (fold(name), name))


def extract(folder: Path, names: list[str]) -> Extract:
    """A register of three persons whose names have the numbers of ORDERED, beside these names."""
    rows = [
        {
            **{"personal_id": f"00114500000{k}", "name": name, "name_folded": fold(name), "full_name": name},
            **{"sex": "F", "status": "alive", "village": "Tổ 5", "name_number": ORDERED.index(name), "digest": k},
        }
        for k, name in enumerate(NAMES)
    ]
    filled = [{column: row.get(column) for column in core.POPULATION.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(filled, schema=core.POPULATION.schema), folder / "people.parquet")
    known = pa.table({"name": names, "name_folded": [fold(name) for name in names]}, schema=core.PERSON_NAME.schema)
    pq.write_table(known, folder / "names.parquet")
    return Extract(folder / "people.parquet", folder / "names.parquet")


def persons(register: Register) -> list[dict[str, object]]:
    """Everybody by number, but for the digest, which is whoever's who wrote the register."""
    everybody = register.persons(register.held["person"].to_numpy().astype("int64")).drop_columns(["person"])
    return sorted(everybody.to_pylist(), key=lambda row: int(row["id"]))


def test_persons_whom_intake_numbered_are_read_as_those_who_are_numbered_here(tmp_path: Path) -> None:
    numbered = extract(tmp_path, ORDERED)
    with Register.read(numbered) as one, Register.read(Extract(numbered.people)) as other:
        assert persons(one) == persons(other)
        assert [row["name"] for row in persons(one)] == list(NAMES)
        assert (
            one.whole.syllables
            == other.whole.syllables
            == {"tran": 1, "thi": 1, "may": 1, "le": 2, "van": 2, "hung": 2}
        )


@pytest.mark.parametrize("names", [["an", *ORDERED], ORDERED[:2]], ids=["one more", "one less"])
def test_names_of_another_run_of_intake_are_not_gone_by(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(TablesApart, match="clear `standardise`"):
        Register.read(extract(tmp_path, names))
