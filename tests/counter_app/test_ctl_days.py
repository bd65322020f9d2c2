"""`counterctl day-close`, `certificate`, `verify-certificate`, with a real centre."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from counter_app.bootstrap.station import now
from counter_app.demo.centre import CLERK, PASSWORD, CentreProcess
from counter_app.demo.people import NHUNG, VIET
from domain.moment import local, moment
from sync.central import admin
from sync.central.store.tables import certificate
from sync.protocol.cbor import decode, encode
from sync.protocol.frame import envelope, opened, seal
from tests.counter_app.test_ctl import HOUSEHOLD, TRANSCRIPT, Counter, enrolled, sentence


@pytest.fixture
def counter(centre: CentreProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    return Counter(enrolled(centre, tmp_path), capsys.readouterr)


def test_a_session_is_opened_counted_explained_closed_and_certified(
    centre: CentreProcess, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(*words: str) -> dict[str, Any]:
        told: dict[str, Any] = counter("session", *words, "--officer", CLERK).told
        return told

    def matters() -> list[str]:
        keys = [each["key"] for each in counter("matters").told["open"]]
        return [key for key in keys if key.startswith("session:")]

    stray = counter.receive(card=VIET, procedure=HOUSEHOLD).told
    assert [each["receipt"] for each in act("list")["strays"]] == [stray["receipt"]]
    assert "Chưa mở phiên" in sentence(counter("session", "x-report"))
    opened = act("open", "--notes", "100000x3,50000x4")
    assert (opened["state"], opened["here"], opened["counter"]) == ("open", True, "Quầy 3")
    assert "đang giữ phiên" in sentence(counter("session", "open"))
    assert [each[:13] for each in matters()] == ["session:open:", "session:stray"]
    assert act("join") == {"joined": 1}
    paid = counter.receive(card=NHUNG, procedure=HOUSEHOLD).told
    refund = ("--receipt", paid["receipt"], "--amount", "50000", "--reason", "Không làm được")
    assert act("refund", paid["code"], *refund)["in_session"]
    assert act("suspend")["state"] == "suspended"
    assert act("resume")["state"] == "open"
    document = ("--receiver", "Trịnh Thu Hà", "--document", "PC 01")
    act("move", "to-safe", "--amount", "300000", *document)
    assert "chưa đếm tiền" in sentence(counter("session", "close"))
    assert "không phải số tờ" in sentence(counter("session", "count", "--notes", "ba tờ"))

    counted = act("count", "--notes", "100000x2")
    assert counted["needs_second"]
    assert counted["methods"][0]["difference"] == -50_000
    why = ("--reason", "Chưa tìm ra, lập biên bản")
    assert "người thứ hai" in sentence(counter("session", "explain", *why))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert act("explain", *why, "--approver", "ha.trinh")["explained"]
    x = act("x-report")
    z = act("close")

    assert (x["report"], z["report"], z["approver"]) == ("X", "Z", "Trịnh Thu Hà")
    assert z["methods"][0]["expected"] == 250_000
    assert matters() == []
    assert "Phiên quầy đã đóng, tiền đã đếm" in counter("matters").told["done"]
    label = z["session"]
    assert [each["session"] for each in act("list", "--day", today())["sessions"]] == [label]
    assert "đã đóng" in sentence(
        counter("session", "take-over", "--session", label, "--reason", "Mở lại")
    )
    assert act("x-report", "--session", label)["report"] == "Z"
    sealed = counter("day-close").told
    assert sealed["state"] == "sealed"
    assert sealed["totals"]["money.expected.cash"] == sealed["totals"]["money.book.cash"]
    told = json.loads(centre.run("sessions", "--scope", "H32.16", "--day", today()))
    (mine,) = [each for each in told if each["session"] == label]
    assert (mine["expected"], mine["counted"]) == ({"cash": 250_000}, {"cash": 200_000})
    assert mine["agrees"]


def today() -> str:
    return local(moment(now())).date().isoformat()


def test_a_day_is_closed_written_to_a_file_and_verified_elsewhere(
    centre: CentreProcess, counter: Counter, tmp_path: Path
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    counter.receive(card=VIET, procedure=TRANSCRIPT, payment={"method": "transfer"})
    counter("verify")

    closed = counter("day-close").told
    again = counter("day-close", "--day", today()).told
    out = tmp_path / "ngay.cert"
    written = counter("certificate", "--day", today(), "--out", out).told
    key = written["centre_key"]
    assert centre.run("public-key").strip() == key
    elsewhere = Counter(tmp_path / "auditor", counter.capture)
    told = elsewhere("verify-certificate", out, "--centre-key", key).told

    assert (closed["state"], closed["words"], closed["number"]) == ("sealed", "đã khớp", 1)
    assert again["certificate"] == closed["certificate"] == told["certificate"]
    assert (told["genuine"], told["counter"], told["office"]) == (True, "Quầy 3", "H32.16")
    assert told["totals"] == closed["totals"] == written["totals"]
    assert told["totals"]["kind.dossier.received"] == 2
    assert {each["sort"] for each in written["ledger"]} == {"numbers", "receipts"}
    assert all(each["missing"] == each["twice"] == "" for each in closed["ledger"])
    assert told["totals"]["money.cash"] > 0
    assert told["totals"]["money.transfer"] > 0
    assert told["verified"]
    assert not (tmp_path / "auditor").exists()
    assert counter("sync").told["proven"] is True


def test_what_is_open_is_named_and_left_for_later_or_refused(counter: Counter) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    told = counter("matters").told
    paper = next(each for each in told["open"] if each["mend"] == "scan")

    sentence(counter("defer", paper["key"], "--reason", "ừ"))
    sentence(counter("defer", "paper:none", "--reason", "không có việc này"))
    sentence(counter("explain-number", "Q3-000009", "--reason", "không có số này"))
    left = counter("defer", paper["key"], "--reason", "khách mang về", "--officer", "chau.le").told
    after = counter("matters").told

    assert left["title"] == paper["title"]
    assert paper["key"] not in {each["key"] for each in after["open"]}
    [kept] = after["left"]
    assert (kept["reason"], kept["officer"]) == ("khách mang về", "Lê Thị Minh Châu")


def test_a_day_closed_twice_has_two_certificates_in_a_row(counter: Counter, tmp_path: Path) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    counter("day-close")
    counter.receive(card=VIET, procedure=TRANSCRIPT)
    counter("day-close")
    out = tmp_path / "ngay.cert"

    last = counter("certificate", "--day", today(), "--out", out).told
    first = counter("certificate", "--day", today(), "--number", "1", "--out", out).told

    assert (first["number"], last["number"]) == (1, 2)
    assert last["previous"] == first["certificate"]
    assert counter("verify-certificate", out).told["certificate"] == first["certificate"]
    sentence(counter("certificate", "--day", today(), "--number", "3", "--out", out))


def test_a_pc_that_is_enrolled_anew_seals_its_days_first(
    centre: CentreProcess, counter: Counter
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    before = bytes.fromhex(counter("init").told["device"])
    code = centre.enrol_code("Quầy 3", "Q3")

    after = counter("enrol", "--centre", centre.url, "--code", code).told["device"]

    opened = admin.open_centre(centre.database, centre.folder / "blobs", centre.folder / "keys")
    try:
        with opened.store.reading() as snapshot:
            sealed = snapshot.execute(
                select(certificate.c.day).where(certificate.c.device == before)
            ).all()
    finally:
        opened.store.close()
    assert bytes.fromhex(after) != before
    assert [day for (day,) in sealed] == [today()]
    assert counter("sync").told["proven"] is True


def test_a_single_changed_byte_is_one_sentence_and_a_failure(
    counter: Counter, tmp_path: Path
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    counter("day-close")
    out = tmp_path / "ngay.cert"
    key = counter("certificate", "--day", today(), "--out", out).told["centre_key"]
    whole = out.read_bytes()
    named = tmp_path / "centre.pub"
    named.write_text(key + "\n")

    assert counter("verify-certificate", out).told["genuine"] is True
    assert counter("verify-certificate", out, "--centre-key", named).told["genuine"] is True
    for at in range(0, len(whole), 37):
        out.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        said = sentence(counter("verify-certificate", out, "--centre-key", key))
        assert said.startswith("Chứng nhận không đúng như hai bên đã ký")
    out.write_bytes(whole)
    assert "64 chữ số" in sentence(counter("verify-certificate", out, "--centre-key", "abc"))
    others = "00" * 32
    assert "không do trung tâm này ký" in sentence(
        counter("verify-certificate", out, "--centre-key", others)
    )
    sentence(counter("verify-certificate", tmp_path / "khong-co.cert", "--centre-key", key))
    stranger = Counter(tmp_path / "stranger", counter.capture)
    assert "--centre-key" in sentence(stranger("verify-certificate", out))


def test_without_the_centre_the_day_waits_and_the_next_exchange_seals_it(
    centre: CentreProcess, counter: Counter, tmp_path: Path
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    counter("sync")
    counter.receive(card=VIET, procedure=TRANSCRIPT)
    centre.stop()

    pending = counter("day-close").told
    waits = counter("status").told["open_days"]
    refused = sentence(counter("certificate", "--day", today(), "--out", tmp_path / "x"))
    centre.start()
    counter("sync")
    written = counter("certificate", "--day", today(), "--out", tmp_path / "x").told

    assert (pending["state"], pending["words"]) == ("pending", "đang chờ đối soát")
    assert pending["cause"] == "chưa tới được trung tâm"
    assert [(each["day"], each["state"]) for each in waits] == [(today(), "pending")]
    assert counter("status").told["open_days"] == []
    assert "đang chờ đối soát" in refused
    assert written["certificate"] == pending["certificate"]


def test_a_difference_is_printed_whole_and_said_in_one_sentence(
    centre: CentreProcess, counter: Counter
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    counter("sync")
    change_a_fee(centre)

    done = counter("day-close")
    told = json.loads(done.out)
    sealed = counter("day-close").told

    assert done.status == 1
    assert told["state"] == "disputed"
    assert [each for each in told["differs"] if each.get("field") == "money.cash"]
    assert [each for each in told["differs"] if "record" in each]
    assert done.err.startswith(f"Ngày {today()} chưa khớp: tiền mặt (quầy ")
    assert done.err.count("\n") == 1
    assert sealed["state"] == "sealed"


def change_a_fee(centre: CentreProcess) -> None:
    """In the centre's database, the newest fee of all, with its hash."""
    folder = centre.folder
    made = admin.open_centre(centre.database, folder / "blobs", folder / "keys")
    with made.store.writing() as transaction:
        row = transaction.execute(
            text(
                "SELECT position, envelope, salt, body FROM fact WHERE scope = 'H32.16'"
                " AND kind = 'fee.taken' ORDER BY position DESC"
            )
        ).first()
        assert row is not None
        frame = opened(bytes(row.envelope), bytes(row.salt), bytes(row.body)).frame
        changed = seal(replace(frame, body=encode({**decode(frame.body), "amount": 1})))
        transaction.execute(
            text(
                "UPDATE fact SET id = :id, envelope = :envelope, body = :body"
                " WHERE scope = 'H32.16' AND position = :at"
            ),
            {
                "id": changed.id,
                "envelope": envelope(changed.frame),
                "body": changed.frame.body,
                "at": row.position,
            },
        )
        transaction.commit()
    made.store.close()


