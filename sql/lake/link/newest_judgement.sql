-- Of every record ({keys}) the newest judgement, unless it says that the record is gone.
SELECT * FROM judgement
WHERE subject = $subject
QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY night DESC) = 1 AND NOT "left"
ORDER BY {keys}
