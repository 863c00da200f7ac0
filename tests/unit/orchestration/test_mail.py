"""Mails through a real SMTP server that is up, down, refuses somebody or dies: each arrives once, none is lost."""

import datetime as dt
import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from doisoat.errors import MailOutOfReach
from doisoat.orchestration.postman import Postman
from doisoat.report.message import Mail, compose
from doisoat.report.outbox import CLAIM_HOLDS, Letter, NoOutbox, Outbox
from doisoat.storage.objects import open_store
from servers import free_ports

NIGHT = dt.date(2024, 1, 12)
NOW = dt.datetime.now(dt.UTC)
PNG = b"\x89PNG of two bars"
MAIL = Mail("Đối soát ngày 12/01/2024", "Đủ nguồn", '<img src="cid:bars@x" alt="hai cột">', {"bars@x": PNG})


class Server:
    """An SMTP server on 127.0.0.1 that keeps what it takes; `answers` says which recipients it refuses, with what."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.answers: dict[str, str] = {}
        self.port = free_ports(1)[0]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [address for address, _ in self.taken]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def up(server: Server) -> Iterator[None]:
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield
    controller.stop()


@pytest.fixture
def outbox(tmp_path) -> Outbox:
    return Outbox(open_store(str(tmp_path)))


def letter(who: str, *, date: dt.date = NIGHT) -> Letter:
    message = compose(MAIL, recipient=f"{who}@example.vn", identity=f"{date}/{who}")
    return Letter(date, who, message.as_bytes())


def round_of(server: Server, outbox: Outbox, *, now: dt.datetime = NOW) -> Postman:
    def connect():
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=5)
        return SimpleNamespace(_smtp_client=client, from_email="doisoat@example.vn")

    return Postman(outbox, connect=connect, now=lambda: now)


def post(server: Server, outbox: Outbox, *who: str) -> dict[str, int]:
    postman = round_of(server, outbox)
    for name in who:
        postman.post(letter(name))
    postman.deliver_waiting()
    return postman.finish()


@pytest.mark.usefixtures("up")
def test_what_arrives_is_text_and_html_with_its_picture_and_a_sender(server, outbox):
    post(server, outbox, "head")
    message = message_from_bytes(server.taken[0][1], policy=policy.default)
    assert (message["From"], message["To"]) == ("doisoat@example.vn", "head@example.vn")
    assert message["Subject"] == MAIL.subject
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "multipart/related"]
    html, picture = message.get_payload()[1].iter_parts()
    assert html.get_content().strip() == MAIL.html
    assert picture.get_content() == PNG
    assert picture["Content-ID"] == "<bars@x>"


@pytest.mark.usefixtures("up")
def test_nobody_is_sent_the_same_letter_twice(server, outbox):
    assert post(server, outbox, "head", "operator")["delivered"] == 2
    assert post(server, outbox, "head", "operator")["delivered"] == 0
    assert server.recipients == ["head@example.vn", "operator@example.vn"]


def test_a_server_that_is_down_delays_mails_and_loses_none(server, outbox):
    with pytest.raises(MailOutOfReach, match=r"2 mails wait: .* ConnectionRefusedError"):
        post(server, outbox, "head", "operator")
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        assert post(server, outbox) == {"delivered": 2, "refused": 0, "waiting": 0}
    finally:
        controller.stop()
    assert sorted(server.recipients) == ["head@example.vn", "operator@example.vn"]


@pytest.mark.usefixtures("up")
def test_one_bad_address_stops_nobody_and_is_not_tried_again(server, outbox):
    server.answers["gone@example.vn"] = "550 no such user"
    assert post(server, outbox, "gone", "head") == {"delivered": 1, "refused": 1, "waiting": 0}
    server.answers.clear()
    assert post(server, outbox, "gone", "head")["delivered"] == 0
    assert server.recipients == ["head@example.vn"]


@pytest.mark.usefixtures("up")
def test_a_recipient_who_is_put_off_waits_alone(server, outbox):
    server.answers["busy@example.vn"] = "451 try again later"
    assert post(server, outbox, "busy", "head") == {"delivered": 1, "refused": 0, "waiting": 1}
    server.answers.clear()
    assert post(server, outbox)["delivered"] == 1
    assert server.recipients == ["head@example.vn", "busy@example.vn"]


def test_two_deliverers_do_not_take_the_same_letter(outbox):
    outbox.put(letter("head"))
    assert outbox.claim(letter("head"), NOW)
    assert not outbox.claim(letter("head"), NOW + CLAIM_HOLDS / 2)


def test_a_letter_whose_deliverer_died_goes_out_after_its_claim_ran_out(outbox):
    outbox.put(letter("head"))
    assert outbox.claim(letter("head"), NOW)
    assert outbox.claim(letter("head"), NOW + 2 * CLAIM_HOLDS)
    assert not outbox.claim(letter("head"), NOW + 2 * CLAIM_HOLDS)


def test_a_letter_that_was_sent_meanwhile_is_not_claimed(outbox):
    outbox.put(letter("head"))
    outbox.claim(letter("head"), NOW)
    outbox.sent(letter("head"), NOW)
    assert not outbox.claim(letter("head"), NOW)
    assert list(outbox.waiting()) == []


@pytest.mark.usefixtures("up")
def test_what_waited_for_five_days_is_given_up(server, outbox):
    outbox.put(letter("head"))
    late = round_of(server, outbox, now=NOW + dt.timedelta(days=6))
    late.deliver_waiting()
    assert late.finish() == {"delivered": 0, "refused": 1, "waiting": 0}
    assert server.taken == []


@pytest.mark.usefixtures("up")
def test_without_a_lake_a_letter_is_sent_all_the_same(server):
    assert post(server, NoOutbox(), "operator")["delivered"] == 1


def test_a_long_vietnamese_subject_arrives_with_all_its_spaces():
    subject = "[Đối soát] 11/01/2024, Toàn thành phố: 56,6 % chi trả được qua tài khoản, còn 13 hồ sơ phải xử lý"
    message = compose(Mail(subject, "-", "-"), recipient="a@localhost", identity="a")
    assert message_from_bytes(message.as_bytes(), policy=policy.default)["Subject"] == subject


def test_the_same_letter_composed_again_has_the_same_message_id():
    first, second = (compose(MAIL, recipient="a@localhost", identity="2024-01-12/a") for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"]
