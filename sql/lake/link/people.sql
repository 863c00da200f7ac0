-- A register as far as linkage reads it, in the order of its file. The engine's hashes are compared here and kept nowhere.
CREATE TABLE people AS SELECT {columns}, hash({columns}) AS row FROM read_parquet($population)
