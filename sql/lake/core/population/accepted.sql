-- Usable rows per file, and those of them that a later delta superseded.
select row.sender, row.file, count(*) as rows, count(superseded.file_row_number) as superseded
from read_parquet($raw, file_row_number => true) as row
anti join fault using (file_row_number)
left join superseded using (file_row_number)
group by all
