"""What kind of difference lies between two Vietnamese names: a ladder of kinds, never a bare number.

Names are compared by syllable. All string work is done once per distinct name and per pair of distinct syllables;
pairs of names are then compared as arrays of small integers, so that millions of pairs take seconds.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


class NameDifference(IntEnum):
    """From the closest to the farthest. A case officer reads these words, so each says what was seen."""

    SAME = 0  # equal with tones
    SPELLING = 1  # i or y, hỏi or ngã: two ways to write one name
    TONELESS = 2  # equal without tones, and one side was written without any
    TONES = 3  # equal without tones, both sides carry tones and they differ
    REGIONAL = 4  # l/n, s/x, ch/tr, d/gi/r in one or two syllables
    SPACING = 5  # equal without spaces: glued or split syllables
    MIDDLE = 6  # a middle name dropped or added
    ABBREVIATED = 7  # a syllable shortened to its consonants: Ng., Th., V.
    TRUNCATED = 8  # one side is cut where a bank's field ends
    REORDERED = 9  # the same syllables in another order
    SLIP = 10  # one typing slip that leaves no known syllable
    JOINT = 11  # one side names a second person too
    NEAR = 12  # one letter apart, and both are syllables in use: a slip, or a sibling
    SURNAME_GIVEN = 13  # another middle name
    GIVEN_MIDDLE = 14  # another surname
    SURNAME_MIDDLE = 15  # another given name: what siblings look like
    GIVEN = 16  # only the given name
    OTHER = 17
    MISSING = 18


# Equal, or different in a way that one person's name often is. Of a sibling's name none of these is likely.
AGREEING = frozenset(NameDifference(kind) for kind in range(NameDifference.SAME, NameDifference.NEAR))
# The whole name is equal without tones, so that how rare it is counts as evidence.
WHOLE = (NameDifference.SAME, NameDifference.SPELLING, NameDifference.TONELESS, NameDifference.TONES)

MAX_SYLLABLES = 10  # a joint holder's two names; syllables beyond it are not compared
TRUNCATION_FROM = 18  # letters; banks cut at 25 to 50, some print less
_EQUAL, _REGIONAL, _EDIT, _SHORT, _PREFIX = 1, 2, 4, 8, 16
_TILDE, _HOOK = "\u0303", "\u0309"
_LONE_Y = re.compile(r"(?:(?<![aeou\u0300-\u036f])|(?<=qu))y(?=[\u0300-\u036f]*$)")
_INITIALS = (
    (re.compile("^tr"), "ch"),
    (re.compile("^gi(?=[aeiouy])|^[rv]"), "d"),
    (re.compile("^x"), "s"),
    (re.compile("^l"), "n"),
    (re.compile("^ngh"), "ng"),
    (re.compile("^gh"), "g"),
    (re.compile("^[kq]"), "c"),
    (re.compile("y"), "i"),
)


def spelling_key(name: str) -> str:
    """One spelling of all that sound alike in the north: i for a lone y and for that of quý, hỏi for ngã."""
    return " ".join(map(_spelling, name.split(" ")))


@lru_cache(maxsize=1 << 16)
def _spelling(syllable: str) -> str:
    return _LONE_Y.sub("i", unicodedata.normalize("NFD", syllable).replace(_TILDE, _HOOK))


def regional_key(syllable: str) -> str:
    """A toneless syllable with the initials that regions confuse made one."""
    for pattern, initial in _INITIALS:
        syllable = pattern.sub(initial, syllable)
    return syllable


class NameList:
    """Distinct names of one side, taken apart once: `names` canonical with tones, `folded` the same without."""

    def __init__(self, names: Sequence[str], folded: Sequence[str]) -> None:
        self.names = names
        self.folded = folded
        split = [text.split()[:MAX_SYLLABLES] for text in folded]
        self.syllables = sorted({syllable for words in split for syllable in words})
        code = {syllable: i for i, syllable in enumerate(self.syllables)}
        self.count: Ints = np.array([len(words) for words in split], dtype=np.int32)
        self.codes: Ints = np.full((len(split), MAX_SYLLABLES), -1, dtype=np.int32)
        flat = np.array([code[s] for words in split for s in words], dtype=np.int32)
        self.codes[np.arange(MAX_SYLLABLES) < self.count[:, None]] = flat
        self.letters: Ints = np.array([len(text) for text in folded], dtype=np.int32)
        self.bulk: Ints = np.array([len(text) - text.count(" ") for text in folded], dtype=np.int32)
        self.bare: Flags = np.array([n == f for n, f in zip(names, folded, strict=True)], dtype=np.bool_)


class NameComparer:
    """Compares names of one list with names of another. `known` are syllables in use in the register."""

    def __init__(self, left: NameList, right: NameList, *, known: Collection[str] | None = None) -> None:
        self.left, self.right = left, right
        self.relation = _relations(left.syllables, right.syllables)
        words = None if known is None else frozenset(known)
        self.known: Flags = np.array([words is None or s in words for s in left.syllables] or [True], dtype=np.bool_)

    def compare(self, i: Ints, j: Ints) -> NDArray[np.int8]:
        """NameDifference of left name i[k] and right name j[k], for all k."""
        alike = _Alike(self.left, self.right, i, j)
        folded, spelling = alike.equal(lambda _, folded: folded), alike.equal(lambda name, _: spelling_key(name))
        level = np.full(len(i), NameDifference.TONES, dtype=np.int8)
        level[self.left.bare[i] | self.right.bare[j]] = NameDifference.TONELESS
        level[spelling] = NameDifference.SPELLING
        level[alike.equal(lambda name, _: name)] = NameDifference.SAME
        rest = np.flatnonzero(~folded)
        glued = alike.equal(lambda _, folded: folded.replace(" ", ""))
        reordered = alike.equal(lambda _, folded: " ".join(sorted(folded.split())))
        level[rest] = self._compare_parts(i[rest], j[rest], spelling[rest], glued[rest], reordered[rest])
        level[(self.left.count[i] == 0) | (self.right.count[j] == 0)] = NameDifference.MISSING
        return level

    def _compare_parts(self, i: Ints, j: Ints, spelling: Flags, glued: Flags, reordered: Flags) -> NDArray[np.int8]:
        """The kinds below toneless equality; the first that holds wins."""
        pair = _Pairs(self, i, j)
        kinds = (
            (NameDifference.SPELLING, spelling),
            (NameDifference.REGIONAL, pair.regional()),
            (NameDifference.SPACING, glued),
            (NameDifference.MIDDLE, pair.contained(_EQUAL)),
            (NameDifference.ABBREVIATED, pair.contained(_EQUAL | _SHORT)),
            (NameDifference.TRUNCATED, pair.truncated()),
            (NameDifference.REORDERED, reordered),
            (NameDifference.SLIP, pair.unknown_edit()),
            (NameDifference.JOINT, pair.joint()),
            (NameDifference.NEAR, pair.one_edit),
            (NameDifference.SURNAME_GIVEN, pair.ends(_EQUAL) & pair.several),
            (NameDifference.GIVEN_MIDDLE, pair.last_equal & pair.second_last_equal()),
            (NameDifference.SURNAME_MIDDLE, pair.all_but_last()),
            (NameDifference.GIVEN, pair.last_equal),
        )
        return np.select([k for _, k in kinds], [k for k, _ in kinds], NameDifference.OTHER).astype(np.int8)


class _Alike:
    """Pairs of names with as many letters: only theirs can be equal under any key. Keys of other names are not made."""

    def __init__(self, left: NameList, right: NameList, i: Ints, j: Ints) -> None:
        self._size = len(i)
        self._rows = np.flatnonzero(left.bulk[i] == right.bulk[j])
        self._sides = [_used(side, rows[self._rows]) for side, rows in ((left, i), (right, j))]

    def equal(self, key: Callable[[str, str], str]) -> Flags:
        """Where `key` of both names is equal; it is given the name and the same without tones."""
        codes: dict[str, int] = {}
        a, b = (
            np.array([codes.setdefault(key(*each), len(codes)) for each in names], np.int32)[place]
            for names, place in self._sides
        )
        found = np.zeros(self._size, dtype=np.bool_)
        found[self._rows] = a == b
        return found


def _used(side: NameList, rows: Ints) -> tuple[list[tuple[str, str]], Places]:
    """The names at `rows`, each once, and where each row's is among them."""
    used, place = np.unique(rows, return_inverse=True)
    return [(side.names[k], side.folded[k]) for k in used.tolist()], place


