"""What a person may say about a record and a candidate, and for which reasons. Labels are in labels/review.csv."""

# Per verdict the reasons that fit it.
REASONS = {
    "same": ("data_agree", "documents_seen", "known_locally"),
    "different": ("data_contradict", "documents_seen", "known_locally", "namesake", "relatives_number", "sibling"),
    "cannot_tell": ("data_too_poor", "documents_missing"),
}
VERDICTS = tuple(REASONS)
# Why a decision is taken back.
WITHDRAWALS = ("decided_by_mistake", "new_information", "overruled")