def test_days_that_cannot_be_closed_are_one_sentence(counter: Counter, tmp_path: Path) -> None:
    tomorrow = (local(moment(now())) + timedelta(days=1)).date().isoformat()

    assert "chưa đến" in sentence(counter("day-close", "--day", tomorrow))
    assert "không phải ngày" in sentence(counter("day-close", "--day", "23/11"))
    assert "không có chứng nhận ngày 2020-01-01" in sentence(
        counter("certificate", "--day", "2020-01-01", "--out", tmp_path / "x")
    )
    assert not (tmp_path / "x").exists()


def test_a_closed_days_sheet_carries_a_code_that_proves_its_certificate(
    counter: Counter, tmp_path: Path
) -> None:
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    sentence(counter("z-sheet", "--out", tmp_path / "z.pdf"))  # not closed yet
    x = counter("x-sheet", "--out", tmp_path / "x.pdf").told
    counter("day-close")
    z = counter("z-sheet", "--out", tmp_path / "z.pdf").told
    again = counter("z-sheet", "--day", today(), "--out", tmp_path / "z2.pdf").told
    file = tmp_path / "ngay.cert"
    told = counter("certificate", "--day", today(), "--out", file).told
    key = told["centre_key"]

    assert (x["state"], x["code"], x["copy"]) == ("open", "", 1)
    assert (z["state"], z["copy"], again["copy"]) == ("sealed", 1, 2)
    assert z["code"] == again["code"]
    elsewhere = Counter(tmp_path / "auditor", counter.capture)
    by_code = elsewhere("verify-certificate", "--qr", z["code"], "--centre-key", key).told
    both = elsewhere("verify-certificate", file, "--qr", z["code"], "--centre-key", key).told
    assert by_code["certificate"] == both["certificate"] == told["certificate"]
    for wrong in (z["code"][:-2] + "AA", z["code"][:40], "QMC-THU-ABCDEF"):
        sentence(elsewhere("verify-certificate", "--qr", wrong, "--centre-key", key))
    sentence(elsewhere("verify-certificate", "--qr", z["code"], "--centre-key", "00" * 32))
    sentence(elsewhere("verify-certificate", "--centre-key", key))
    assert counter("matters").told["open"] is not None
