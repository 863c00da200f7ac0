select personal_id, rank, old_id, full_name, date_of_birth, sex, district_code, ward_code, village, person_status,
    status_date, match_probability, evidence, evidence_digest, model_version
from review.candidate where case_id = %(case)s order by rank
