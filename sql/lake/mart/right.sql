-- The holder of each pair's account, row by row against `left`.
select
    h.full_name,
    h.name,
    h.name_folded,
    h.name_repairs,
    h.date_of_birth,
    h.birth_year,
    h.birth_month,
    h.birth_day,
    h.sex,
    h.id_number,
    h.name_share
from "left" l
join pair x using (pair)
join holder h on h.bank_bin = x.bank_bin and h.account_number = x.account_number
order by l.pair, l.payee
