-- Whose the account of a pair is: own, close (own, but a person should confirm), payee (the declared representative's),
-- other. And with what probability it is theirs or their representative's.
with scored as (
    select
        x.*,
        -- Both sides are linked to one person: both links are right. To two people: that speaks against the comparison.
        case
            when x.same_person then x.link_probability
            when x.other_person then least(own.probability, 1 - x.link_probability)
            else own.probability
        end as own_probability,
        own.probability as direct_probability,
        payee.probability as payee_probability
    from pair x
    left join score own on own.pair = x.pair and not own.payee
    left join score payee on payee.pair = x.pair and payee.payee
),
placed as (
    select
        *,
        case
            when same_person and not id_differs and (name_same or (id_agrees and name_near)) then 'own'
            when not same_person and not other_person and not id_differs and name_same
            and (birth_agrees or id_agrees) and direct_probability >= $verified_probability then 'own'
            when same_person then 'close'
            when payee then 'payee'
            when not other_person and direct_probability >= $close_probability then 'close'
            when other_person and own_probability >= $close_probability then 'close'
            else 'other'
        end as relation
    from scored
)
select
    * exclude (payee, payee_same) replace (
        -- Of a mandate the name of whoever has it.
        case when relation <> 'payee' then payee_check when payee_same then 'match' else 'close_match' end as payee_check
    ),
    case relation when 'payee' then payee_probability else own_probability end as probability
from placed
