"""A mail goes out once, and a failed sending leaves no mark that it did."""

from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest

from doisoat.orchestration import mail as mailing
from doisoat.settings import Settings

MAIL = SimpleNamespace(subject="Đối soát ngày 12/01/2024", text="Đủ nguồn", html="<p>Đủ nguồn</p>")


@pytest.fixture
def settings(tmp_path):
    return Settings(landing="-", lake=str(tmp_path), warehouse_url="-", scratch="-")


def test_the_same_mail_is_sent_once(settings, monkeypatch):
    sent = []
    monkeypatch.setattr(mailing, "send", lambda mail, _recipients: sent.append(mail))
    assert mailing.send_once(MAIL, key="2024-01-12/abc", settings=settings)
    assert not mailing.send_once(MAIL, key="2024-01-12/abc", settings=settings)
    assert sent == [MAIL]


def test_a_failed_sending_is_tried_again(settings, monkeypatch):
    def refuse(_mail, _recipients):
        raise ConnectionError

    monkeypatch.setattr(mailing, "send", refuse)
    with pytest.raises(ConnectionError):
        mailing.send_once(MAIL, key="2024-01-12/abc", settings=settings)
    monkeypatch.setattr(mailing, "send", lambda _mail, _recipients: None)
    assert mailing.send_once(MAIL, key="2024-01-12/abc", settings=settings)


def test_a_mail_has_text_first_and_html_as_its_richer_form():
    message = as_received(MAIL)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["To"] == "a@localhost, b@localhost"
    assert message.get_body(("plain",)).get_content() == "Đủ nguồn"


def test_a_long_vietnamese_subject_arrives_with_all_its_spaces():
    subject = "[doisoat] 11/01/2024: 56,6 % chi trả qua tài khoản – 13 việc cần xử lý ngay trong tuần này"
    assert as_received(SimpleNamespace(subject=subject, text="-", html="-"))["Subject"] == subject


def as_received(mail):
    message = mailing.compose(mail, sender="doisoat@localhost", recipients=["a@localhost", "b@localhost"])
    return message_from_bytes(message.as_bytes(), policy=policy.default)
