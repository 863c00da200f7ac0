-- The newest delivery of each sender that the entry's night went by: of the rolls and the register all, of banks the one
-- that holds its account, of wards its own.
select feed, sender, delivery_date, sequence from (
    select distinct on (feed, sender) feed, sender, delivery_date, sequence
    from reconciled.file_accounting
    where business_date = %(date)s and outcome = 'accepted' and not starts_with(file, sequence || '/')
        and (feed in ('beneficiaries', 'population') or feed in ('accounts', 'payments') and sender = %(bank_bin)s
            or feed = 'fieldwork' and sender = %(ward)s)
    order by feed, sender, delivery_date desc nulls last, sequence desc
) newest
order by array_position(array['beneficiaries', 'population', 'accounts', 'payments', 'fieldwork'], feed), sender
