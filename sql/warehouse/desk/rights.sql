-- What a login was granted: roles that it has of its own or through another, and areas. An owner of the server is nobody
-- here: a user of that name in Airflow is somebody else.
select
    array(
        select r.rolname::text from pg_roles r
        where r.rolname like 'doisoat\_%%' and exists (
            select from pg_roles l where l.rolname = %(login)s and not l.rolsuper and not l.rolcreaterole
            and pg_has_role(l.oid, r.oid, 'USAGE'))
        order by r.rolname
    ) as roles,
    access.whole_city() as whole_city, access.districts() as districts, access.wards() as wards
