"""Why a night stopped, told to people: from the task and the one line of its error."""

import re
from dataclasses import dataclass

from doisoat.publish.labels import read_labels
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import load_suite
from doisoat.report.actions import FEED_OWNER, OWNERS

TASKS = {
    "receive": "tiếp nhận tệp",
    "standardise": "chuẩn hóa dữ liệu",
    "check": "kiểm tra chất lượng dữ liệu đầu vào",
    "link_beneficiaries": "đối chiếu hồ sơ với dân cư",
    "link_accounts": "đối chiếu chủ tài khoản với dân cư",
    "reconcile": "đối soát",
    "list_cases": "lập danh sách chờ xem xét",
    "stage": "nạp bảng chờ công bố",
    "check_mart": "kiểm tra chất lượng trước khi công bố",
    "publish": "công bố",
    "mail": "gửi báo cáo",
}
# Per class of error: a title for the subject, and what happened. The classes are those of doisoat.errors.
CAUSES = {
    "SettingsError": ("thiếu cấu hình", "Một thiết lập hoặc tệp cấu hình bị thiếu hoặc không dùng được."),
    "SourceMissing": ("thiếu dữ liệu nguồn", "Một nguồn không có lần gửi nào đủ mới và hợp lệ để dùng."),
    "DeliveryRefused": ("lần gửi bị từ chối", "Một lần gửi không đáng tin cậy nên bị từ chối toàn bộ."),
    "ConservationError": ("lệch số dòng", "Số dòng vào và ra của một bước không khớp: đây là lỗi của hệ thống."),
    "QualityGateFailed": ("không đạt chất lượng", "Dữ liệu không đạt một yêu cầu bắt buộc nên không được công bố."),
    "PublicationError": ("kho dữ liệu từ chối", "Kho dữ liệu không nhận bản công bố."),
    "WarehouseOutOfReach": ("kho dữ liệu không trả lời", "Không kết nối được tới kho dữ liệu sau nhiều lần thử."),
    "StorageError": ("kho lưu trữ không trả lời", "Kho lưu trữ tệp không trả lời hoặc trả về nội dung sai."),
}
UNKNOWN = ("lỗi kỹ thuật", "Một lỗi kỹ thuật đã dừng quá trình xử lý.")
_SOURCE_FAULTS = ("SourceMissing", "DeliveryRefused")
_FAILED = re.compile(r"(core|mart)/(\w+) fails (\w+):")


@dataclass(frozen=True)
class Cause:
    """`owners` are who must act; `demands` are the labels of the expectations that failed; `detail` is our own line."""

    title: str
    task: str
    happened: str
    owners: tuple[str, ...]
    demands: tuple[str, ...]
    detail: str


def explain(stage: str, reason: str) -> Cause:
    """The cause in Vietnamese of what `<dag>.<task>` said when it failed."""
    kind, _, message = reason.partition(": ")
    title, happened = CAUSES.get(kind, UNKNOWN)
    failed = _FAILED.findall(message) if kind == "QualityGateFailed" else []
    # Where in our code an unexpected error came from is for the log, not for readers of mail.
    detail = reason.partition(" at ")[0] if reason.startswith("unexpected ") else reason
    return Cause(
        title=title,
        task=TASKS.get(stage.rpartition(".")[2], stage),
        happened=happened,
        owners=_owners(stage, kind, failed),
        demands=_demands(failed),
        detail=detail.partition("\n")[0],
    )


def _owners(stage: str, kind: str, failed: list[tuple[str, str, str]]) -> tuple[str, ...]:
    named = {load_suite(suite_path(f"{layer}/{table}")).owners.get(name) for layer, table, name in failed}
    if kind in _SOURCE_FAULTS:
        named.add(next((owner for feed, owner in FEED_OWNER.items() if feed in stage), None))
    named.add("operations")
    return tuple(text for owner, text in OWNERS.items() if owner in named)


def _demands(failed: list[tuple[str, str, str]]) -> tuple[str, ...]:
    if not failed:
        return ()
    labels = {row["code"]: row["label_vi"] for row in read_labels().to_pylist() if row["domain"] == "expectation"}
    return tuple(labels.get(name, name) for _, _, name in failed)
