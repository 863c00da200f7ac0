"""What is wrong with each roll entry tonight: one finding per entry, kind and cause. The warehouse keeps its life."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv

from doisoat.errors import SettingsError
from doisoat.identifiers.structure import LAST_DAY_OF_OLD_CARDS
from doisoat.paths import CONFIG
from doisoat.reconcile.policy import Policy
from doisoat.reconcile.programmes import Together
from doisoat.reconcile.relations import Relations
from doisoat.records import mart

KINDS = (
    *("person_not_found", "person_deceased", "person_missing", "person_moved_out"),
    *("name_differs", "birth_date_differs", "sex_differs"),
    *("id_differs", "id_damaged", "id_old_format", "id_expired", "id_shared"),
    *("duplicate_entry", "programme_conflict"),
    *("account_mismatch", "account_inactive", "account_not_found", "account_shared", "account_unlisted"),
    "account_unreadable",
    "amount_differs",
    *("payment_returned", "payment_stopped", "payment_uncollected", "payment_delayed", "payment_unknown"),
    *("paid_after_death", "paid_twice"),
    *("death_reported", "move_reported"),
)
SEVERITIES = ("high", "medium", "low")
OWNERS = ("labour", "police", "bank", "ward", "post")


@dataclass(frozen=True)
class Rules:
    """What findings are judged by. `amounts`: đồng a month by programme, where the law has one figure on the date."""

    policy: Policy
    together: Together
    amounts: Mapping[str, int]
    catalogue: pa.Table  # kind, severity, owner


@dataclass(frozen=True)
class Paid:
    """What the ledger says: records.mart.PAYMENT and PAID_AFTER_DEATH, and who must act on each return code."""

    payment: pa.Table
    after_death: pa.Table
    owners: Mapping[str, str]


def build_findings(  # noqa: PLR0913  # every source of the night says something
    beneficiaries: pa.Table,
    published: pa.Table,
    *,
    links: pa.Table,
    persons: pa.Table,
    date: dt.date,
    rules: Rules,
    paid: Paid | None = None,
) -> pa.Table:
    """records.mart.FINDING, sorted by entry, kind and id.

    `beneficiaries` is core/beneficiaries, `links` link/beneficiary_person, `published` what build_beneficiaries made
    of them, `persons` the register's rows of the people linked, `paid` what became of payments. The id of a finding
    depends on the entry, the kind and the cause alone, so the same cause has the same id every night.
    """
    amounts = {
        "programme_code": pa.array(rules.amounts.keys(), pa.string()),
        "amount": pa.array(rules.amounts.values(), pa.int64()),
    }
    with Relations(
        beneficiaries=beneficiaries,
        published=published,
        links=links,
        persons=persons,
        amounts=pa.table(amounts),
        catalogue=rules.catalogue,
        **_payments(paid),
    ) as relations:
        relations.derive("entry")
        relations.derive("second")
        relations.add("judged_second", rules.together.judge(relations.table("second")))
        for relation in ("person_finding", "programme_finding", "payment_finding"):
            relations.derive(relation)
        relations.derive("id_finding", {"is_expired": date > LAST_DAY_OF_OLD_CARDS})
        relations.derive("account_finding", {"shared_people": rules.policy.account.shared_people})
        relations.derive("found")
        return _findings(relations, date)


def add_reported(
    findings: pa.Table, published: pa.Table, reports: pa.Table, *, date: dt.date, catalogue: pa.Table
) -> pa.Table:
    """`findings` and what the wards saw that the register does not know; `reports` is records.mart.FIELDWORK."""
    with Relations(published=published, report=reports, catalogue=catalogue) as relations:
        relations.derive("fieldwork_finding")
        relations.add("found", relations.table("fieldwork_finding"))
        seen = _findings(relations, date)
    order = [(name, "ascending") for name in ("beneficiary_code", "kind", "discrepancy_id")]
    return pa.concat_tables([findings, seen]).sort_by(order) if seen.num_rows else findings


def _findings(relations: Relations, date: dt.date) -> pa.Table:
    relations.derive("finding", {"date": date})
    return relations.table("finding").select(mart.FINDING.names).cast(mart.FINDING.schema)


def _payments(paid: Paid | None) -> dict[str, pa.Table]:
    nobody = Paid(mart.PAYMENT.schema.empty_table(), mart.PAID_AFTER_DEATH.schema.empty_table(), {})
    known = paid or nobody
    owners = [pa.array(column, pa.string()) for column in (known.owners.keys(), known.owners.values())]
    return {
        "payment": known.payment,
        "paid_after_death": known.after_death,
        "meaning": pa.table(owners, names=["code", "owner"]),
    }


def read_catalogue(text: bytes) -> pa.Table:
    """kind, severity, owner from CSV; SettingsError unless it holds every kind once, with known codes."""
    try:
        table = pa.csv.read_csv(pa.BufferReader(text))
        kinds, severities, owners = (table[name].to_pylist() for name in ("kind", "severity", "owner"))
    except (pa.ArrowInvalid, KeyError) as error:
        raise SettingsError(f"discrepancies.csv: {error}") from None
    if sorted(kinds) != sorted(KINDS):
        raise SettingsError(f"discrepancies.csv must hold each kind once: {', '.join(KINDS)}")
    for name, values, known in (("severity", severities, SEVERITIES), ("owner", owners, OWNERS)):
        if not set(values) <= set(known):
            raise SettingsError(f"discrepancies.csv: {name} must be one of {', '.join(known)}")
    return table


def load_catalogue() -> pa.Table:
    """Severity and owner of every kind in this installation."""
    return read_catalogue((CONFIG / "discrepancies.csv").read_bytes())
