-- A number per row of `content`.
SELECT hash({columns}) AS digest FROM content
