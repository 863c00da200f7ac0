"""A table as data: its layer, its name, what one row is, its columns."""

from dataclasses import dataclass

import pyarrow as pa

TEXT = pa.string()
DATE = pa.date32()
SMALL = pa.int16()
COUNT = pa.int64()
MONEY = pa.int64()  # đồng
SHARE = pa.float64()  # 0 to 1
FLAG = pa.bool_()
WORDS = pa.list_(pa.string())
JSON = pa.string()  # a JSON object as text


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """`layer`/`name` is its place in the lake; `row` says what one row is."""

    layer: str
    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        return f"{self.layer}/{self.name}"

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.type, c.nullable) for c in self.columns])

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]
