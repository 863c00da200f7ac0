"""Linking by Splink 5 on the same standardised columns, with the settings that its documentation recommends.

Ten strict blocking rules rather than few loose ones; u from random pairs (10 million), m by expectation maximisation
in two sessions that block on different columns, without term frequencies. Twice:

    splink        the comparisons of its library, as its examples for persons use them: names by NameComparison with
                  term frequencies, DateOfBirthComparison, an edit distance on the number, exact matches on the rest
    splink-tuned  comparisons written for this data by somebody who knows it: one comparison of the whole name with
                  its term frequency, partial and swapped dates, 9-digit numbers, area inside area, villages in a ward

Edit distances are Levenshtein's: the Damerau-Levenshtein of the examples takes several times longer in DuckDB.
"""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.linkage.extract import Extract
from doisoat.linkage.village import village_key

THREADS = 2
KINDS = ("splink", "splink-tuned")
LOWEST_WEIGHT = -5.0  # bits: pairs below are not kept
RANDOM_PAIRS = 1e7
COLUMNS = """
    name,
    name_folded,
    split_part(name_folded, ' ', 1) AS surname,
    split_part(name_folded, ' ', -1) AS given,
    array_to_string(string_split(name_folded, ' ')[2:-2], ' ') AS middle,
    CASE WHEN birth_day IS NOT NULL THEN date_of_birth END AS birth,
    birth_year,
    birth_month,
    sex,
    ward_code AS ward,
    district_code AS district,
    village
"""


def link(extract: Extract, records: Path, found: Path, kind: str) -> None:
    """Write Splink's best candidate of each record (its match weight as score), in the records' order."""
    # Splink's module `logging` would hide Python's if its folder came first on the path: import it late and whole.
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect(config={"threads": THREADS})
    connection.execute("SET enable_progress_bar = false")
    size = _prepare(connection, Path(extract.people), records)
    api = DuckDBAPI(connection)
    sides = [api.register(side, dataset_display_name=side) for side in ("person", "record")]
    linker = Linker(sides, _settings(kind), log_level=None)
    _train(linker)
    pairs = linker.inference.predict(threshold_match_weight=LOWEST_WEIGHT)
    best = connection.sql(
        f"SELECT unique_id_r::BIGINT AS record, unique_id_l AS personal_id, match_weight AS score "
        f"FROM {pairs.physical_name} "
        "QUALIFY row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l) = 1"
    ).to_arrow_table()
    everybody = pa.table({"record": pa.array(range(size), pa.int64())})
    pq.write_table(everybody.join(best, "record").sort_by("record").drop_columns(["record"]), found)


def _prepare(connection: duckdb.DuckDBPyConnection, population: Path, records: Path) -> int:
    """Tables `person` and `record`; the number of records."""
    connection.register("villages", _villages(connection, population, records))
    persons = f"SELECT personal_id AS unique_id, personal_id AS id, old_id AS old, {COLUMNS} FROM register"
    connection.sql(f"CREATE VIEW register AS {_with_village(population)}")
    connection.execute(f"CREATE TABLE person AS {persons}")
    connection.sql(f"CREATE VIEW sent AS {_with_village(records)}")
    identity = "CASE WHEN length(id_number) = {} THEN id_number END"
    connection.execute(
        f"CREATE TABLE record AS SELECT file_row_number::VARCHAR AS unique_id, {identity.format(12)} AS id, "
        f"{identity.format(9)} AS old, {COLUMNS} FROM sent"
    )
    connection.execute("CREATE OR REPLACE TABLE size AS SELECT count(*) AS records FROM record")
    return int(connection.sql("SELECT records FROM size").fetchall()[0][0])


def _with_village(file: Path) -> str:
    return (
        f"SELECT f.* EXCLUDE (village), v.key AS village FROM read_parquet('{file}', file_row_number = true) AS f "
        "LEFT JOIN villages AS v ON v.text = f.village"
    )


def _villages(connection: duckdb.DuckDBPyConnection, *files: Path) -> pa.Table:
    """Our village keys, once per distinct text: standardised columns are given to Splink as we have them."""
    texts = pc.unique(
        pa.concat_tables(connection.sql(f"SELECT DISTINCT village FROM '{file}'").to_arrow_table() for file in files)[
            "village"
        ]
    ).to_pylist()
    return pa.table({"text": texts, "key": [village_key(text) for text in texts]})


