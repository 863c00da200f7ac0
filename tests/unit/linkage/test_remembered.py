"""A night that looks only at what changed comes to the same rows as one that looks at everything again."""

import random
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doisoat.linkage.changes import changes_since, register_digest
from doisoat.linkage.digest import evidence_digest
from doisoat.linkage.extract import Extract
from doisoat.linkage.link import Links, link_people
from doisoat.linkage.memory import Memory, compared
from doisoat.linkage.model import current_model
from doisoat.linkage.register import Register
from doisoat.linkage.remembered import RememberedSearch
from doisoat.linkage.search import Search, WholeSearch
from doisoat.names.fold import fold
from doisoat.records import core, link
from doisoat.records.table import Table

LARGEST = 4  # so that blocks of a small world grow too large and shrink again
MODEL = replace(current_model(), largest_block=LARGEST)
SURNAMES, GIVENS = ("nguyễn thị", "lê văn"), ("lan", "lân", "hùng", "lý", "lí", "xuân", "suân")
CHANGES = st.tuples(st.integers(0, 12), st.integers(0, 8))  # of persons, of records
VERDICTS = ("same", "different", "cannot_tell")
Row = dict[str, Any]


@dataclass
class World:
    """Rows of the register, of the rolls and of the bank returns, as the next night will send them."""

    dice: random.Random
    persons: dict[str, Row]
    entries: dict[str, Row]
    accounts: dict[int, Row]
    decisions: list[Row]

    @classmethod
    def of(cls, seed: int) -> "World":
        world = cls(random.Random(seed), {}, {}, {}, [])
        for _ in range(60):
            world.arrive()
        for _ in range(25):
            world.enrol()
        for _ in range(20):
            world.return_account()
        return world

    def change(self, persons: int, records: int) -> None:
        """A night passes."""
        for _ in range(persons):
            self.dice.choice((self.arrive, self.leave, self.amend))()
        for _ in range(records):
            self.dice.choice((self.enrol, self.strike, self.correct, self.return_account, self.decide))()

    def someone(self) -> Row:
        name = f"{self.dice.choice(SURNAMES)} {self.dice.choice(GIVENS)}"
        if self.dice.random() < 0.05:
            name += self.dice.choice("xqz")  # a syllable that is not in use yet
        ward = self.dice.choice(("00004", "00301"))
        born = (1945, self.dice.choice((3, 5)), self.dice.choice((3, 5, None)))
        return {
            **dict.fromkeys(("full_name", "name"), name),
            "name_folded": fold(name),
            **dict(zip(("birth_year", "birth_month", "birth_day"), born, strict=True)),
            "sex": self.dice.choice("MF"),
            "ward_code": ward,
            "district_code": "001" if ward < "00100" else "008",
            "village": self.dice.choice(("Tổ 5", "TDP số 05", "Tổ 7", None)),
            "status": "alive",
        }

    def arrive(self) -> None:
        number = f"0011450{self.dice.randrange(500):05d}"
        old = self.dice.choice((None, f"0123456{self.dice.randrange(20):02d}"))
        self.persons.setdefault(number, {**self.someone(), "personal_id": number, "old_id": old})

    def leave(self) -> None:
        self.persons.pop(self.dice.choice(list(self.persons)))

    def amend(self) -> None:
        person, other = self.persons[self.dice.choice(list(self.persons))], self.someone()
        for name in self.dice.choice((("village",), ("birth_day",), ("full_name", "name", "name_folded"))):
            person[name] = other[name]

    def written(self) -> Row:
        """Somebody of the register as another source writes them, or somebody else."""
        someone = dict(self.persons[self.dice.choice(list(self.persons))])
        other = f"0011450{self.dice.randrange(500):05d}"
        number = self.dice.choice((someone["personal_id"], someone["old_id"], other, None, None))
        if self.dice.random() < 0.5:
            changed = self.someone()
            for name in self.dice.sample(("birth_year", "birth_day", "sex", "village", "ward_code"), 2):
                someone[name] = changed[name]
        if self.dice.random() < 0.3:
            someone["name"] = someone["name_folded"]
        return {**someone, "id_number": number, "id_kind": "citizen" if number else "missing"}

    def enrol(self) -> None:
        code = f"B{self.dice.randrange(60)}"
        account = {"bank_bin": "970405", "account_number": f"{self.dice.randrange(30)}"}
        programme = self.dice.choice(("1", "2"))
        self.entries[code] = {**self.written(), **account, "beneficiary_code": code, "programme_code": programme}

    def strike(self) -> None:
        self.entries.pop(self.dice.choice(list(self.entries)))

    def correct(self) -> None:
        entry, other = self.entries[self.dice.choice(list(self.entries))], self.written()
        entry.update({name: other[name] for name in ("id_number", "id_kind", "birth_year")})

    def return_account(self) -> None:
        entry = self.entries[self.dice.choice(list(self.entries))]
        holder = entry if self.dice.random() < 0.7 else self.written()
        number = self.dice.randrange(30)
        self.accounts[number] = {
            **holder,
            **{"bank_bin": "970405", "account_number": f"{number}", "request_ref": entry["beneficiary_code"]},
            **{"account_type": "bank", "sender": "970405", "file": "a.csv", "row_number": number},
        }

    def decide(self) -> None:
        entry = self.entries[self.dice.choice(list(self.entries))]
        person = self.persons[self.dice.choice(list(self.persons))]
        self.decisions.append({
            "decision_id": len(self.decisions) + 1,
            **{"decided_at": "2024-01-11T03:00:00Z", "decided_by": "canbo.lan", "reason": "documents_seen"},
            "subject": "beneficiary",
            "beneficiary_code": entry["beneficiary_code"],
            "personal_id": person["personal_id"],
            "verdict": self.dice.choice(VERDICTS),
            "evidence_digest": evidence_digest(entry, person),
            "contested": False,
        })

    def register(self, path: Path) -> Path:
        rows = list(self.persons.values())
        self.dice.shuffle(rows)
        pq.write_table(table(core.POPULATION, rows), path)
        return path

    def link(self, search: Search) -> Links:
        entries, accounts = self.entries.values(), [self.accounts[number] for number in sorted(self.accounts)]
        return link_people(
            search,
            table(core.BENEFICIARIES, entries),
            table(core.ACCOUNTS, accounts),
            MODEL,
            decisions=table(link.DECISION, self.decisions),
            progress=lambda _: None,
        )


