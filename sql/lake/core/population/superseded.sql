-- Accepted rows that add nobody: a later delta replaced or deleted them, or they delete.
create or replace temp table superseded as
select sender, file, file_row_number, deletes, coalesce(deleted_before, true) as unknown
from history
where place = 1 and (deletes or not is_last)
