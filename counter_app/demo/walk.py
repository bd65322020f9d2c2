"""The walk through the real screens, in the order in which a clerk meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtTest import QTest

from counter_app.demo.centre import CLERK, PASSWORD, SCOPE
from counter_app.demo.people import NAMESAKE, NHUNG, VIET
from counter_app.demo.rig import Fault
from counter_app.demo.stage import Stage, pause, wait_until
from counter_app.demo.walk_people import asking, customers
from counter_app.ui.reception.desk_case import Paper, loose
from counter_app.usecases.case import CustomerKind, FieldName, Submitter
from domain.identifiers import ProcedureCode

HOUSEHOLD: Final = ProcedureCode("1.001612")
BIRTH: Final = ProcedureCode("1.001193")
TRANSCRIPT: Final = ProcedureCode("2.000635")
NEWCOMER: Final = "lan.vu"
_FORGETFUL: Final = "ha.trinh"
_TRIES: Final = 5


def walk(stage: Stage) -> None:
    """Every screen, every state that a clerk meets in a day."""
    _sign_in(stage)
    _reception(stage)
    _saved(stage)
    _others(stage)
    _over(stage)
    _lists(stage)
    asking(stage)
    customers(stage)
    _board(stage)
    _link_lost(stage)
    _lock(stage)


def newcomer(stage: Stage) -> None:
    """An officer with a password that serves once, known to the counter."""
    role, once = ("--role", "clerk"), ("--password-stdin", "--must-change")
    who = ("--scope", SCOPE, "--username", NEWCOMER, "--name", "Vũ Thị Mai Lan")
    stage.centre.run("officer", "add", *who, *role, *once, given=PASSWORD + "\n")
    stage.desktop.station.link_round()()


def _sign_in(stage: Stage) -> None:
    newcomer(stage)
    panel = stage.desktop.shell.panel
    pause(300)
    stage.take("dang-nhap")
    _try(stage, CLERK, "sai-mat-khau")
    stage.take("sai-mat-khau", whole=False)
    for _ in range(_TRIES):
        _try(stage, _FORGETFUL, "sai-mat-khau")
    stage.take("tai-khoan-khoa", whole=False)
    _try(stage, NEWCOMER, PASSWORD)
    stage.take("doi-mat-khau", whole=False)
    panel.ask()
    _try(stage, CLERK, PASSWORD)


def _try(stage: Stage, username: str, password: str) -> None:
    panel = stage.desktop.shell.panel
    panel.user.put(username)
    panel.password.put(password)
    panel.enter.click()
    wait_until(panel.enter.isEnabled, "sign-in")


def _reception(stage: Stage) -> None:
    shell, presenter, view = stage.desktop.shell, stage.presenter, stage.view
    pause(300)
    stage.take("tiep-nhan-trong", whole=False)
    shell.scanned(NHUNG)
    wait_until(lambda: presenter.room.case.known is not None, "known customer")
    _seek(stage, "ho kinh doanh")
    stage.take("chon-thu-tuc", whole=False)
    presenter.desk.choose(HOUSEHOLD)  # not by Enter: another window may have taken the keys
    wait_until(lambda: presenter.room.case.procedure is not None, "procedure")
    stage.take("thieu-giay-to")
    presenter.desk.take_all()
    presenter.scan.start()
    wait_until(lambda: len(presenter.room.case.pages) > 2, "pages")
    stage.take("dang-quet", whole=False)
    wait_until(lambda: not presenter.room.case.scanning, "scan")
    wait_until(lambda: bool(presenter.room.case.pages) and not loose(presenter.room.case), "pages")
    for page in [one.name for one in presenter.room.case.pages][6:]:
        presenter.scan.assign(page, 2)
    presenter.scan.view(presenter.room.case.pages[0].name)
    wait_until(view.viewer.isVisible, "the page, large")
    stage.take("xem-trang", whole=False)
    view.viewer.closed.emit()
    presenter.desk.tender("100")
    view.focus("save")
    pause(200)
    stage.take("san-sang-luu")
    shell.look.set(dark=False, scale=130)
    stage.take("co-chu-130", whole=False)
    shell.look.set(dark=False, scale=100)


def _seek(stage: Stage, text: str) -> None:
    view = stage.view
    view.focus("procedure")
    QTest.keyClicks(view.procedure.edit, text)
    pause(300)


def _saved(stage: Stage) -> None:
    presenter = stage.presenter
    presenter.submit(with_paper=True)
    wait_until(lambda: presenter.room.case.paper is Paper.PRINTED, "slip")
    stage.take("da-luu-da-in")
    presenter.same_citizen()
    presenter.desk.choose(TRANSCRIPT)
    wait_until(lambda: presenter.room.case.procedure is not None, "procedure")
    stage.take("them-ho-so-cung-khach", whole=False)
    presenter.desk.take_all()
    presenter.desk.take_fee()
    stage.printer.fault(Fault.JAM)
    presenter.submit(with_paper=True)
    wait_until(lambda: presenter.room.case.paper is Paper.FAILED, "the jam")
    stage.take("may-in-loi", whole=False)
    stage.printer.fault(None)
    presenter.submit(with_paper=True)
    wait_until(lambda: presenter.room.case.paper is Paper.PRINTED, "slip again")
    presenter.next_citizen()


def _others(stage: Stage) -> None:
    shell, presenter = stage.desktop.shell, stage.presenter
    presenter.customer.choose_kind(CustomerKind.ORGANISATION)
    _type(stage, _COMPANY)
    stage.take("to-chuc", whole=False)
    presenter.hold()
    shell.scanned(VIET)
    pause(300)
    presenter.desk.choose(BIRTH)
    wait_until(lambda: presenter.room.case.procedure is not None, "procedure")
    presenter.customer.submitter(Submitter(name="Phạm Thị Thu", authority="Giấy ủy quyền"))
    shell.scanned(NAMESAKE)
    pause(300)
    stage.take("nop-thay-nhieu-giay", whole=False)
    _scanner_error(stage)
    presenter.next_citizen()
    _type(stage, _ALIKE)
    pause(500)
    stage.take("khach-giong", whole=False)
    presenter.customer.comparing.compare()
    pause(200)
    stage.take("so-hai-khach", whole=False)
    presenter.next_citizen()
    shell.scanned("056188|NGUYEN VAN")
    pause(200)
    stage.take("the-khong-doc-duoc", whole=False)


def _scanner_error(stage: Stage) -> None:
    station, presenter = stage.desktop.station, stage.presenter
    settings = station.settings
    station.settings = settings._replace(scanner="test:7")
    presenter.scan.forget(presenter.room.case.case)
    presenter.scan.start()
    wait_until(lambda: bool(presenter.room.case.scan_error), "the scanner's error")
    stage.take("may-quet-loi", whole=False)
    station.settings = settings


def _type(stage: Stage, told: Mapping[FieldName, str]) -> None:
    part = stage.presenter.customer
    for name, text in told.items():
        part.edit(name, text)
        part.leave(name)


def _over(stage: Stage) -> None:
    shell = stage.desktop.shell
    if shell.palette is None or shell.keys is None:
        raise RuntimeError("the window was not built")
    stage.presenter.next_citizen()
    shell.palette.open("hong nhung")
    pause(900)
    stage.take("tim-hoac-ra-lenh", whole=False)
    shell.palette.close_palette()
    shell.show_keys()
    stage.take("bang-phim", whole=False)
    shell.keys.hide()


def _lists(stage: Stage) -> None:
    shell = stage.desktop.shell
    shell.go("dossiers")
    wait_until(lambda: bool(shell.dossiers and shell.dossiers.story.line), "dossiers")
    pause(300)
    stage.take("ho-so")
    shell.open_dossier("Pham Quoc Viet")
    pause(900)
    stage.take("tim-ho-so", whole=False)
    shell.go("sync")
    pause(600)
    stage.take("dong-bo")
    shell.go("reception")


def _board(stage: Stage) -> None:
    """Seated, not signed in: the tries of before have locked the supervisor's account."""
    shell, station = stage.desktop.shell, stage.desktop.station
    clerk, account = station.officer, station.accounts.named(_FORGETFUL)
    if clerk is None or account is None:
        raise RuntimeError("nobody to look at the board")
    shell.seat(account.officer)
    shell.go("board")
    wait_until(lambda: bool(shell.board and shell.board.board), "the board")
    pause(300)
    stage.take("dieu-hanh")
    shell.seat(clerk)


