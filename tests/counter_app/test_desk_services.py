"""What the reception screen is given, on a real store with real files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS, OFFICE, device
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station, moment_now
from counter_app.devices.bundle import BlobStore
from counter_app.devices.vault import Vault
from counter_app.settings import Settings
from counter_app.storage.engine import beside_of
from counter_app.storage.escrow import KeepKey
from counter_app.storage.identity import Identity
from counter_app.storage.store_mark import mark_beside
from counter_app.ui.reception.services import ReceptionServices
from counter_app.usecases.case import CustomerKind, FieldName, PaperTaken
from counter_app.usecases.lines import Officer
from domain.errors import OfficeError
from domain.identifiers import OfficerId, ProcedureCode, SubjectId
from domain.moment import local
from tests.office import KEY, open_counter, person, reception

OFFICER = Officer(
    id=OfficerId(SubjectId(b"officer no 00001")),
    username="chau.le",
    name="Lê Thị Minh Châu",
    roles=frozenset({"clerk"}),
)


def station_of(folder: Path) -> Station:
    counter = open_counter(folder / "counter.db")
    vault = Vault(bytes(32))
    identity = Identity(
        device=device(3),
        epoch=1,
        scope=OFFICE,
        counter="Quầy 3",
        secret=bytes(range(32)),
        centre_url="http://127.0.0.1:9",
        centre_key=bytes(32),
        certificate=b"",
    )
    return Station(
        settings=Settings(profile=folder),
        engine=counter.engine,
        keep_key=KeepKey(engine=counter.engine, store_key=bytes(32), now=moment_now),
        mark=mark_beside(folder / "profile"),
        vault=vault,
        blobs=BlobStore(folder / "blobs", vault),
        archives=beside_of(folder / "counter.db", KEY),
        identity=identity,
        officer=OFFICER,
    )


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    opened = station_of(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(station: Station) -> ReceptionServices:
    return DeskServices(station).services()


def test_a_procedure_comes_with_papers_fee_and_a_day_that_explains_itself(
    desk: ReceptionServices,
) -> None:
    procedure = desk.procedure(HOUSEHOLD_BUSINESS)
    promised = desk.due(HOUSEHOLD_BUSINESS, 0)

    assert procedure.fee == 50_000
    assert [c.no for c in procedure.components] == [1, 2, 3, 4]
    assert local(promised.at) > local(desk.now())
    assert promised.steps[0].text.startswith("Nhận hồ sơ lúc")


def test_what_is_missing_is_named_paper_by_paper(desk: ReceptionServices) -> None:
    desk.procedure(HOUSEHOLD_BUSINESS)

    lacks = desk.missing(HOUSEHOLD_BUSINESS, [PaperTaken(no=1, originals=1)])

    assert [lack.component for lack in lacks] == [2]


def test_the_fee_by_the_page_follows_the_schedule(desk: ReceptionServices) -> None:
    certified_copy = ProcedureCode("2.000815")
    desk.procedure(certified_copy)

    assert [desk.fee(certified_copy, pages) for pages in (1, 2, 3, 10)] == [
        2_000,
        4_000,
        5_000,
        12_000,
    ]


def test_the_expected_username_is_the_base_and_a_foreign_script_is_refused(
    desk: ReceptionServices,
) -> None:
    assert desk.expected_username(CustomerKind.ORGANISATION, "Công ty TNHH ABC") == "abc"
    with pytest.raises(OfficeError, match="La-tinh"):
        desk.expected_username(CustomerKind.INDIVIDUAL, "山田")


def test_a_field_is_checked_in_the_light_of_the_others(desk: ReceptionServices) -> None:
    form = person("Nguyễn Thị Hồng Nhung")

    assert desk.check_field(FieldName.IDENTITY_NUMBER, "0561880", form)[0]
    assert desk.check_field(FieldName.IDENTITY_NUMBER, "056188004217", form) == ("", "")
    assert desk.check_field(FieldName.SEX, "Nữ", form) == ("", "")


def test_a_draft_outlives_the_program_and_goes_when_the_case_is_saved(
    station: Station, desk: ReceptionServices, tmp_path: Path
) -> None:
    case = reception(person("Nguyễn Thị Hồng Nhung"))
    desk.save_draft(case.case, "Nguyễn Thị Hồng Nhung", b"draft")
    desk.hold(str(uuid4()), "Phạm Quốc Việt", b"held")

    after_a_crash = DeskServices(station).services().held()

    assert [(d.customer_name, d.held) for d in after_a_crash] == [
        ("Nguyễn Thị Hồng Nhung", False),
        ("Phạm Quốc Việt", True),
    ]
    desk.receive(case)
    assert [d.customer_name for d in desk.held()] == ["Phạm Quốc Việt"]


def test_pages_of_a_case_become_one_file_per_paper_that_waits_for_the_centre(
    station: Station, desk: ReceptionServices, tmp_path: Path
) -> None:
    picture = tmp_path / "don.jpg"
    Image.new("RGB", (1654, 2339), "white").save(picture, dpi=(200, 200))
    case = reception(person("Nguyễn Thị Hồng Nhung"))
    pages = desk.scan_session(case.case)
    pages.add_files([picture, picture])
    for page in pages.pages():
        pages.assign(page.name, 1)

    bundles = pages.bundles()

    assert [(b.component, b.pages) for b in bundles] == [(1, 2)]
    assert station.blobs.get(bundles[0].sha256).startswith(b"%PDF-1.")
    assert not any(b"%PDF" in path.read_bytes() for path in tmp_path.rglob("blobs/*/*"))
