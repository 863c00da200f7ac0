"""The layouts there are: ours (config/layouts) and the operator's, in the folder that DOISOAT_LAYOUTS names."""

import os
from functools import cache
from pathlib import Path

from doisoat.errors import SettingsError
from doisoat.intake.layout import Layout
from doisoat.intake.layout_file import read_layout
from doisoat.paths import CONFIG


def load_layouts(feed: str) -> dict[str, Layout]:
    """The layouts of a feed by name. SettingsError names file and line of one that cannot be used."""
    return {layout.name: layout for layout in _all(os.environ.get("DOISOAT_LAYOUTS", "")) if layout.feed == feed}


@cache
def _all(folder: str) -> tuple[Layout, ...]:
    if folder and not Path(folder).is_dir():
        raise SettingsError("DOISOAT_LAYOUTS names no folder")
    layouts: dict[str, Layout] = {}
    for place in [CONFIG / "layouts", *([Path(folder)] if folder else [])]:
        for path in sorted(place.glob("*.yaml")):
            layout = read_layout(path)
            if other := layouts.get(layout.name):
                raise SettingsError(f"{path}: there is a layout of that name in {other.source}")
            layouts[layout.name] = layout
    return tuple(layouts.values())
