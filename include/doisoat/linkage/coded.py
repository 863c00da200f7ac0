"""The register in codes: what blocking and comparing need of each person, as numbers, kept from night to night."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from doisoat import paths
from doisoat.linkage.register import Register
from doisoat.records.link import CODED_NAME, CODED_PERSON, CODED_VILLAGE

_PERSON = ("personal_id", "old_id", "name", "name_folded", "birth_year", "birth_month", "birth_day", "sex")
COLUMNS = (*_PERSON, "ward_code", "district_code", "village")  # what linkage reads of a person
_FOLDER = paths.SQL / "lake" / "link"


@dataclass(frozen=True)
class Coded:
    """Tables of records.link: `persons` (CODED_PERSON) name rows of `names` (CODED_NAME) and of `villages`
    (CODED_VILLAGE)."""

    persons: pa.Table
    names: pa.Table
    villages: pa.Table


def code(register: Register) -> Coded:
    """The persons of a register, in the order of its rows."""
    persons = register.database.sql(sql("coded_person.sql")).to_arrow_table()
    row = persons["person"].to_numpy()
    if (row[1:] < row[:-1]).any():
        persons = persons.take(pa.array(np.argsort(row)))
    digests = register.database.sql(sql("person_digest.sql")).to_arrow_table()
    persons = persons.append_column("digest", digests["digest"])
    return Coded(
        persons.select(CODED_PERSON.names).cast(CODED_PERSON.schema),
        register.names().select(CODED_NAME.names).cast(CODED_NAME.schema),
        pa.table({"village": pa.array(register.villages(), pa.string())}, schema=CODED_VILLAGE.schema),
    )


def sql(file: str) -> str:
    """A statement about persons; {columns} are what linkage reads of one."""
    return (_FOLDER / file).read_text(encoding="utf-8").replace("{columns}", ", ".join(COLUMNS))
