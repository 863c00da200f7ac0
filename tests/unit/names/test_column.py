import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.names.column import standardise_names
from doisoat.names.standardise import standardise_name

WORDS = [
    "Nguyễn",
    "Thị",
    "HOA",
    "hoà",
    "Ng.",
    "Ông",
    "bà",
    "Ðức",
    "và",
    "(Tư)",
    "Lê",
    "Phan",
    "Chu",
    "Cụ",
    "Đông",
    "cụ",
    "",
    "b",
    "Văn",
    "ĐứcAnh",
    "7",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)


@settings(deadline=None)
@given(st.lists(NAMES, max_size=12))
def test_a_column_of_names_is_read_as_each_name_alone(texts):
    expected = [standardise_name(text) for text in texts]
    rows = standardise_names(pa.array(texts, pa.string())).to_pylist()
    assert [(r["full_name"], r["canonical"], r["folded"], tuple(r["repairs"])) for r in rows] == [
        (n.full_name, n.canonical, n.folded, n.repairs) for n in expected
    ]
