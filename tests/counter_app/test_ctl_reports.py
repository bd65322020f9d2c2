"""`counterctl report` with a real centre, against a recount of the journal's bytes."""

from __future__ import annotations

import hashlib
from collections import Counter as Count
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from counter_app.demo.centre import CLERK, CentreProcess
from counter_app.demo.people import NHUNG, VIET
from counter_app.storage.engine import open_engine, reading
from counter_app.storage.key_store import store_key
from printing.reading_back import read
from tests.counter_app.devices.test_sheet_form import words
from tests.counter_app.test_ctl import HOUSEHOLD, TRANSCRIPT, Counter, enrolled, sentence
from tests.counter_app.test_ctl_days import today

_WAYS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản"}
_CHANNELS = {"counter": "– Trực tiếp tại quầy"}


@pytest.fixture
def counter(centre: CentreProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    return Counter(enrolled(centre, tmp_path), capsys.readouterr)


def test_a_week_a_month_and_the_register_agree_with_the_journal(
    counter: Counter, tmp_path: Path
) -> None:
    counter("session", "open", "--notes", "100000x3", "--officer", CLERK)
    one = counter.receive(card=NHUNG, procedure=HOUSEHOLD).told
    counter.receive(card=VIET, procedure=TRANSCRIPT, payment={"method": "transfer"})
    third = counter.receive(card=VIET, procedure=HOUSEHOLD).told
    back = ("--receipt", one["receipt"], "--amount", "50000", "--reason", "Không làm được")
    counter("session", "refund", one["code"], *back, "--officer", CLERK)

    before = summary(counter, tmp_path / "truoc.xlsx")
    assert before["Tổng số hồ sơ tiếp nhận"] == (0,)
    assert any("Chưa chốt" in name and "Quầy 3" in name for name in before)
    assert counter("day-close").told["state"] == "sealed"

    received, money, channels = recount(counter.profile)
    after = summary(counter, tmp_path / "sau.xlsx")
    assert after["Tổng số hồ sơ tiếp nhận"] == (received,) == (3,)
    assert {name: after[_CHANNELS[name]] for name in channels} == {
        name: (count,) for name, count in channels.items()
    }
    assert after["Đang giải quyết"] == after["– Trong hạn"] == (3,)
    for way, figures in money.items():
        assert after[_WAYS[way]][:4] == figures
    assert money["cash"][2:] == (1, 50_000)
    assert not any("Chưa chốt" in name for name in after)
    again = summary(counter, tmp_path / "lai.xlsx")
    assert again["Tổng số hồ sơ tiếp nhận"] == (3,)  # making a report opens no sealed day again

    month = counter("report", "month", "--out", tmp_path / "thang.pdf").told
    told = words(read((tmp_path / "thang.pdf").read_bytes()).texts)
    assert f"Cộng {sum(each[0] for each in money.values())} " in told
    kept = tmp_path / "reports" / month["kept"]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == month["sha256"]
    assert month["sha256"][:12] in month["kept"]
    assert kept.stat().st_mode & 0o077 == 0

    somebody = ("--name", "Trần Văn Bảo", "--authority", "GUQ 12")
    counter("hand-over", third["code"], "--paper", "41A8000127", *somebody, "--officer", CLERK)
    counter("report", "register", "--from", today(), "--to", today(), "--out", tmp_path / "so.pdf")
    told = words(read((tmp_path / "so.pdf").read_bytes()).texts)
    assert all(each["code"] in told for each in (one, third))
    assert "Tổng số: 3 hồ sơ." in told
    assert "Trần Văn Bảo nhận thay: GUQ 12" in told
    assert counter("day-close").told["state"] == "sealed"
    returned = summary(counter, tmp_path / "tra.xlsx")
    assert (returned["Đang giải quyết"], returned["Đã trả kết quả"]) == ((2,), (1,))

    counter.receive(card=NHUNG, procedure=TRANSCRIPT)
    opened = summary(counter, tmp_path / "mo.xlsx")
    assert any("Chưa chốt" in name for name in opened)
    assert opened["Tổng số hồ sơ tiếp nhận"] == (0,)
    made = reports(counter.profile)
    assert Count(made) == {"week": 5, "month": 1, "register": 1}
    assert counter("rebuild").status == 0
    assert Count(reports(counter.profile)) == Count(made)


def test_a_period_or_a_file_that_cannot_be_is_refused_in_one_sentence(
    counter: Counter, tmp_path: Path
) -> None:
    out = tmp_path / "bao-cao.pdf"
    tomorrow = (date.fromisoformat(today()) + timedelta(days=40)).isoformat()

    assert "chưa bắt đầu" in sentence(counter("report", "week", "--from", tomorrow, "--out", out))
    ends = ("--from", today(), "--to", "2020-01-01")
    assert "trước khi bắt đầu" in sentence(counter("report", "register", *ends, "--out", out))
    assert "không phải ngày" in sentence(counter("report", "week", "--from", "nay", "--out", out))
    assert ".xlsx" in sentence(counter("report", "week", "--out", tmp_path / "bao-cao.doc"))
    assert not out.exists()


def summary(counter: Counter, out: Path) -> Mapping[str, tuple[Any, ...]]:
    """Each row of the week's spreadsheet by its name."""
    assert counter("report", "week", "--out", out).told["report"] == "week"
    sheet: Any = load_workbook(out).worksheets[0]
    return {
        row[0]: tuple(cell for cell in row[1:] if cell is not None)
        for row in sheet.iter_rows(values_only=True)
        if row[0]
    }


def reports(profile: Path) -> list[str]:
    """What the read table says was made."""
    engine = open_engine(profile / "counter.db", store_key(profile, made=False))
    with reading(engine) as connection:
        found = [row[0] for row in connection.execute(text("SELECT sort FROM report"))]
    engine.dispose()
    return found


def recount(
    profile: Path,
) -> tuple[int, Mapping[str, tuple[int, int, int, int]], Mapping[str, int]]:
    """From the bytes alone, with nothing of the program but its key."""
    engine = open_engine(profile / "counter.db", store_key(profile, made=False))
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT envelope, body FROM fact")).all()
    engine.dispose()
    told = [(cbor2.loads(envelope)[13], cbor2.loads(body)) for envelope, body in rows if body]
    received = [body for kind, body in told if kind == "dossier.received"]
    money: dict[str, list[int]] = {}
    for kind, body in told:
        if kind in ("fee.taken", "fee.refunded"):
            at = 0 if kind == "fee.taken" else 2
            way = money.setdefault(body["method"], [0, 0, 0, 0])
            way[at] += 1
            way[at + 1] += body["amount"]
    figures = {way: (a, b, c, d) for way, (a, b, c, d) in money.items()}
    return len(received), figures, Count(body["channel"] for body in received)
