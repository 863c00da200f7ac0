select kind, severity, owner, first_seen, last_seen, resolved_on, reopened
from discrepancy where beneficiary_code = %(code)s
order by resolved_on is not null, case severity when 'high' then 1 when 'medium' then 2 else 3 end, first_seen desc
