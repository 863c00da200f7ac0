-- Every toneless name of the register and how many persons bear it.
SELECT name_folded AS text, count(*) AS persons
FROM people
GROUP BY name_folded
