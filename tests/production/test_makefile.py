"""What the Makefile hands to its commands, and that the documentation names commands that are there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = '--eval=show: ; @echo "$$SEED $$NOISE"'


@pytest.mark.parametrize(("given", "handed"), [((), "1 1"), (("SEED=7",), "7 1"), (("SEED=7", "NOISE=3"), "7 3")])
def test_a_zone_is_generated_with_the_usual_seed_and_noise_unless_others_are_given(given, handed):
    environ = {name: value for name, value in os.environ.items() if name not in {"SEED", "NOISE", "MAKEFLAGS"}}
    shown = subprocess.run(["make", "-s", SHOW, "show", *given], cwd=ROOT, env=environ, capture_output=True, check=True)
    assert shown.stdout.decode().strip() == handed


@pytest.mark.parametrize(
    "page", ["README.md", "README.vi.md", "DEVELOPERS.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_command_that_a_page_names_is_there(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", (ROOT / page).read_text(), re.MULTILINE))
    assert named <= targets
