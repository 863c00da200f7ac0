"""`make recipients`: who gets which mail, or which entry of the recipients cannot be used and why."""

import sys

from doisoat.errors import SettingsError
from doisoat.report.places import bank_names, known_areas
from doisoat.report.recipients import Recipient, load_recipients


def main() -> int:
    """A line per recipient, without addresses; exit status 1 and one line where the file cannot be used."""
    try:
        recipients = load_recipients(areas=known_areas(), banks=set(bank_names()))
    except SettingsError as error:
        sys.stderr.write(f"doisoat: {error}\n")
        return 1
    sys.stdout.writelines(f"{_line(recipient)}\n" for recipient in recipients)
    return 0


def _line(recipient: Recipient) -> str:
    quiet = f", not on {' '.join(recipient.quiet_days)}" if recipient.quiet_days else ""
    about = f"{recipient.role} ({recipient.scope.key}), {recipient.language}"
    return f"{about}: {' '.join(recipient.mails) or 'nothing'}{quiet}"


if __name__ == "__main__":
    raise SystemExit(main())
