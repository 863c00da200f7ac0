"""The names and villages of the register, each with a code, and what blocking joins on of each name."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]


class Vocabulary:
    """Tables of records.link, CODED_NAME and CODED_VILLAGE; their rows are the codes, of villages from 1."""

    def __init__(self, names: pa.Table, villages: pa.Table) -> None:
        self.names = names.combine_chunks()
        self.villages = {village: code for code, village in enumerate(villages["village"].to_pylist(), 1)}

    def learn(self, names: pa.Table, villages: pa.Table) -> tuple[Codes, Codes]:
        """The codes of these, those that are new included. Before anything else is asked."""
        place = pc.index_in(self.names["name"], names["name"].combine_chunks())  # many among few
        codes = np.full(len(names), -1, np.int32)
        codes[place.drop_null().to_numpy()] = np.flatnonzero(pc.is_valid(place).to_numpy())
        new = np.flatnonzero(codes < 0)
        codes[new] = len(self.names) + np.arange(len(new))
        self.names = pa.concat_tables([self.names, names.take(pa.array(new))]).combine_chunks()
        places = [self.villages.setdefault(each, len(self.villages) + 1) for each in villages["village"].to_pylist()]
        return codes, np.array(places, np.int32)

    def part(self, name: str) -> Codes:
        """Of each name the code of its form without tones (`folded`), or of its word (`given`, `surname`)."""
        return {"folded": self._folded[1], **self._parts}[name]

    @cached_property
    def written(self) -> pa.Array:
        """The names as the register writes them, by code."""
        return self.names["name"].combine_chunks()

    @property
    def folded_texts(self) -> pa.Array:
        """The names without tones, by code."""
        return self._folded[0]

    @cached_property
    def words(self) -> dict[str, int]:
        """Words and their codes."""
        return {word: code for code, word in enumerate(self._encoded_words.dictionary.to_pylist())}

    @cached_property
    def _folded(self) -> tuple[pa.Array, Codes]:
        encoded = self.names["folded"].combine_chunks().dictionary_encode()
        return encoded.dictionary, encoded.indices.to_numpy()

    @cached_property
    def _encoded_words(self) -> pa.DictionaryArray:
        return pa.concat_arrays([
            self.names[part].combine_chunks() for part in ("given", "surname")
        ]).dictionary_encode()

    @cached_property
    def _parts(self) -> dict[str, Codes]:
        given, surname = np.split(self._encoded_words.indices.to_numpy(), 2)
        return {"given": given, "surname": surname}
