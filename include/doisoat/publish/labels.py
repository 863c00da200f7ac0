"""Labels of codes, kept as tables that a person can edit: include/config/labels/*.csv."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.records.mart import CODE_LABEL

LABELS = CONFIG / "labels"


def read_labels(folder: Path = LABELS) -> pa.Table:
    """All labels, columns of CODE_LABEL, sorted; SettingsError for a missing label or a code that stands twice."""
    options = pa.csv.ConvertOptions(column_types=CODE_LABEL.schema, include_columns=CODE_LABEL.names)
    try:
        files = [pa.csv.read_csv(path, convert_options=options) for path in sorted(folder.glob("*.csv"))]
    except (pa.ArrowInvalid, KeyError) as error:
        raise SettingsError(f"a table in {folder.name}/ cannot be read: {error}") from None
    labels = pa.concat_tables(files)
    for name in CODE_LABEL.names:
        if pc.any(pc.equal(pc.utf8_trim_whitespace(labels[name]), "")).as_py():
            raise SettingsError(f"{folder.name}/*.csv: {name} is empty in a row")
    if labels.group_by(["domain", "code"]).aggregate([]).num_rows != labels.num_rows:
        raise SettingsError(f"{folder.name}/*.csv: a code has two labels")
    return labels.sort_by([("domain", "ascending"), ("code", "ascending")])
