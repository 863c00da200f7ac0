select login, until from review.lease where beneficiary_code = %(code)s and until > now()