def table(kind: Table, rows: Any) -> pa.Table:
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in rows], schema=kind.schema)


@dataclass(frozen=True)
class Left:
    """What a night leaves to the next one."""

    population: Path
    register: str
    compared: pa.Table


def in_full(world: World, population: Path) -> tuple[Links, Left]:
    with Register.read(Extract(population)) as register:
        search = WholeSearch(register, LARGEST)
        return world.link(search), Left(population, register_digest(register), compared(search.notes, "x"))


def what_changed(world: World, population: Path, before: Left) -> tuple[Links, Left]:
    with Register.read(Extract(population)) as register:
        changes = changes_since(Extract(before.population), register, as_read=before.register)
        assert changes is not None
        search = RememberedSearch(register, changes, Memory(before.compared), LARGEST)
        return world.link(search), Left(population, register_digest(register), compared(search.notes, "x"))


@pytest.mark.thorough
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), nights=st.lists(CHANGES, min_size=1, max_size=3))
def test_a_night_that_looks_at_what_changed_comes_to_the_same_as_a_full_one(
    seed: int, nights: list[tuple[int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        world = World.of(seed)
        _, left = in_full(world, world.register(Path(folder) / "0.parquet"))
        for night, (persons, records) in enumerate(nights, 1):
            world.change(persons, records)
            tonight = world.register(Path(folder) / f"{night}.parquet")
            whole, noted = in_full(world, tonight)
            links, left = what_changed(world, tonight, left)
            assert links.entries.equals(whole.entries)
            assert links.holders.equals(whole.holders)
            assert left.compared.equals(noted.compared)  # so the next night starts from the same


def test_a_syllable_that_comes_into_use_is_no_longer_taken_for_a_slip(tmp_path: Path) -> None:
    world = World(random.Random(1), {}, {}, {}, [])
    lan = {**world.someone(), **named("nguyễn thị lan"), "personal_id": "001145000001", "old_id": None}
    other = {"birth_year": 1960, "birth_month": 1, "ward_code": "00301", "district_code": "008", "village": None}
    world.persons["001145000001"] = lan
    entry = {**lan, **named("nguyễn thị lam"), "id_number": None, "id_kind": "missing", "programme_code": "1"}
    world.entries["B1"] = {**entry, "beneficiary_code": "B1", "bank_bin": None, "account_number": None}
    before, left = in_full(world, world.register(tmp_path / "former.parquet"))
    world.persons["001145000002"] = {**lan, **other, **named("lê văn lam"), "personal_id": "001145000002"}
    tonight = world.register(tmp_path / "tonight.parquet")
    whole, _ = in_full(world, tonight)
    links, _ = what_changed(world, tonight, left)
    assert links.entries.equals(whole.entries)
    assert not links.entries.equals(before.entries)


def named(name: str) -> Row:
    return {**dict.fromkeys(("full_name", "name"), name), "name_folded": fold(name)}
