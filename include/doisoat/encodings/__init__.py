"""Vietnamese text in the encodings that agencies still send: told apart by evidence, decoded, encoded. Pure values."""
