"""The names of a register and their words: each is known by its place, and joined and compared by it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Whole:
    """What linkage takes from the register as a whole, beside the two sides of a pair: how many persons there are, how
    many bear each toneless name of `names`, and how many bear each syllable."""

    size: int
    names: pa.Array
    persons: NDArray[np.int64]
    syllables: Mapping[str, int]

    def bearers(self, names: pa.Array) -> NDArray[np.int64]:
        """How many persons bear each of these toneless names, which are few beside all."""
        asked = names.dictionary_encode()
        place = pc.index_in(self.names, asked.dictionary)
        borne = np.zeros(len(asked.dictionary), np.int64)
        borne[place.drop_null().to_numpy()] = self.persons[pc.is_valid(place).to_numpy(zero_copy_only=False)]
        found: NDArray[np.int64] = borne[asked.indices.to_numpy()]
        return found


class Vocabulary:
    """Names as the register writes them (`written`), each once; the same without tones (`folded`) and their words, each
    once. `folded_of`, `given_of` and `surname_of` are per written name the places of the others."""

    def __init__(self, names: pa.Table) -> None:
        """`names` has `name` and `name_folded`, and those that are the same without tones stand together."""
        self.written = names["name"].combine_chunks()
        folded = names["name_folded"].combine_chunks()
        other = pc.not_equal(folded[1:], folded[:-1]).to_numpy(zero_copy_only=False)
        first = np.r_[True, other][: len(folded)]
        self.folded = folded.filter(pa.array(first))
        self.folded_of: Codes = (np.cumsum(first) - 1).astype(np.int32)
        lists = pc.split_pattern(self.folded, " ")
        words = lists.flatten().dictionary_encode()
        self.words, self._word, self._ends = words.dictionary, words.indices.to_numpy(), lists.offsets.to_numpy()
        self.surname_of: Codes = self._word[self._ends[:-1]][self.folded_of]
        self.given_of: Codes = self._word[self._ends[1:] - 1][self.folded_of]

    def whole(self, persons: NDArray[np.int64]) -> Whole:
        """The whole of a register in which so many `persons` bear each of the toneless names."""
        of_word = np.repeat(persons, np.diff(self._ends))
        borne = np.bincount(self._word, of_word, len(self.words)).astype(np.int64)
        syllables = zip(self.words.to_pylist(), borne.tolist(), strict=True)
        return Whole(int(persons.sum()), self.folded, persons, {word: count for word, count in syllables if count})

    def code_folded(self, names: pa.Array) -> pa.Array:
        """The places of toneless names, which are few beside all; null where the register has none such."""
        place = pc.index_in(self.folded, names)
        known = pc.is_valid(place).to_numpy(zero_copy_only=False)
        codes = np.full(len(names), -1, np.int64)
        codes[place.drop_null().to_numpy()] = np.flatnonzero(known)
        return pa.array(codes, mask=codes < 0)

    def code_given(self, names: pa.Array) -> pa.Array:
        """The places of the last words of toneless names."""
        lists = pc.split_pattern(names, " ", max_splits=1, reverse=True)
        return self._code(lists.flatten().take(pa.array(lists.offsets.to_numpy()[1:] - 1)))

    def code_surname(self, names: pa.Array) -> pa.Array:
        """The places of their first words."""
        lists = pc.split_pattern(names, " ", max_splits=1)
        return self._code(lists.flatten().take(lists.offsets[:-1]))

    def _code(self, words: pa.Array) -> pa.Array:
        return pc.index_in(words, self.words).cast(pa.int64())
