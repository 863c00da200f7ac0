-- The persons that agree with some record on {keys}.
CREATE OR REPLACE TEMP TABLE hit AS
SELECT person, {refined} FROM person SEMI JOIN record USING ({keys})
