select reason, action, actor, created_on, due_on, state, outcome, outcome_on
from worklist where beneficiary_code = %(code)s order by state = 'open' desc, due_on, created_on
