-- Every distinct name of `people`, its toneless form and how many persons bear it.
SELECT name, any_value(name_folded) AS folded, count(*) AS persons
FROM people
GROUP BY name
