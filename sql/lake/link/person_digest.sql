-- Everybody of `people`, in their order, with the digest of the row.
SELECT personal_id::BIGINT AS person, digest FROM people
