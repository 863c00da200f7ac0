"""Names by the million: what `standardise_name` makes of each, with the ordinary ones done as columns."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.names.standardise import Name, plain_word, standardise_name
from doisoat.names.titles import HEADS, part_title

_FORMS = ("full_name", "canonical", "folded")
NAMES = pa.schema([*((form, pa.string()) for form in _FORMS), ("repairs", pa.list_(pa.string()))])


def standardise_names(texts: pa.Array) -> pa.Table:
    """One row of NAMES for each text, in its order; there must be no nulls.

    A word is looked at once, however many names it is in. Names with a word that is not plain go one by one.
    """
    words = pc.split_pattern(texts, " ")
    encoded = words.flatten().dictionary_encode()
    forms = [plain_word(word) for word in encoded.dictionary.to_pylist()]
    canonical = _joined(words, encoded.indices, [form and form[0] for form in forms])
    folded = _joined(words, encoded.indices, [form and form[1] for form in forms])
    plain = pc.is_valid(canonical)
    heads = pa.array([form is not None and form[1] in HEADS for form in forms], pa.bool_())
    first = encoded.indices.take(words.offsets.slice(0, len(texts)))
    ordinary = pc.and_(plain, pc.invert(_titled(texts, pc.and_(plain, heads.take(first)))))
    moved = pc.not_equal(canonical, pc.utf8_lower(texts))
    repairs = pa.array([[], ["tone_place"]], NAMES.field("repairs").type).take(moved.cast(pa.int8()))
    quick = pa.table([texts, canonical, folded, repairs], schema=NAMES)
    return _with_rest(quick, ordinary, texts)


def _joined(words: pa.ListArray, indices: pa.Array, forms: Sequence[str | None]) -> pa.Array:
    """The form of each word, joined by spaces as the words were; null for a name in which a word has none."""
    values = pa.array(forms, pa.string()).take(indices)
    return pc.binary_join(pa.ListArray.from_arrays(words.offsets, values), " ")


def _titled(texts: pa.Array, asked: pa.Array) -> pa.Array:
    """Whether a name begins with a title, where that is asked: Phan and Chu look like one, and mostly are none."""
    titled = [bool(part_title(text.split(" "))[0]) for text in texts.filter(asked).to_pylist()]
    return pc.replace_with_mask(pa.repeat(pa.scalar(False), len(texts)), asked, pa.array(titled, pa.bool_()))


def _with_rest(quick: pa.Table, ordinary: pa.Array, texts: pa.Array) -> pa.Table:
    names = [standardise_name(text) for text in texts.filter(pc.invert(ordinary)).to_pylist()]
    if not names:
        return quick
    rest = pa.table([*([getattr(n, form) for n in names] for form in _FORMS), _repairs(names)], schema=NAMES)
    place = pc.if_else(ordinary, pa.array(range(len(texts)), pa.int64()), None)
    behind = pc.add(pc.cumulative_sum(pc.invert(ordinary).cast(pa.int64())), len(texts) - 1)
    return pa.concat_tables([quick, rest]).combine_chunks().take(pc.coalesce(place, behind))


def _repairs(names: list[Name]) -> list[list[str]]:
    return [list(name.repairs) for name in names]
