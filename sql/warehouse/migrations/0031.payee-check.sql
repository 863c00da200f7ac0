-- depends: 0018.fast-publication
-- Two questions about an account, each with its own answer: would the bank take the money under this name, and who is
-- the holder? Of the holder's link the evidence is published, as it is of an entry's.
alter table reconciled.beneficiary add column if not exists payee_check text;
alter table reconciled.beneficiary_history add column if not exists payee_check text;
alter table staging.beneficiary add column if not exists payee_check text;
comment on column reconciled.beneficiary.payee_check is
    'would the bank take money for the account under the roll''s name, or the representative''s: match, close_match, no_match; null: no bank returned it';
comment on column reconciled.beneficiary_history.payee_check is
    'would the bank take money for the account under the roll''s name, or the representative''s: match, close_match, no_match; null: no bank returned it';
comment on column staging.beneficiary.payee_check is
    'would the bank take money for the account under the roll''s name, or the representative''s: match, close_match, no_match; null: no bank returned it';

-- Of accounts published before, nothing is known until the next night.
alter table reconciled.account add column if not exists match_status text not null default 'unmatched';
alter table reconciled.account add column if not exists match_method text not null default 'none';
alter table reconciled.account add column if not exists match_probability double precision;
alter table reconciled.account add column if not exists match_evidence jsonb;
alter table staging.account add column if not exists match_status text not null default 'unmatched';
alter table staging.account add column if not exists match_method text not null default 'none';
alter table staging.account add column if not exists match_probability double precision;
alter table staging.account add column if not exists match_evidence jsonb;
comment on column reconciled.account.match_status is 'matched, review, unmatched; review too where a bank''s rows disagree';
comment on column reconciled.account.match_method is 'exact_id, probabilistic, clerical, none';
comment on column reconciled.account.match_probability is
    'probability that the link (for review: the best candidate) is right';
comment on column reconciled.account.match_evidence is
    'per field what was compared, the level and its weight; why other candidates lost';
-- Nobody searches for evidence: it needs no statistics.
alter table reconciled.account alter match_evidence set statistics 0;
alter table staging.account alter match_evidence set statistics 0;
