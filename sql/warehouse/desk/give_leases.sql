-- Nobody holds more than the case before them.
delete from review.lease
where login = access.current_login() and case_id is distinct from %(but)s
