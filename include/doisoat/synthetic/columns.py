"""The columns of a roll: logical fields, and what each layout calls them."""

FIELDS = (
    *("beneficiary_code", "full_name", "date_of_birth", "sex", "id_number", "programme_code", "monthly_amount"),
    *("village", "ward_name", "district_name", "payment_method", "account_number", "bank_name"),
    *("representative_name", "representative_id_number", "representative_relationship"),
)  # of `Entry.cells`
CODE, NAME, BIRTH, SEX, NUMBER, PROGRAMME, AMOUNT = range(7)  # positions in `Entry.cells`

_BEFORE = ("STT", "Mã đối tượng", "Họ và tên")
_AFTER = (
    *("Số CCCD/CMND", "Mã chế độ", "Mức trợ cấp (đồng)", "Thôn/Tổ dân phố", "Xã/Phường/Thị trấn"),
    *("Quận/Huyện/Thị xã", "Hình thức chi trả", "Số tài khoản", "Ngân hàng"),
    *("Người nhận thay", "Số CCCD người nhận thay", "Quan hệ"),
)
HEADERS = (*_BEFORE, "Ngày, tháng, năm sinh", "Giới tính", *_AFTER)
SPLIT_HEADERS = (*_BEFORE, "Năm sinh", "", *_AFTER)  # the empty one is merged with the one before
SPLIT_SEXES = ("Nam", "Nữ")  # the second row, below "Năm sinh"

LEGACY_HEADERS = (
    *("STT", "MADT", "HOTEN", "NGAYSINH", "GIOITINH", "SOCMND", "CHEDO", "MUC", "THON", "XA", "HUYEN"),
    *("HINHTHUC", "SOTK", "NGANHANG", "NGUOINHAN", "CMNDNGUOINHAN", "QUANHE"),
)
DBF_FIELDS = (  # name, type and width
    *(("STT", "N", 6), ("MADT", "C", 20), ("HOTEN", "C", 60), ("NGAYSINH", "C", 12), ("GIOITINH", "C", 5)),
    *(("SOCMND", "C", 20), ("CHEDO", "C", 12), ("MUC", "C", 16), ("THON", "C", 60), ("XA", "C", 40)),
    *(("HUYEN", "C", 40), ("HINHTHUC", "C", 30), ("SOTK", "C", 24), ("NGANHANG", "C", 80)),
    *(("NGUOINHAN", "C", 60), ("CMNDNN", "C", 20), ("QUANHE", "C", 20)),
)