class _Pairs:
    """Pairs of names as arrays of syllable codes; every method answers for all pairs at once."""

    def __init__(self, comparer: NameComparer, i: Ints, j: Ints) -> None:
        self.relation, self.known = comparer.relation, comparer.known
        self.m, self.n = comparer.left.count[i], comparer.right.count[j]
        width = max(self.m.max(initial=1), self.n.max(initial=1))
        self.a, self.b = comparer.left.codes[i, :width], comparer.right.codes[j, :width]
        self.short: Ints = np.minimum(self.m, self.n)
        self.several: Flags = self.short > 1
        self.letters: Ints = np.minimum(comparer.left.letters[i], comparer.right.letters[j])
        self.rows = np.arange(len(i))
        self.aligned: NDArray[np.uint8] = self.relation[self.a, self.b]
        self.inside: Flags = np.arange(width) < self.short[:, None]
        self.equal: Flags = _has(self.aligned, _EQUAL) & self.inside
        self.equals: Ints = self.equal.sum(axis=1)
        self.one_edit: Flags = self._edited()
        self.last: NDArray[np.uint8] = self._from_end(1, self.rows)
        self.last_equal: Flags = _has(self.last, _EQUAL)

    def _from_end(self, back: int, rows: Places) -> NDArray[np.uint8]:
        """How the syllables `back` places from each end relate, of the pairs at `rows`; 0 where a name is shorter."""
        i, j = self.m[rows] - back, self.n[rows] - back
        related = self.relation[self.a[rows, np.maximum(i, 0)], self.b[rows, np.maximum(j, 0)]]
        return np.where((i >= 0) & (j >= 0), related, np.uint8(0))

    def ends(self, kinds: int) -> Flags:
        return _has(self.aligned[:, 0], kinds) & _has(self.last, kinds)

    def regional(self) -> Flags:
        """Equal but for one or two syllables that a region confuses."""
        confused: Ints = (_has(self.aligned, _REGIONAL) & self.inside & ~self.equal).sum(axis=1)
        found: Flags = (self.m == self.n) & (self.equals + confused == self.m) & (confused <= 2)
        return found

    def contained(self, kinds: int) -> Flags:
        """The shorter name's syllables stand in the longer one in the same order, first and last at its ends, each
        related by `kinds`."""
        found = self.ends(kinds) & self.several
        rows = np.flatnonzero(found)
        found[rows] = self._in_order(rows, kinds)
        return found

    def _in_order(self, rows: Places, kinds: int) -> Flags:
        a, b, short = self.a[rows], self.b[rows], self.short[rows]
        swap, every = self.m[rows] > self.n[rows], np.arange(len(rows))
        matched: Ints = np.zeros(len(rows), dtype=np.int32)
        for position in range(a.shape[1]):
            at = np.minimum(matched, a.shape[1] - 1)
            related = self.relation[a[every, np.where(swap, position, at)], b[every, np.where(swap, at, position)]]
            matched = matched + (_has(related, kinds) & (matched < short))
        found: Flags = matched == short
        return found

    def truncated(self) -> Flags:
        """One is the beginning of the other, letter by letter, and long enough for a field to have ended there."""
        last = np.maximum(self.short - 1, 0)
        begins = _has(self.aligned[self.rows, last], _PREFIX | _EQUAL)
        before: Flags = self.equals - self.equal[self.rows, last] == self.short - 1
        return before & begins & (self.letters >= TRUNCATION_FROM)

    def _edited(self) -> Flags:
        edits: Ints = (_has(self.aligned, _EDIT) & self.inside & ~self.equal).sum(axis=1)
        found: Flags = (self.m == self.n) & (edits == 1) & (self.equals == self.m - 1)
        return found

    def unknown_edit(self) -> Flags:
        """The left syllable of one edit stands in no name of the register."""
        found, rows = self.one_edit.copy(), np.flatnonzero(self.one_edit)
        different = self.inside[rows] & ~self.equal[rows]
        found[rows] = np.any(different & ~self.known[np.maximum(self.a[rows], 0)], axis=1)
        return found

    def joint(self) -> Flags:
        """One whole name of two syllables or more begins or ends the other, which has at least three more."""
        found: Flags = self.several & (np.abs(self.m - self.n) >= 3)
        rows = np.flatnonzero(found)
        short = self.short[rows]
        backwards = [_has(self._from_end(back, rows), _EQUAL) & (back <= short) for back in range(1, MAX_SYLLABLES)]
        tail: Ints = np.sum(backwards, axis=0)
        found[rows] = (self.equals[rows] == short) | (tail == short)
        return found

    def second_last_equal(self) -> Flags:
        return _has(self._from_end(2, self.rows), _EQUAL) & (self.short > 2)

    def all_but_last(self) -> Flags:
        found: Flags = (self.m == self.n) & self.several & (self.equals == self.m - 1) & ~self.last_equal
        return found


