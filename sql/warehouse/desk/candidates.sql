select personal_id, rank, old_id, full_name, date_of_birth, sex, district_code, ward_code, village, person_status,
    status_date, match_probability, evidence, evidence_digest, model_version
from review.candidate where beneficiary_code = %(code)s order by rank
