-- How often people say "same" of what the model gave a probability: the newest word of each person about a pair.
select least(floor(match_probability * 5), 4)::int as band, count(*) as decided,
    count(*) filter (where verdict = 'same') as same, avg(match_probability) as expected
from review.words()
where verdict in ('same', 'different') and match_probability is not null
group by 1 order by 1
