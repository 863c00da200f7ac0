"""How long the queries of docs/cookbook.md take as an analyst in a warehouse as large as the city's."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.city import large_night, publish_night, server, small_night, stage_night
from doisoat.paths import HOME
from doisoat.publish.migrate import migrate
from doisoat.storage.warehouse import Connection, connect

RECIPE = re.compile(r"^## (\d+\. .+?)\n.*?^```sql\n(.*?);\n```", re.MULTILINE | re.DOTALL)
RUNS = 7


def bench_cookbook(folder: Path, *, entries: int, say: Callable[[str], None]) -> None:
    """Three nights of a city of `entries`, vacuumed as the server does by itself, and every query a few times."""
    small = small_night(folder)
    with server() as url:
        migrate(url)
        for number in range(3):
            night = large_night(small, entries=entries, number=number)
            stage_night(url, night, number=number)
            publish_night(url, night, number=number)
        _vacuum(url)
        with connect(url) as connection:
            connection.execute("grant doisoat_analyst to current_user with set true")
            connection.execute("set role doisoat_analyst")
            say(f"{entries} entries; milliseconds: median and longest of {RUNS}, rows; how the server finds them")
            for question, query in RECIPE.findall((HOME / "docs" / "cookbook.md").read_text("utf-8")):
                _tell(say, connection, question, query)


def _vacuum(url: str) -> None:
    with connect(url) as connection:
        connection.autocommit = True
        connection.execute("vacuum analyze")


def _tell(say: Callable[[str], None], connection: Connection, question: str, query: str) -> None:
    took, rows = [], 0
    for _ in range(RUNS):
        started = time.monotonic()
        rows = len(connection.execute(query.encode()).fetchall())
        took.append((time.monotonic() - started) * 1000)
    (plan,) = connection.execute(f"explain (format json) {query}".encode()).fetchone() or ([],)
    ways = ", ".join(dict.fromkeys(_ways(plan[0]["Plan"])))
    say(f"{question[:48]:<50}{statistics.median(took):7.1f} {max(took):7.1f} {rows:6}  {ways}")


def _ways(node: dict[str, Any]) -> Iterator[str]:
    """The scans of a plan, such as `Index Scan beneficiary_gone`."""
    if "Scan" in node["Node Type"]:
        name = node.get("Index Name") or node.get("Relation Name")
        if name:
            yield f"{node['Node Type']} {name}"
    for child in node.get("Plans", ()):
        yield from _ways(child)
