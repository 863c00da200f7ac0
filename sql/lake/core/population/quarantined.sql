-- The other rows as they were sent, with what is wrong with them.
select row.* exclude (file_row_number), fault.field, fault.reason
from read_parquet($raw, file_row_number => true) as row
join fault using (file_row_number)
order by row.sender, row.file, row.row_number
