"""What is told of a delivery, to its sender in Vietnamese and to us in English: the tables labels/refusal.csv (what is
refused, and what became of it) and labels/warning.csv (what is read and should be looked at)."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from doisoat.errors import DeliveryRefused
from doisoat.paths import CONFIG

_TABLES = ("refusal", "warning")
_MAX = 200  # characters of a parameter: what a sender wrote into a manifest may be of any length


@dataclass(frozen=True)
class Sentence:
    """One thing said in two languages."""

    english: str
    vietnamese: str


def refuse(code: str, **parameters: object) -> DeliveryRefused:
    """The error to raise. Parameters are counts, limits, and names of files, columns and members: never a row's value.

    KeyError for a code or a parameter that the table does not have.
    """
    said = say(code, **parameters)
    shown = {name: _shown(value) for name, value in parameters.items()}
    return DeliveryRefused(said.english, code=code, parameters=shown, vietnamese=said.vietnamese)


def in_file(refused: DeliveryRefused, file: str) -> DeliveryRefused:
    """The same refusal, with the file that it is about before it."""
    name = _shown(file)
    return DeliveryRefused(
        f"{name}: {refused}",
        code=refused.code,
        parameters={**refused.parameters, "file": name},
        vietnamese=f"{name}: {refused.vietnamese}",
    )


def say(code: str, **parameters: object) -> Sentence:
    """A sentence of the tables with its parameters filled in. KeyError as `refuse`."""
    sentence = sentences()[code]
    shown = {name: _shown(value) for name, value in parameters.items()}
    return Sentence(sentence.english.format(**shown), sentence.vietnamese.format(**shown))


@cache
def sentences() -> dict[str, Sentence]:
    """By code the sentences, with named parameters in braces."""
    return {code: sentence for table in _TABLES for code, sentence in _sentences(table)}


def _sentences(table: str) -> Iterator[tuple[str, Sentence]]:
    with (CONFIG / "labels" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], Sentence(row["label_en"], row["label_vi"])


def _shown(value: object) -> str:
    """Fit for one line of a receipt, a log or a mail, whatever the sender wrote."""
    text = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in str(value))
    return text if len(text) <= _MAX else f"{text[:_MAX]}…"
