-- Records and persons with an equal identifier. Old numbers were re-issued, so one may name several persons.
SELECT record.record, person.person FROM record JOIN person ON record.id = person.id
UNION ALL
SELECT record.record, person.person FROM record JOIN person ON record.old = person.old
