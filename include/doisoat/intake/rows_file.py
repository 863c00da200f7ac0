"""Raw rows on their way into the lake: as Parquet where one file makes the whole part, else as Arrow, which costs next
to nothing to write and to read, and as Parquet once, when they are put together."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Columns in which a value seldom comes twice: a dictionary would only cost time.
_DIFFERENT = {"row_number", "personal_id", "old_id", "updated_at", "beneficiary_code", "id_number", "account_number"}
PARQUET, ARROW = ".parquet", ".arrow"


@contextmanager
def rows_writer(path: Path, schema: pa.Schema) -> Generator[pq.ParquetWriter | pa.RecordBatchFileWriter]:
    """A writer of tables; the name's ending says of what kind the file will be."""
    if path.suffix == ARROW:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(str(path), schema, options=options) as writer:
            yield writer
        return
    repeated = [column for column in schema.names if column not in _DIFFERENT]
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=repeated) as writer:
        yield writer


def joined(files: Sequence[Path], target: Path, schema: pa.Schema) -> Path:
    """One Parquet file of several, a table at a time; the file itself if it is one."""
    if [file.suffix for file in files] == [PARQUET]:
        return files[0]
    with rows_writer(target, schema) as writer:
        for file in files:
            for table in _tables(file):
                writer.write_table(table)
    return target


def _tables(path: Path) -> Iterator[pa.Table]:
    if path.suffix == ARROW:
        with pa.memory_map(str(path)) as content:
            reader = pa.ipc.open_file(content)
            for number in range(reader.num_record_batches):
                yield pa.Table.from_batches([reader.get_batch(number)])
        return
    source = pq.ParquetFile(path)
    for group in range(source.num_row_groups):
        yield source.read_row_group(group)