def _link_lost(stage: Stage) -> None:
    shell, presenter = stage.desktop.shell, stage.presenter
    stage.centre.stop()
    shell.go("reception")
    shell.scanned(VIET)
    pause(300)
    presenter.desk.choose(HOUSEHOLD)
    wait_until(lambda: presenter.room.case.procedure is not None, "procedure")
    presenter.desk.take_all()
    presenter.desk.take_fee()
    presenter.submit(with_paper=True)
    wait_until(lambda: presenter.room.case.paper is Paper.PRINTED, "slip without a link")
    _wait_link(stage, lambda: stage.desktop.link.status.lost_since is not None)
    stage.take("mat-mang")
    shell.go("sync")
    pause(400)
    stage.take("mat-mang-dong-bo", whole=False)
    if shell.sync is not None:
        shell.sync.export.click()
        pause(200)
        stage.take("xuat-hang-gui", whole=False)
        shell.sync.carry.close_panel()
    stage.centre.start()
    stage.desktop.link.send_now()
    _wait_link(stage, lambda: stage.desktop.link.status.lost_since is None)
    shell.go("reception")
    presenter.next_citizen()


def _wait_link(stage: Stage, done: Callable[[], bool]) -> None:
    wait_until(done, "the link's news")
    stage.desktop.shell.beat()


def _lock(stage: Stage) -> None:
    stage.desktop.shell.lock()
    pause(200)
    stage.take("khoa", whole=False)


_COMPANY: Final = {
    FieldName.IDENTITY_NUMBER: "0100109107",
    FieldName.NAME: "Công ty TNHH Muối Biển Cam Ranh",
    FieldName.ADDRESS: "Lô 4 Khu công nghiệp Thử Nghiệm, phường Cam Ranh, tỉnh Khánh Hòa",
    FieldName.REPRESENTATIVE: "Trần Quang Huy",
    FieldName.REPRESENTATIVE_NUMBER: "056085000417",
    FieldName.PHONE: "0258",
}
_ALIKE: Final = {
    FieldName.IDENTITY_NUMBER: "056188004299",
    FieldName.NAME: "Nguyễn Thị Hồng Nhung",
    FieldName.BORN: "14/03/1988",
    FieldName.SEX: "Nữ",
    FieldName.ADDRESS: "Tổ dân phố 5 Vĩnh Phước, phường Bắc Nha Trang, tỉnh Khánh Hòa",
    FieldName.PHONE: "0905 000 181",
}
