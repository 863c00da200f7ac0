-- A warehouse as migrations 0001 to 0006 made it, with two nights of December 2023. Invented people.
insert into reconciled.beneficiary
select code, '2023-12-13', programme, name, '1945-03-15', 'F', person, '001', '00001', 'Tổ dân phố 3', 440000,
    case status when 'matched' then person end, status, case status when 'matched' then 'exact_id' else 'probabilistic' end,
    0.97, '{"name": {"level": "equal"}}', alive, account, 'bank', '970436', number, 0.999, channel, hold, digest
from (values
    ('BT-1', 'ND20-5.5', 'Nguyễn Thị An', '001145000001', 'matched', 'alive', 'verified', '0011000001', 'bank', null, 'a/p'),
    ('BT-2', '08', 'Lê Thị Hoa', '001145000002', 'matched', 'deceased', 'inactive', '0011000002', 'hold', 'deceased', 'b/q'),
    ('BT-3', null, 'Trần Văn Nam', '001145000003', 'review', null, 'none', null, 'hold', 'review', 'c/')
) entry (code, programme, name, person, status, alive, account, number, channel, hold, digest);
insert into reconciled.beneficiary_history
select *, case beneficiary_code when 'BT-2' then '2023-12-13' else '2023-12-12' end::date, null from reconciled.beneficiary;
insert into reconciled.beneficiary_history
select (jsonb_populate_record(h, '{"person_status": "alive", "hold_reason": null, "pay_channel": "bank",
    "business_date": "2023-12-12", "valid_from": "2023-12-12", "valid_to": "2023-12-13", "source_digest": "b/o"}')).*
from reconciled.beneficiary_history h where beneficiary_code = 'BT-2';
insert into reconciled.account values
    ('970436', '0011000001', '2023-12-13', 'bank', 'NGUYEN THI AN', 'active', '001145000001', '{BT-1}');
insert into reconciled.discrepancy values
    ('d-1', 'BT-2', 'person_deceased', 'high', 'labour', '{}', '2023-12-13', '2023-12-13', null, 0, '{[2023-12-13,)}'),
    ('d-2', 'BT-1', 'name_differs', 'low', 'labour', '{"differs": "tones"}', '2023-12-12', '2023-12-12', '2023-12-13', 0,
     '{[2023-12-12,2023-12-13)}');
insert into reconciled.coverage
select date, area, level, district, null, null, 2, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, '2024-01-15', 0.04, null, null
from (values ('2023-12-12'::date), ('2023-12-13')) night (date),
    (values ('city', 'city', null), ('district/001', 'district', '001')) area (area, level, district);
insert into reconciled.file_accounting values
    ('2023-12-13', 'beneficiaries', 'so-ldtbxh', 1, 'ba-dinh.xlsx', '2023-12-13', 'd1', 4, 3, 1, 'accepted');
insert into reconciled.quarantine values
    ('2023-12-13', 'beneficiaries', 'so-ldtbxh', 'ba-dinh.xlsx', 7, 'sex', 'sex_unknown', '{"Giới tính": "?"}');
insert into reconciled.quality_result values
    ('2023-12-13', 'mart/beneficiary', 'e', 'warning', true, '3', 0, 0);
insert into reconciled.run values
    ('r-1', '2023-12-12', '2023-12-12 01:00+07', '{}', 'doisoat 0.0.9, model person-v0', '{"beneficiaries": 3}'),
    ('r-2', '2023-12-13', '2023-12-13 01:00+07', '{}', 'doisoat 0.0.9, model person-v0', '{"beneficiaries": 3}');
insert into reconciled.code_label values ('account_status', 'verified', 'Đã xác minh', 'Verified');
