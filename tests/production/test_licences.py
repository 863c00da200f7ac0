"""Every dependency may be used in a work under Apache-2.0, or THIRD_PARTY.md says why it is no problem."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
# Permissive licences, as packages write them.
COMPATIBLE = {
    "0BSD",
    "3-Clause BSD License",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-derived (http://www.repoze.org/LICENSE.txt)",
    "CC0-1.0",
    "ISC",
    "ISC License (ISCL)",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "PSF-2.0",
    "PostgreSQL",
    "Python Software Foundation License",
    "The Unlicense (Unlicense)",
    "Zlib",
}


def _locked(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", (HOME / lock).read_text(encoding="utf-8"), re.MULTILINE))


def _licences() -> dict[str, str]:
    """Of the packages installed here, by normalised name."""
    program = Path(sys.executable).with_name("pip-licenses")
    listed = subprocess.run([program, "--format=json", "--with-system"], capture_output=True, text=True, check=True)
    return {re.sub(r"[-_.]+", "-", row["Name"]).lower(): row["License"] for row in json.loads(listed.stdout)}


def _exceptions(heading: str) -> dict[str, str]:
    """Package and licence from the table below a heading of THIRD_PARTY.md."""
    section = (HOME / "THIRD_PARTY.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([\w.-]+)` \| ([^|]+) \| [^|]{20,} \|$", section, re.MULTILINE)
    return {name: licence.strip() for name, licence in rows}


def is_compatible(licence: str) -> bool:
    """One alternative of an OR is enough; of an AND, and of a list, which may mean either, every part counts."""
    return any(
        all(part.strip("() ") in COMPATIBLE or part.strip() in COMPATIBLE for part in re.split(r" AND |;", choice))
        for choice in licence.split(" OR ")
    )


@pytest.fixture(scope="module")
def licences() -> dict[str, str]:
    return _licences()


@pytest.mark.parametrize(
    ("licence", "compatible"),
    [
        ("MIT", True),
        ("Apache Software License; BSD License", True),
        ("MIT AND PSF-2.0", True),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-2.0-only", False),
        ("MIT License; GNU General Public License (GPL)", False),
        ("UNKNOWN", False),
    ],
)
def test_a_licence_expression_is_read(licence: str, compatible: bool) -> None:  # noqa: FBT001
    assert is_compatible(licence) is compatible


def test_what_is_shipped_is_compatible_or_explained(licences: dict[str, str]) -> None:
    shipped = {name: licences[name] for name in _locked("requirements.lock") if name in licences}
    assert len(shipped) > 100
    doubtful = {name: licence for name, licence in shipped.items() if not is_compatible(licence)}
    assert doubtful == _exceptions("Shipped in the image")


def test_what_is_only_run_for_tests_is_compatible_or_explained(licences: dict[str, str]) -> None:
    tools = (_locked("requirements-dev.lock") - _locked("requirements.lock")) & set(licences)
    assert len(tools) > 15
    doubtful = {name: licences[name] for name in tools if not is_compatible(licences[name])}
    assert doubtful == _exceptions("Run by developers and tests only")
