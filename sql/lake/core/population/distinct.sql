-- The values of the columns that Python functions read, each once.
select distinct columns(lambda c: c = $column) as sent from read_parquet($raw)
