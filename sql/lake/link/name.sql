-- Every distinct name of the register, its toneless form and how many persons bear it.
SELECT name, any_value(name_folded) AS folded, count(*) AS persons
FROM read_parquet($population)
GROUP BY name
ORDER BY folded, name