def compare_names(left: tuple[str, str], right: tuple[str, str]) -> NameDifference:
    """The difference between two names, each given as (canonical, folded)."""
    comparer = NameComparer(NameList([left[0]], [left[1]]), NameList([right[0]], [right[1]]))
    first = np.zeros(1, dtype=np.int32)
    return NameDifference(int(comparer.compare(first, first)[0]))


def _has(related: NDArray[np.uint8], kinds: int) -> Flags:
    found: Flags = np.bitwise_and(related, np.uint8(kinds)) > 0
    return found


def _relations(left: Sequence[str], right: Sequence[str]) -> NDArray[np.uint8]:
    """How each left syllable relates to each right one, as bits; the last row and column are of no syllable (-1)."""
    whole = np.zeros((len(left) + 1, len(right) + 1), dtype=np.uint8)
    relation = whole[:-1, :-1]
    if not left or not right:
        return whole
    a, b = np.array(left), np.array(right)
    near = cdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8) <= 1
    sounds = [np.array([regional_key(s) for s in side]) for side in (left, right)]
    relation |= _EDIT * near.astype(np.uint8)
    relation |= _REGIONAL * np.equal.outer(sounds[0], sounds[1]).astype(np.uint8)
    relation |= _EQUAL * np.equal.outer(a, b).astype(np.uint8)
    for i, short in enumerate(left):
        relation[i] |= _prefix_bits(short, b)
    for j, short in enumerate(right):
        relation[:, j] |= _prefix_bits(short, a)
    return whole


def _prefix_bits(short: str, syllables: NDArray[np.str_]) -> NDArray[np.uint8]:
    """A prefix without a vowel is an abbreviation; one with a vowel may be a syllable of its own (Ha, Hai)."""
    bits = _PREFIX if re.search("[aeiouy]", short) else _PREFIX | _SHORT
    longer = np.char.startswith(syllables, short) & (np.char.str_len(syllables) > len(short))
    return (bits * longer).astype(np.uint8)
