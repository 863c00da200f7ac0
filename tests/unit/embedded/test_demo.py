"""What the demo points to at its end."""

from doisoat.embedded import state
from doisoat.embedded.demo import what_to_open


def test_the_report_named_is_the_newest_that_the_head_of_the_department_got(tmp_path):
    installation = state.load_or_create(tmp_path)
    outbox = tmp_path / "outbox"
    outbox.mkdir(exist_ok=True)
    for name, to in (("1", "lanh-dao@labour"), ("2", "lanh-dao@labour"), ("3", "an-sinh@bank")):
        (outbox / f"{name}.eml").write_text(f"To: {to}.example.vn\n\n")
    shown = "\n".join(what_to_open(installation, tmp_path / "landing"))
    assert f"report   {outbox / '2.eml'}\n" in shown
    assert "(3 mails)" in shown


def test_before_the_first_mail_none_is_named(tmp_path):
    shown = "\n".join(what_to_open(state.load_or_create(tmp_path), tmp_path / "landing"))
    assert "report   no mail yet" in shown
