-- Usable rows per file.
select sender, file, count(*) as rows
from read_parquet($raw, file_row_number => true) as row
anti join fault using (file_row_number)
group by all
