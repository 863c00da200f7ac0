"""Where the project's own files are: DOISOAT_HOME, or the checkout this package was imported from."""

import os
from pathlib import Path

HOME = Path(os.environ.get("DOISOAT_HOME") or Path(__file__).resolve().parents[2])
CONFIG = HOME / "include" / "config"
REFERENCE = HOME / "include" / "reference"
EXPECTATIONS = HOME / "expectations"
SQL = HOME / "sql"
