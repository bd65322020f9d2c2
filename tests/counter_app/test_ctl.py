"""`counterctl`: every command on a real store, with a real centre where one is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from counter_app.ctl import main
from counter_app.demo.centre import CLERK, CentreProcess
from counter_app.demo.people import NHUNG, VIET
from counter_app.demo.scanner import FEEDER, scanner_environment
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading
from counter_app.storage.key_store import KEY_FILE, store_key
from domain.identifiers import Scope
from printing.reading_back import read
from sync.central import admin
from tests.sync.central.service import make_office

HOUSEHOLD = "1.001612"
TRANSCRIPT = "2.000635"
COMPANY = {
    "kind": "organisation",
    "identity_number": "0100109106",
    "name": "Công ty TNHH Muối Biển Cam Ranh",
    "address": "Lô 4 Khu công nghiệp Thử Nghiệm, phường Cam Ranh",
    "representative": "Trần Quang Huy",
}


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Counter:
    """A profile and the command line on it."""

    profile: Path
    capture: Callable[[], Any]

    def __call__(self, *arguments: str | Path) -> Done:
        self.capture()
        status = main(["--profile", str(self.profile), "--json", *map(str, arguments)])
        captured = self.capture()
        return Done(status, captured.out, captured.err)

    def receive(self, **told: Any) -> Done:
        file = self.profile / "reception.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        return self("receive", "--file", file)


def enrolled(centre: CentreProcess, profile: Path) -> Path:
    """The profile of a new counter."""
    code = centre.enrol_code("Quầy 3", "Q3")
    assert main(["enrol", "--centre", centre.url, "--code", code, "--profile", str(profile)]) == 0
    return profile


@pytest.fixture(scope="module")
def profile(centre: CentreProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return enrolled(centre, tmp_path_factory.mktemp("quay"))


@pytest.fixture
def counter(profile: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    return Counter(profile, capsys.readouterr)


def sentence(done: Done) -> str:
    """One sentence, and nothing else, was said of the failure."""
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    return done.err.strip()


def test_a_result_is_handed_over_by_command_once(counter: Counter) -> None:
    received = counter.receive(card=VIET, procedure=TRANSCRIPT, officer=CLERK).told
    code = received["code"]

    refused = counter("hand-over", code, "--paper", "12/TL", "--name", "Trần Văn Bảo")
    given = counter("hand-over", code, "--paper", "12/TL", "--officer", CLERK).told
    again = counter("hand-over", code, "--paper", "13/TL")

    assert "không phải người nộp hồ sơ, cần ghi giấy ủy quyền" in refused.err
    assert (given["status"], given["paper"]) == ("Đã trả kết quả", "12/TL")
    assert "Kết quả 12/TL đã trả cho" in again.err


def test_a_store_is_made_before_it_is_enrolled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = Counter(tmp_path / "new", capsys.readouterr)

    assert counter("init").told["enrolled"] is False
    assert "ghi danh" in sentence(counter("status")).lower()
    assert sentence(counter("enrol", "--code", "ABCD")).startswith("Ghi danh cần cả")


def test_a_wrong_one_time_code_is_one_sentence(
    centre: CentreProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = Counter(tmp_path / "new", capsys.readouterr)

    said = sentence(counter("enrol", "--centre", centre.url, "--code", "AAAA-AAAA"))

    assert said.startswith("Trung tâm không nhận")


def test_a_person_with_a_card_is_registered_then_found(counter: Counter) -> None:
    first = counter.receive(card=NHUNG, procedure=HOUSEHOLD, officer=CLERK).told
    again = counter.receive(card=NHUNG, procedure=TRANSCRIPT).told

    assert (first["customer_found"], again["customer_found"]) == (False, True)
    assert first["customer"] == again["customer"]
    assert first["code"] != again["code"]
    assert first["code"].startswith("H32.16-")
    assert int(again["receipt"][-6:]) == int(first["receipt"][-6:]) + 1


def test_a_typed_person_and_an_organisation_are_received(counter: Counter) -> None:
    typed = counter.receive(
        customer={
            "identity_number": "056190000311",
            "name": "Trần Thị Thu Thảo",
            "address": "Tổ 1, phường Nha Trang",
        },
        procedure=TRANSCRIPT,
        channel="post",
        post_address="Tổ 1, phường Nha Trang",
        payment={"method": "transfer"},
    )
    company = counter.receive(customer=COMPANY, procedure="2.000205")

    assert typed.told["receipt"]
    assert company.told["customer_found"] is False


def test_a_missing_paper_is_refused_by_one_sentence_and_nothing_is_saved(counter: Counter) -> None:
    before = counter("status").told["waiting_facts"]

    said = sentence(counter.receive(card=NHUNG, procedure=HOUSEHOLD, papers=[]))

    assert said.startswith("Chưa đủ giấy tờ bắt buộc: ")
    assert counter("status").told["waiting_facts"] == before


def test_the_same_case_twice_is_one_dossier(counter: Counter) -> None:
    told = {"card": VIET, "procedure": TRANSCRIPT, "case": "9d1f0a52-1d1c-4b4e-8a7e-0f6a2f0c7a11"}

    first, again = counter.receive(**told).told, counter.receive(**told).told

    assert first["code"] == again["code"]
    assert first["receipt"] == again["receipt"]


@pytest.mark.parametrize(
    "told",
    [
        {"procedure": HOUSEHOLD, "card": "không phải thẻ"},
        {"procedure": "9.999999", "card": NHUNG},
        {"card": NHUNG},
        {"procedure": HOUSEHOLD, "card": NHUNG, "papers": [{"number": 1}]},
        {"procedure": HOUSEHOLD, "card": NHUNG, "officer": "khong.co"},
        {"procedure": HOUSEHOLD, "customer": {"nickname": "Bi"}},
        {"procedure": HOUSEHOLD, "card": NHUNG, "files": {"1": ["khong-co.png"]}},
    ],
)
def test_a_reception_that_is_wrong_is_one_sentence(counter: Counter, told: dict[str, Any]) -> None:
    assert sentence(counter.receive(**told)).endswith(".")


def test_files_are_attached_and_reach_the_centre(counter: Counter) -> None:
    Image.new("RGB", (827, 1169), "white").save(counter.profile / "trang.png")

    counter.receive(card=NHUNG, procedure=HOUSEHOLD, files={"1": ["trang.png"]})

    assert counter("status").told["waiting_files"] == 1
    assert counter("sync").told["waiting_files"] == 0


def test_a_slip_is_written_read_back_and_counted(counter: Counter, tmp_path: Path) -> None:
    code = counter.receive(card=NHUNG, procedure=TRANSCRIPT, officer=CLERK).told["code"]

    first = counter("slip", code, "--out", tmp_path / "giay-hen.pdf").told
    again = counter("slip", code, "--out", tmp_path / "giay-hen.pdf").told

    assert (first["copy"], again["copy"]) == (1, 2)
    assert code in read((tmp_path / "giay-hen.pdf").read_bytes()).codes
    sentence(counter("slip", "H32.16-200101-9999", "--out", tmp_path / "khac.pdf"))


@pytest.mark.rig
def test_a_pile_is_scanned_into_pages_and_one_pdf(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = scanner_environment(tmp_path / "sane")
    monkeypatch.setenv("SANE_CONFIG_DIR", environment["SANE_CONFIG_DIR"])

    told = counter("scan", "--device", FEEDER, "--out", tmp_path / "quet").told

    assert told["pages"] == len(told["files"]) == 10
    assert Path(told["pdf"]).read_bytes().startswith(b"%PDF-1.")
    sentence(counter("scan", "--device", "test:9", "--out", tmp_path / "khac"))


def test_with_the_centre_down_nothing_is_lost_and_one_sentence_says_so(
    centre: CentreProcess, counter: Counter
) -> None:
    counter.receive(card=VIET, procedure=TRANSCRIPT)
    waiting = counter("status").told["waiting_facts"]
    centre.stop()

    said = sentence(counter("sync"))
    asked = counter("introduce", "--identity", "056188004321", "--reason", "Khách đến nộp")

    assert "cứ tiếp nhận như khách mới" in sentence(asked)
    assert said.startswith("Không tới được trung tâm")
    assert counter("status").told["waiting_facts"] == waiting > 0
    foreseen = counter("sync", "--dry-run").told
    assert foreseen["waiting"] == len(foreseen["foreseen"]) == waiting
    assert {one["outcome"] for one in foreseen["foreseen"]} == {"accepted"}
    assert all(one["rule"] and one["source"].startswith("S-") for one in foreseen["foreseen"])
    centre.start()
    proven = counter("sync").told
    compared = counter("sync", "--dry-run").told
    assert compared["as_foreseen"] == compared["compared"] >= waiting
    assert compared["foreseen"] == []
    assert (proven["proven"], proven["waiting_facts"], proven["clock"]) == (True, 0, "")
    assert proven["shared_facts"] == json.loads(centre.run("status"))["H32.16"]["facts"]


def test_what_is_found_without_accents(counter: Counter) -> None:
    counter.receive(customer=COMPANY, procedure="2.000205")

    people = counter("find", "hong nhung").told
    company = counter("find", "muoi bien").told["customers"]
    procedures = counter("find", "thanh lap ho kinh doanh").told["procedures"]

    assert {one["name"] for one in people["customers"]} == {"Nguyễn Thị Hồng Nhung"}
    assert people["dossiers"]
    assert [one["identity_number"] for one in company] == ["0100109106"]
    assert procedures[0]["code"] == HOUSEHOLD


def test_rebuilt_tables_are_the_same(counter: Counter) -> None:
    before = counter("find", "hong nhung").told

    assert counter("rebuild").told["subjects"] > 0
    assert counter("find", "hong nhung").told == before


def test_one_changed_byte_of_a_stored_fact_is_named(counter: Counter) -> None:
    assert counter("verify").told["equal"] is True
    engine = open_engine(counter.profile / "counter.db", store_key(counter.profile))
    with reading(engine) as connection:
        pos, seq, body = connection.execute(
            select(t.fact.c.pos, t.fact.c.seq, t.fact.c.body).order_by(t.fact.c.pos.desc())
        ).first() or (0, 0, b"")

    def put(changed: bytes) -> None:
        with engine.begin() as connection:
            connection.execute(t.fact.update().where(t.fact.c.pos == pos).values(body=changed))

    put(body[:-1] + bytes([body[-1] ^ 1]))
    said = sentence(counter("verify"))
    again = sentence(counter("verify"))

    assert f"việc {seq}." in said
    assert again == said  # named until an exchange has healed it
    engine.dispose()


def test_without_json_it_is_lines_for_a_person(counter: Counter) -> None:
    counter.capture()

    assert main(["status", "--profile", str(counter.profile)]) == 0

    assert "Quầy 3" in counter.capture().out


def test_a_store_without_its_key_says_so_and_takes_it_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = Counter(tmp_path / "counter", capsys.readouterr)
    fresh("init")
    kept, wrong = tmp_path / "kept.key", tmp_path / "wrong.key"
    (fresh.profile / KEY_FILE).rename(kept)
    wrong.write_bytes(bytes(32))

    locked = fresh("init")
    refused = fresh("restore-key", "--key", str(wrong))
    made_up = (fresh.profile / KEY_FILE).exists()
    opened = fresh("restore-key", "--key", str(kept))

    assert "counterctl restore-key" in sentence(locked)
    assert "khóa không mở được kho" in sentence(refused)
    assert not made_up
    assert opened.status == 0
    assert (fresh.profile / KEY_FILE).stat().st_mode & 0o077 == 0
    assert fresh("init").status == 0


def test_a_customer_of_another_office_is_asked_for(
    centre: CentreProcess, counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = "056188004321"
    counter.receive(
        customer={
            "identity_number": number,
            "name": "Trần Thị Ở Xa",
            "address": "Tổ 1, phường Mẫu",
        },
        procedure=HOUSEHOLD,
    )
    dossier = counter("find", "tran thi o xa").told["customers"][0]
    counter("sync")
    other = another_office(centre, tmp_path, capsys)
    asked = ("introduce", "--identity", number, "--reason", "Khách đến nộp hồ sơ")

    told = other(*asked).told
    unknown = other("introduce", "--phone", "0905999999", "--reason", "Khách quên giấy tờ").told
    short = other("introduce", "--identity", number, "--reason", "vì")
    aim = other("introduce", "--identity", number, "--reason", "vì khách hỏi", "--purpose", "x")

    assert told["found"] is True
    assert (told["customer"]["id"], told["customer"]["name"]) == (dossier["id"], "Trần Thị Ở Xa")
    assert told["office"]
    assert told["customer"]["username"]
    assert (unknown["found"], unknown["several"]) == (False, False)
    assert "từ 5 đến 200 ký tự" in sentence(short)
    assert "mục đích" in sentence(aim)
    assert other("find", "tran thi o xa").told["customers"][0]["id"] == dossier["id"]


def another_office(
    centre: CentreProcess, folder: Path, capsys: pytest.CaptureFixture[str]
) -> Counter:
    made = admin.open_centre(centre.database, centre.folder / "blobs", centre.folder / "keys")
    make_office(made, Scope("H32.77"))
    code, _ = admin.new_enrol_code(made, Scope("H32.77"), "Quầy 1")
    made.store.close()
    other = Counter(folder / "other", capsys.readouterr)
    assert other("enrol", "--centre", centre.url, "--code", code).status == 0
    return other
