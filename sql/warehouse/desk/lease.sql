select login, until from review.lease where case_id = %(case)s and until > now()
