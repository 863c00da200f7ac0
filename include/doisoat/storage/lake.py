"""The lake: tables as Parquet in object storage, `<layer>/<table>/business_date=…/<part>.parquet`."""

import datetime as dt
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.records.table import Table
from doisoat.storage.folder import FolderStore
from doisoat.storage.objects import ObjectStore, open_store


class Lake:
    """Reads and writes whole parts; a part is one object, so it is replaced as a whole or not at all."""

    def __init__(self, store: ObjectStore, scratch: Path) -> None:
        self._store = store
        self._scratch = scratch

    @classmethod
    def open(cls, url: str, scratch: str) -> "Lake":
        Path(scratch).mkdir(parents=True, exist_ok=True)
        return cls(open_store(url), Path(scratch))

    def write(self, table: Table, date: dt.date, data: pa.Table, part: str = "data") -> None:
        """Replace a part. Columns are put in the table's order and cast; a missing or surplus one is an error."""
        if sorted(data.column_names) != sorted(table.names):
            raise ValueError(f"{table.path} wants {table.names}, not {data.column_names}")
        flat = [field.name for field in table.schema if not pa.types.is_list(field.type)]  # lists seldom repeat
        with self._scratch_file() as path:
            rows = data.select(table.names).cast(table.schema)
            pq.write_table(rows, path, compression="zstd", use_dictionary=flat)
            self._store.upload(path, _key(table, date, part))

    def put(self, table: Table, date: dt.date, source: Path, part: str = "data") -> None:
        """Replace a part by a local Parquet file that an engine wrote. Its columns are the table's, in their order."""
        written, wanted = (
            [(field.name, field.type) for field in schema] for schema in (pq.read_schema(source), table.schema)
        )
        if written != wanted:
            raise ValueError(f"{table.path} wants {wanted}, not {written}")
        self._store.upload(source, _key(table, date, part))

    def dates(self, table: Table) -> list[dt.date]:
        """The business dates that a table was written for, in order."""
        folders = self._store.folders(f"{table.path}/")
        return sorted(dt.date.fromisoformat(name.removeprefix("business_date=")) for name in folders)

    def parts(self, table: Table, date: dt.date) -> list[str]:
        """The parts written for a date, by name; none if the table was not written."""
        return [Path(o.key).stem for o in self._store.scan(f"{table.path}/business_date={date}/")]

    def remove(self, table: Table, date: dt.date) -> None:
        """Take away all parts of a date, if there are any."""
        for part in list(self._store.scan(f"{table.path}/business_date={date}/")):
            self._store.delete(part.key)

    def former(self, table: Table, date: dt.date) -> dt.date | None:
        """The newest date before `date` that the table was written for; None if there is none."""
        dates = (dt.date.fromisoformat(name.rpartition("=")[2]) for name in self._store.folders(f"{table.path}/"))
        return max((day for day in dates if day < date), default=None)

    def read(self, table: Table, date: dt.date, part: str = "data", columns: list[str] | None = None) -> pa.Table:
        """One part in memory. FileNotFoundError if it was never written."""
        with self.file(table, date, part) as path:
            return pq.read_table(path, columns=columns, partitioning=None)

    def rows(self, table: Table, date: dt.date, part: str = "data") -> int:
        """How many rows a part has, from its footer."""
        with self.file(table, date, part) as path:
            return int(pq.read_metadata(path).num_rows)

    @contextmanager
    def file(self, table: Table, date: dt.date, part: str = "data") -> Generator[Path]:
        """One part as a local file, for an engine that streams it; a copy only where the lake is not local."""
        key = _key(table, date, part)
        if isinstance(self._store, FolderStore):
            yield self._store.path(key)
            return
        with self._scratch_file() as path:
            self._store.download(key, path)
            yield path

    @contextmanager
    def scratch(self) -> Generator[Path]:
        """A local folder for files on their way into the lake; gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            yield Path(folder)

    @contextmanager
    def _scratch_file(self) -> Generator[Path]:
        with self.scratch() as folder:
            yield folder / "part.parquet"


def _key(table: Table, date: dt.date, part: str) -> str:
    return f"{table.path}/business_date={date}/{part}.parquet"
