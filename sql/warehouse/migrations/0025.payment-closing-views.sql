-- depends: 0011.access-to-payments
-- How the ledger stands after the newest night, and each payment whose money is not all accounted for.
create or replace view payments.closing as
select
    period,
    pay_channel,
    recipient,
    district_code,
    payments,
    instructed,
    settled,
    cash,
    returned,
    charges,
    rejected,
    open,
    unknown,
    difference,
    replaced
from reconciled.payment_closing
where business_date = (select max(business_date) from reconciled.payment_closing);
comment on view payments.closing is 'a period''s payments through one channel to one recipient in one area, after the newest night: every đồng in one column';
comment on column payments.closing.period is 'YYYY-MM that the money is for';
comment on column payments.closing.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column payments.closing.recipient is 'the bank''s BIN, or the post';
comment on column payments.closing.district_code is 'GSO code on the day of instruction: of the district, of the ward where there are no districts, or unknown';
comment on column payments.closing.payments is 'instructions';
comment on column payments.closing.instructed is 'đồng instructed: the sum of the columns that follow, without replaced';
comment on column payments.closing.settled is 'đồng that arrived in accounts';
comment on column payments.closing.cash is 'đồng collected at the post';
comment on column payments.closing.returned is 'đồng that came back, as booked';
comment on column payments.closing.charges is 'đồng that banks kept of it and said so';
comment on column payments.closing.rejected is 'đồng that were never taken';
comment on column payments.closing.open is 'đồng instructed or accepted, within the time for an answer';
comment on column payments.closing.unknown is 'đồng of which nobody knows';
comment on column payments.closing.difference is 'đồng that nobody has explained: payments.difference lists them';
comment on column payments.closing.replaced is 'of returned and rejected, đồng that were instructed again since';
comment on column reconciled.payment_closing.district_code is 'GSO code on the day of instruction: of the district, of the ward where there are no districts, or unknown';

create or replace view payments.difference as
select
    payment_id,
    period,
    pay_channel,
    recipient,
    district_code,
    ward_code,
    amount,
    returned_amount,
    charges,
    amount - returned_amount - charges as difference,
    returned_on
from reconciled.payment
where coalesce(ended_as, status) = 'returned' and amount <> returned_amount + charges;
comment on view payments.difference is 'a payment of which less came back than was sent, and the bank has not said why';
comment on column payments.difference.payment_id is 'the payment; the key';
comment on column payments.difference.period is 'YYYY-MM that the money is for';
comment on column payments.difference.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column payments.difference.recipient is 'who was instructed: the bank''s BIN, or the post';
comment on column payments.difference.district_code is 'GSO code on the day of instruction';
comment on column payments.difference.ward_code is 'GSO code on the day of instruction';
comment on column payments.difference.amount is 'đồng instructed';
comment on column payments.difference.returned_amount is 'đồng that came back, as booked';
comment on column payments.difference.charges is 'đồng that the bank said it kept';
comment on column payments.difference.difference is 'đồng that are missing';
comment on column payments.difference.returned_on is 'day the money came back';

grant select on payments.closing, payments.difference to doisoat_payments, doisoat_auditor;
