"""Plays the banks and the post: reads what was instructed and delivers, night by night, what they say of it.

    python -m doisoat.synthetic.banks --outgoing DIR --landing DIR --run 2024-02/1 --sent 2024-01-22 --night 1

Real files have all of this: a file rejected as a whole without a line; only the rejects listed; accepted that is not
settled; a batch booked as one sum; returns with and without the reversal flag, less a charge; timeouts answered later,
or silence; a debit in the middle of credits; several statements in a file; last year's references; bookings of others;
days that do not exist; statements sent again; reasons in words. What each payment comes to depends on its id and the
seed alone.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from doisoat.synthetic.bank_csv import csv_lines
from doisoat.synthetic.bank_fates import POST, Bank, Sent, grouped, read_instructions, style_of
from doisoat.synthetic.bank_reports import report
from doisoat.synthetic.bank_statements import statement
from doisoat.synthetic.delivery import Delivery


def answer(outgoing: Path, landing: Path, run: str, *, sent: dt.date, night: int, seed: int = 1) -> int:
    """Deliver what all recipients of a run say on the `night`th night after it was sent, from 1; how many do.

    1: rejections and receipts. 2: what was booked. 3: returns, with noise. 4: what was silent or timed out. 5: again.
    """
    folder = outgoing / "instructions" / run
    names = [path.parent.name for path in folder.glob("*/manifest.json")]
    date, count = sent + dt.timedelta(days=night), 0
    for name in sorted(names):
        bank = Bank(name, style_of(name, [n for n in names if n != POST]), seed)
        files = list(_files(bank, read_instructions(folder / name), date, night))
        if files:
            _deliver(landing, name, date, files)
            count += 1
    return count


def _files(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> Iterator[tuple[str, str, str, int]]:
    """Name, layout, content and rows of what a recipient delivers on a night."""
    if bank.style == "csv":
        lines = list(csv_lines(bank, sent, date, night))
        if lines:
            text = "".join(",".join(map(str, line)) + "\n" for line in lines)
            yield "ket-qua.csv", "payments-csv", f"PAYMENT_ID,AMOUNT,STATUS,REASON,SETTLED_ON\n{text}", len(lines)
        return
    reports = [report(bank, message, of, date, night) for message, of in grouped(sent, lambda p: p.message_id)]
    for number, (text, rows) in enumerate(filter(None, reports), 1):
        yield f"pain002-{number}.xml", "iso-pain002", text, rows
    if booked := statement(bank, sent, date, night):
        yield "camt054.xml", "iso-camt054", *booked


def _deliver(landing: Path, name: str, date: dt.date, files: list[tuple[str, str, str, int]]) -> None:
    delivery = Delivery(landing, "payments", date, name)
    for file, _, text, _ in files:
        (delivery.folder / file).write_text(text, encoding="utf-8")
    delivery.close([(file, layout, rows, {}) for file, layout, _, rows in files])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m doisoat.synthetic.banks", description="play the banks and the post"
    )
    parser.add_argument("--outgoing", type=Path, required=True, help="where instructions were written")
    parser.add_argument("--landing", type=Path, required=True, help="where to deliver the answers")
    parser.add_argument("--run", required=True, help="the pay run, such as 2024-02/1")
    parser.add_argument("--sent", type=dt.date.fromisoformat, required=True, help="business date of the instructions")
    parser.add_argument("--night", type=int, choices=range(1, 6), required=True, help="which night after that")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers")
    given = parser.parse_args()
    count = answer(given.outgoing, given.landing, given.run, sent=given.sent, night=given.night, seed=given.seed)
    sys.stderr.write(f"{count} banks have answered for {given.sent + dt.timedelta(days=given.night)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
