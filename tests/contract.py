"""What the check of the published contract says of a warehouse, where it lies beside this checkout."""

import subprocess
import sys

from doisoat import paths

CONTRACT = paths.HOME.parent / "shared" / "check" / "contract.py"


def breaches(url: str) -> list[str]:
    """The lines of the check; none where the contract holds, or where there is no check."""
    if not CONTRACT.exists():
        return []
    done = subprocess.run([sys.executable, str(CONTRACT), url], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return [line for line in done.stdout.splitlines() if line != "the published contract holds"]
