"""Why somebody looks at the data of persons: what the log says of every look. Labels are in labels/review.csv."""

PURPOSES = ("payment", "complaint", "correction", "verification", "oversight")
