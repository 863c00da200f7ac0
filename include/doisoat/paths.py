"""Where the project's own files are: DOISOAT_HOME, or the checkout this package was imported from."""

import os
from pathlib import Path

HOME = Path(os.environ.get("DOISOAT_HOME") or Path(__file__).resolve().parents[2])
# A replay reads those of the night it makes again.
CONFIG = Path(os.environ.get("DOISOAT_CONFIG") or HOME / "include" / "config")
REFERENCE = Path(os.environ.get("DOISOAT_REFERENCE") or HOME / "include" / "reference")
EXPECTATIONS = HOME / "expectations"
SQL = HOME / "sql"
