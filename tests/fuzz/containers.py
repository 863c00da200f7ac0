"""Damage inside packed files: members are unpacked, changed and packed again, so that checksums hold."""

import gzip
import io
import zipfile
import zlib
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.mutations import mutate

TELLING = ("sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", ".rels")
REPLACED = (
    *(
        (b't="s"', b't="n"'),
        (b't="s"', b't="e"'),
        (b'r="B', b'r="XFD'),
        (b'<row r="', b'<row r="99'),
        (b"<v>", b"<v>-"),
    ),
    *((b"<sheetData>", b'<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row>'), (b"<v>", b"<f>1/0</f><v>")),
    *((b"<row ", b'<row hidden="1" '), (b'state="visible"', b'state="veryHidden"'), (b"<si>", b"<si><r/>")),
    *((b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),),
)


def mutate_zip(content: bytes, random: Random) -> bytes:
    """A workbook with one or two members changed, taken out, doubled or renamed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(random.choice((1, 1, 2))):
        telling = [i for i, (name, _) in enumerate(members) if name.endswith(TELLING)]
        place = random.choice(telling or range(len(members)))
        members[place : place + 1] = _member(*members[place], random)
        if not members:
            break
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _member(name: str, data: bytes, random: Random) -> list[tuple[str, bytes]]:
    kind = random.random()
    if kind < 0.45:
        return [(name, mutate(data, random))]
    if kind < 0.85:
        old, new = random.choice(REPLACED)
        return [(name, data.replace(old, new, random.choice((1, 3, -1))))]
    other = random.choice((
        "",
        "../" + name,
        "/" + name,
        name.upper(),
        "xl/worksheets/sheet2.xml",
        "xl/externalLinks/x",
    ))
    return random.choice((
        [],
        [(name, data), (name, mutate(data, random))],
        [(other, data)],
        [(name, bytes(3_000_000))],
    ))


def mutate_gzip(content: bytes, random: Random) -> bytes:
    """The content changed and packed again, or packed twice, or followed by something."""
    data = gzip.decompress(content)
    kind = random.random()
    if kind < 0.6:
        return gzip.compress(mutate(data, random), mtime=0)
    if kind < 0.7:
        return gzip.compress(content, mtime=0)
    if kind < 0.8:
        half = random.randrange(len(data))
        return gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0)
    if kind < 0.9:
        return content + random.randbytes(random.randrange(1, 40))
    return zlib.compress(data)


def mutate_parquet(content: bytes, random: Random) -> bytes:
    """The table changed and written again."""
    table = pq.read_table(io.BytesIO(content))
    column = random.randrange(table.num_columns)
    name = table.column_names[column]
    other: pa.Array = random.choice((
        pa.nulls(table.num_rows, pa.string()),
        pa.nulls(table.num_rows),
        pa.array(range(table.num_rows), pa.int64()),
        pa.array([float("nan")] * table.num_rows),
        pa.array([b"\xff\x00"] * table.num_rows, pa.binary()),
        pa.array([["a"]] * table.num_rows),
        pa.array([1 << 40] * table.num_rows, pa.timestamp("s")),
        pa.array(["\x00" * 9] * table.num_rows),
        pa.array(["x" * 20_000] * table.num_rows),
        table[column].combine_chunks().dictionary_encode(),
    ))
    changed = random.choice((
        table.set_column(column, name, other),
        table.set_column(column, name, other),
        table.append_column(name, table[column]),
        table.append_column("op", pa.array(["delete"] * table.num_rows)),
        table.drop_columns([name]),
        table.rename_columns([n.upper() if n == name else n for n in table.column_names]),
        pa.concat_tables([table, table]),
        table.slice(0, 0),
    ))
    target = io.BytesIO()
    pq.write_table(changed, target)
    return target.getvalue()
