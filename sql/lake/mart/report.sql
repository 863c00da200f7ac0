-- What becomes of each result that a ward reported: of several for one task the one on the newest list counts, of these the
-- last delivered. Reported on a list from before the task was opened (again): stale, as is what comes after a newer list.
with known as (
    select worklist_id(p.beneficiary_code, w.reason) as worklist_id, p.beneficiary_code
    from published p
    cross join duty w
    where w.actor = 'ward'
),
ranked as (
    select
        f.*,
        k.beneficiary_code,
        row_number() over newest as place,
        row(f.delivery_date, f.sequence) > first_value(row(f.delivery_date, f.sequence)) over newest as after_newer_list
    from fieldwork f
    left join known k using (worklist_id)
    window newest as (
        partition by f.worklist_id
        order by f.listed_on desc, f.delivery_date desc, f.sequence desc, f.file desc, f.row_number desc
        rows between unbounded preceding and unbounded following
    )
)
select
    r.worklist_id,
    r.beneficiary_code,
    r.ward_code,
    r.listed_on,
    r.result,
    r.result_reason,
    r.bank_bin,
    r.account_number,
    r.done_on,
    r.filled_by,
    case
        when r.beneficiary_code is null then 'unknown'
        when r.place > 1 and r.after_newer_list then 'stale'
        when r.place > 1 then 'superseded'
        when t.worklist_id is null then 'closed'
        when r.listed_on < coalesce(o.opened_on, $date::date) then 'stale'
        else 'taken'
    end as verdict,
    r.delivery_date,
    r.sequence,
    r.file,
    r.row_number
from ranked r
left join ward_task t using (worklist_id)
left join opened o using (worklist_id)
order by r.ward_code, r.delivery_date, r.sequence, r.file, r.row_number
