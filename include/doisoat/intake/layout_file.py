"""Read a layout from its YAML file. Whatever is wrong in it is told with file and line: people write these files."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, get_args

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from doisoat.errors import SettingsError
from doisoat.intake.codes import plain_spelling
from doisoat.intake.iso20022 import MESSAGES
from doisoat.intake.layout import Column, Kind, Layout, Record, Split, plain_header
from doisoat.intake.raw import FIELDS

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1258", "tcvn3", "vni", "ascii", "detect")
_KINDS: tuple[str, ...] = get_args(Kind)
_TRUTH = {"true": True, "false": False}
Take = Callable[[Node], Any]


def read_layout(path: Path) -> Layout:
    """SettingsError names file, line and what is wrong."""
    return _Reader(path).layout()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def layout(self) -> Layout:
        takes: dict[str, Take] = {
            "feed": self._one_of(tuple(FIELDS)),
            "kind": self._one_of(_KINDS),
            "columns": lambda node: node,
            "encoding": self._one_of(ENCODINGS),
            "delimiter": self._delimiter,
            "quoted": self._truth,
            "record": self._record,
            "ignored": lambda node: frozenset(map(plain_header, self._texts(node))),
            "end_markers": lambda node: tuple(map(plain_header, self._texts(node))),
            "total_of": self._text,
            "all_sheets": self._truth,
            "filled_in": self._texts,
            "message": self._one_of(tuple(MESSAGES)),
        }
        root = self._root()
        found = self._members(root, takes, needed=("feed", "kind", "columns"))
        columns = self._columns(found.pop("columns"), found["feed"])
        layout = Layout(name=self._path.stem, source=str(self._path), columns=columns, **found)
        self._check(layout, root)
        return layout

    def _root(self) -> Node:
        try:
            root = yaml.compose(self._path.read_text("utf-8"), yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SettingsError(f"{self._path}, line {line}: {error.problem}") from error
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            raise SettingsError(f"{self._path}: it is no YAML in UTF-8 ({type(error).__name__})") from error
        if root is None:
            raise SettingsError(f"{self._path}, line 1: it is empty")
        return root

    def _columns(self, node: Node, feed: str) -> dict[str, Column]:
        columns, lines = {}, dict[str, int]()
        for field, value in self._pairs(node):
            if field.value not in FIELDS[feed]:
                self._fail(field, f"'{field.value}' is no field of {feed}: they are {', '.join(FIELDS[feed])}")
            columns[field.value] = self._column(value, feed)
            for header in (plain_header(h) for h in columns[field.value].headers):
                if header in lines:
                    self._fail(value, f"the header '{header}' is already in line {lines[header]}")
                lines[header] = value.start_mark.line + 1
        return columns

    def _column(self, node: Node, feed: str) -> Column:
        takes: dict[str, Take] = {
            "headers": self._texts,
            "required": self._truth,
            "positions": self._span,
            "constant": self._text,
            "split": lambda value: self._split(value, feed),
            "values": self._values,
            "date": self._date,
            "merged": self._truth,
        }
        column = Column(**self._members(node, takes))
        places = [column.headers, column.positions, column.constant, column.split]
        if sum(bool(place) for place in places) != 1:
            self._fail(node, "a column has one of headers, positions, constant, split")
        return column

    def _split(self, node: Node, feed: str) -> Split:
        takes: dict[str, Take] = {"over": self._texts, "gives": self._one_of(FIELDS[feed]), "under": self._lists}
        return Split(**self._members(node, takes, needed=("over", "gives", "under")))

    def _record(self, node: Node) -> Record:
        takes: dict[str, Take] = {
            "length": self._number,
            "first": self._text,
            "last": self._text,
            "count": self._span,
        }
        return Record(**self._members(node, takes, needed=("length", "first", "last", "count")))

    def _check(self, layout: Layout, root: Node) -> None:
        """What concerns more than one member."""
        if layout.total_of is not None and layout.total_of not in layout.columns:
            self._fail(root, f"total_of: '{layout.total_of}' is not among the columns")
        if (layout.kind == "fixed") != (layout.record is not None):
            self._fail(root, "a layout of kind fixed has 'record', and no other has")
        if (layout.kind == "xml") != (layout.message is not None):
            self._fail(root, "a layout of kind xml has 'message', and no other has")
        for field, column in layout.columns.items():
            if column.constant is None and (layout.kind == "fixed") != (column.positions is not None):
                self._fail(root, f"{field}: layouts of kind fixed have positions, and no others have")
            if column.split is not None and (layout.kind != "workbook" or column.split.gives in layout.columns):
                self._fail(root, f"{field}: a split is for workbooks, and gives a field that has no column")
            if layout.record and column.positions and column.positions[1] > layout.record.length:
                self._fail(root, f"{field}: its positions end after the record")
        if layout.all_sheets and layout.kind != "workbook":
            self._fail(root, "all_sheets is for workbooks")
        if strange := [field for field in layout.filled_in if field not in layout.columns]:
            self._fail(root, f"filled_in: '{strange[0]}' is not among the columns")
        if not layout.required:
            self._fail(root, "no column is required: any file would be taken for this layout")

    def _members(self, node: Node, takes: dict[str, Take], *, needed: tuple[str, ...] = ()) -> dict[str, Any]:
        found = {}
        for key, value in self._pairs(node):
            if key.value not in takes:
                self._fail(key, f"unknown key '{key.value}': the keys here are {', '.join(takes)}")
            found[key.value] = takes[key.value](value)
        if missing := [key for key in needed if key not in found]:
            self._fail(node, f"'{missing[0]}' is missing")
        return found

    def _pairs(self, node: Node) -> Iterator[tuple[ScalarNode, Node]]:
        if not isinstance(node, MappingNode):
            self._fail(node, "this must be 'key: value' lines")
        seen = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._fail(key, "a key must be a text")
            if key.value in seen:
                self._fail(key, f"'{key.value}' is there twice")
            seen.add(key.value)
            yield key, value

    def _text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not node.value:
            self._fail(node, "this must be a text")
        return str(node.value)

    def _texts(self, node: Node) -> tuple[str, ...]:
        if not isinstance(node, SequenceNode) or not node.value:
            self._fail(node, "this must be a list, such as [one, another]")
        return tuple(self._text(item) for item in node.value)

    def _lists(self, node: Node) -> dict[str, tuple[str, ...]]:
        return {key.value: self._texts(value) for key, value in self._pairs(node)}

    def _values(self, node: Node) -> dict[str, str]:
        """Spelling to code, from code to spellings as it is written."""
        codes: dict[str, str] = {}
        for key, value in self._pairs(node):
            for spelling in map(plain_spelling, self._texts(value)):
                if codes.setdefault(spelling, key.value) != key.value:
                    self._fail(value, f"'{spelling}' stands for two codes")
        return codes

    def _number(self, node: Node) -> int:
        text = self._text(node)
        if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
            self._fail(node, "this must be a number above 0")
        return int(text)

    def _span(self, node: Node) -> tuple[int, int]:
        found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", self._text(node), re.ASCII)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last:
            self._fail(node, "positions are written like 7-25, or 26, and count from 1")
        return first, last

    def _truth(self, node: Node) -> bool:
        text = self._text(node)
        if text not in _TRUTH:
            self._fail(node, "this must be true or false")
        return _TRUTH[text]

    def _delimiter(self, node: Node) -> str:
        text = {"tab": "\t"}.get(self._text(node), self._text(node))
        if len(text) != 1 or not text.isascii() or text.isalnum() or text in '"\r\n\0':
            self._fail(node, "a delimiter is one ASCII character, or tab")
        return text

    def _date(self, node: Node) -> str:
        text = self._text(node)
        day = datetime(2013, 12, 31)  # noqa: DTZ001  # only to try the format on
        try:
            sound = datetime.strptime(day.strftime(text), text) == day  # noqa: DTZ007
        except (ValueError, re.error):
            sound = False
        if not sound or "%y" in text:
            self._fail(node, "a date format is like %d/%m/%Y, with day, month and a year of four digits")
        return text

    def _one_of(self, choices: tuple[str, ...]) -> Take:
        def take(node: Node) -> str:
            text = self._text(node)
            if text not in choices:
                self._fail(node, f"'{text}' is none of {', '.join(choices)}")
            return text

        return take

    def _fail(self, node: Node, problem: str) -> NoReturn:
        raise SettingsError(f"{self._path}, line {node.start_mark.line + 1}: {problem}")
