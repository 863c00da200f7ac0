-- The records of `coded`, in numbers of the same kinds as those of `person`, so that none is cast where they are joined.
CREATE OR REPLACE TEMP TABLE record AS
SELECT
    record::INTEGER AS record,
    id,
    old::INTEGER AS old,
    tail::INTEGER AS tail,
    folded::INTEGER AS folded,
    given::INTEGER AS given,
    surname::INTEGER AS surname,
    birth_year::SMALLINT AS birth_year,
    birth_month::SMALLINT AS birth_month,
    birth_day::SMALLINT AS birth_day,
    birth::INTEGER AS birth,
    swapped::INTEGER AS swapped,
    sex::TINYINT AS sex,
    try_cast(ward AS INTEGER) AS ward,
    try_cast(district AS SMALLINT) AS district,
    village::INTEGER AS village
FROM coded