def _settings(kind: str) -> Any:
    from splink import SettingsCreator, block_on

    rules = (
        ("id",),
        ("old",),
        ("name_folded", "birth"),
        ("name_folded", "birth_year", "district"),
        ("name_folded", "birth_year", "birth_month"),
        ("name_folded", "ward"),
        ("birth", "ward", "sex"),
        ("birth", "given", "surname"),
        ("birth", "given", "district"),
        ("given", "birth_year", "ward"),
        ("surname", "birth_year", "ward", "village"),
    )
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=_tuned() if kind == "splink-tuned" else _recommended(),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def _train(linker: Any) -> None:
    from splink import block_on

    linker.training.estimate_probability_two_random_records_match([block_on("id", "name_folded")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for rule in (block_on("id"), block_on("name_folded", "birth")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)


def _recommended() -> list[Any]:
    import splink.comparison_library as cl

    return [
        *(
            cl.NameComparison(part).configure(term_frequency_adjustments=True)
            for part in ("surname", "middle", "given")
        ),
        cl.DateOfBirthComparison("birth", input_is_string=True),
        cl.LevenshteinAtThresholds("id", [1, 2]),
        cl.ExactMatch("old"),
        cl.ExactMatch("sex"),
        cl.ExactMatch("ward").configure(term_frequency_adjustments=True),
        cl.ExactMatch("village").configure(term_frequency_adjustments=True),
    ]


def _tuned() -> list[Any]:
    return [_name(), _birth(), _identity(), _sex(), _place(), _village()]


def _name() -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name_folded"),
            cll.ExactMatchLevel("name").configure(tf_adjustment_column="name_folded"),
            cll.ExactMatchLevel("name_folded").configure(tf_adjustment_column="name_folded"),
            cll.JaroWinklerLevel("name_folded", 0.95),
            cll.CustomLevel("given_l = given_r AND surname_l = surname_r"),
            cll.JaroWinklerLevel("name_folded", 0.88),
            cll.ExactMatchLevel("given"),
            cll.ElseLevel(),
        ],
    )


def _birth() -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    partial = "(birth_l IS NULL OR birth_r IS NULL) AND birth_year_l = birth_year_r"
    same_year = "birth_year_l = birth_year_r"
    return cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.CustomLevel("birth_year_l IS NULL OR birth_year_r IS NULL").configure(is_null_level=True),
            cll.ExactMatchLevel("birth"),
            cll.CustomLevel(f"{partial} AND (birth_month_l = birth_month_r) IS NOT FALSE"),
            cll.CustomLevel(f"{same_year} AND (birth_l LIKE '%-01-01' OR birth_r LIKE '%-01-01')"),
            cll.CustomLevel(
                f"{same_year} AND substr(birth_l, 6, 2) = substr(birth_r, 9, 2) "
                "AND substr(birth_l, 9, 2) = substr(birth_r, 6, 2)"
            ),
            cll.LevenshteinLevel("birth", 1),
            cll.CustomLevel("birth_year_l = birth_year_r"),
            cll.CustomLevel("abs(birth_year_l - birth_year_r) = 1"),
            cll.ElseLevel(),
        ],
    )


def _identity() -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    unknown = "(id_l IS NULL OR id_r IS NULL) AND (old_l IS NULL OR old_r IS NULL)"
    return cl.CustomComparison(
        output_column_name="id",
        comparison_levels=[
            cll.CustomLevel(unknown).configure(is_null_level=True),
            cll.ExactMatchLevel("id"),
            cll.ExactMatchLevel("old"),
            cll.LevenshteinLevel("id", 1),
            cll.LevenshteinLevel("id", 2),
            cll.ElseLevel(),
        ],
    )


def _sex() -> Any:
    import splink.comparison_library as cl

    return cl.ExactMatch("sex")


def _place() -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.NullLevel("district"),
            cll.ExactMatchLevel("ward"),
            cll.ExactMatchLevel("district"),
            cll.ElseLevel(),
        ],
    )


def _village() -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    apart = "village_l IS NULL OR village_r IS NULL OR (ward_l = ward_r) IS NOT TRUE"
    return cl.CustomComparison(
        output_column_name="village",
        comparison_levels=[
            cll.CustomLevel(apart).configure(is_null_level=True),
            cll.ExactMatchLevel("village"),
            cll.ElseLevel(),
        ],
    )
