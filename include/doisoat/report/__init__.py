"""The mails and pages of a night, in Vietnamese and English: numbers and who must act; nothing of any person."""
