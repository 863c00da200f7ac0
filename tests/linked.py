"""Link the records of a test against a register of its own, as the first night of a lake does."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from doisoat.linkage.extract import Extract
from doisoat.linkage.link import UNDECIDED, Links, link_people
from doisoat.linkage.model import current_model
from doisoat.linkage.register import Register
from doisoat.linkage.search import WholeSearch

MODEL = current_model()


def link_whole(
    population: Path,
    entries: pa.Table,
    accounts: pa.Table,
    *,
    decisions: pa.Table = UNDECIDED,
    progress: Callable[[str], None] = lambda _: None,
) -> Links:
    with Register.read(Extract(population)) as register:
        search = WholeSearch(register, MODEL.largest_block)
        return link_people(search, entries, accounts, MODEL, decisions=decisions, progress=progress)
