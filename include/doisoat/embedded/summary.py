"""What a night came to, in a few lines for the terminal; numbers only."""

import datetime as dt

from doisoat.publish.figures import Figures, figures

FEEDS = ("population", "beneficiaries", "accounts")


def print_summary(warehouse_url: str, date: dt.date) -> None:
    """Read the published figures of a date and print them."""
    print("\n".join(summary(figures(warehouse_url, date))))  # noqa: T201


def summary(night: Figures) -> list[str]:
    """The lines: rows in, linked, in review, payable by account, problems."""
    rows = ", ".join(f"{feed} {night.rows_read(feed):,}" for feed in FEEDS)
    matched = {code: night.match_status.get(code, 0) for code in ("matched", "review", "unmatched")}
    held = ", ".join(f"{code} {count:,}" for code, count in sorted(night.hold_reason.items()) if code and count)
    return [
        f"Night of {night.business_date} is published (run {night.run_id})",
        f"  rows in             {rows}; quarantined {sum(night.quarantine.values()):,}",
        f"  linked              {matched['matched']:,} of {night.beneficiaries:,} roll entries",
        f"  in review           {matched['review']:,}; no person found {matched['unmatched']:,}",
        f"  payable by account  {night.payable_by_account:,}; postal cash {night.postal_cash:,}; held {night.held:,}",
        f"  problems            {held or 'none held'}; {_checks(night)}",
    ]


def _checks(night: Figures) -> str:
    refused = sum(1 for d in night.deliveries if d.outcome == "refused")
    return f"expectations not met {len(night.failures)}; deliveries refused {refused}"
