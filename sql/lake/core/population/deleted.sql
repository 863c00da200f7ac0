-- Rows that delete, and those of them that name nobody the sender had told of.
select count(*), count(*) filter (unknown) from superseded where deletes
