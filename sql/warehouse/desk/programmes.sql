-- Of programmes those that are told by their code; all others are one.
select code from unnest(%(codes)s::text[]) with ordinality p (code, place)
where access.shown_programme(code) = code order by place
