-- depends: 0023.indexes-after-the-first-night 0026.counted-by-the-department 0028.account-cases-and-supervisors
-- PostgreSQL takes a function into a query, and into the index that it looks for, only for roles that may execute it, and a
-- session keeps the index as its first reader saw it. A connection of the desk serves many roles: where the first of them
-- could not fold names, no later search found the index, and each read the whole roll. Whoever may read the roll may fold.
grant execute on function access.folded(text) to doisoat_analyst, doisoat_district, doisoat_reviewer, doisoat_supervisor,
    doisoat_payments, doisoat_auditor, doisoat_desk;
