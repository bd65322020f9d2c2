"""The citizen's page tells the state, to whoever types the code, and nothing else."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from domain.dossier import DossierReceived
from domain.identifiers import CustomerId, DossierCode, FactId, ProcedureCode, SubjectId
from domain.moment import Moment
from sync.central.lookup import PER_MINUTE, Allowance
from tests.sync.central.service import Service, enrolled, link_to
from tests.sync.central.writer import Writer


def received(service: Service) -> str:
    """The code of a dossier that the centre knows."""
    writer = Writer(enrolled(service, service.office()))
    code = f"{writer.identity.scope}-261122-0001"
    writer.write(
        DossierReceived(
            case=secrets.token_bytes(16),
            code=DossierCode(code),
            procedure=ProcedureCode("1.001612"),
            procedure_fact=FactId(bytes(32)),
            customer=CustomerId(SubjectId(bytes(16))),
            due=Moment(1_795_000_000_000),
            limit=0,
            calendar="2026",
            papers=((1, 1, 1),),
            channel="counter",
        )
    )
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        link.ask(writer.push())
    return code


def page(service: Service, code: str) -> tuple[str, requests.Response]:
    with requests.get(f"{service.url}/tra-cuu", params={"ma": code}) as response:
        return response.text, response


def test_a_code_gives_the_state_and_no_name_no_procedure_no_date(service: Service) -> None:
    code = received(service)

    text, response = page(service, f" {code.lower()} ")

    assert code in text
    assert "Đã tiếp nhận" in text
    assert "1.001612" not in text
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "script" not in text


def test_an_unknown_code_and_a_wrong_one_sound_the_same(service: Service) -> None:
    unknown, _ = page(service, "H32.999-261122-0001")
    wrong, _ = page(service, "<b>0001")

    assert "Chưa tìm thấy hồ sơ" in unknown
    assert unknown.replace("H32.999-261122-0001", "") == wrong.replace("&lt;B&gt;0001", "").replace(
        "&lt;b&gt;0001", ""
    )


def test_the_way_in_leads_to_the_form(service: Service) -> None:
    with requests.get(service.url) as response:
        assert response.url.endswith("/tra-cuu")
        assert 'name="ma"' in response.text
        assert "Chưa tìm thấy" not in response.text


def test_an_address_that_asks_too_often_waits_a_minute() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])

    asked = [allowance.allows("192.0.2.1") for _ in range(PER_MINUTE + 1)]
    now[0] = 61.0

    assert asked == [True] * PER_MINUTE + [False]
    assert allowance.allows("192.0.2.1")


def test_it_is_drawn_by_a_browser_of_a_telephone(service: Service, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed")
    picture = tmp_path / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    size = ["--window-size=500,760", f"--user-data-dir={tmp_path / 'browser'}"]

    subprocess.run(
        [
            browser,
            *options,
            *size,
            f"--screenshot={picture}",
            f"{service.url}/tra-cuu?ma={received(service)}",
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )

    assert picture.stat().st_size > 10_000
