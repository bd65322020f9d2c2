"""What the palette can do besides finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from counter_app.ui.palette import Command
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.usecases.reports import ReportSort

if TYPE_CHECKING:  # built after the first paint
    from counter_app.ui.closing.view import ClosingView


class Acts(Protocol):
    """What the window answers to."""

    @property
    def closing(self) -> ClosingView | None: ...  # noqa: D102
    def go(self, key: str) -> None: ...  # noqa: D102 - the window says
    def use(self, act: Callable[[ReceptionPresenter], object]) -> None: ...  # noqa: D102
    def send(self) -> None: ...  # noqa: D102
    def lock(self) -> None: ...  # noqa: D102
    def other_theme(self) -> None: ...  # noqa: D102
    def next_text_setting(self) -> None: ...  # noqa: D102
    def show_keys(self) -> None: ...  # noqa: D102


def commands(window: Acts) -> tuple[Command, ...]:
    """In the order of the day."""
    return (
        Command("Kiểm tra đầu ngày", "Ctrl+6", lambda: window.go("morning")),
        Command("Khách tiếp theo", "F2", lambda: window.use(lambda p: p.next_citizen())),
        Command("Giữ hồ sơ đang làm", "F8", lambda: window.use(lambda p: p.hold())),
        Command("Gửi trung tâm ngay", "F5 ở Đồng bộ", window.send),
        Command(
            "Khách hàng: mâu thuẫn, khách giống nhau", "Ctrl+3", lambda: window.go("customers")
        ),
        Command("Đối soát cuối ngày, đóng ngày", "Ctrl+4", lambda: window.go("closing")),
        Command("Báo cáo tuần, tháng", "Ctrl+K", lambda: ask_report(window, ReportSort.WEEK)),
        Command("Sổ theo dõi hồ sơ", "Ctrl+K", lambda: ask_report(window, ReportSort.REGISTER)),
        Command("Xem đồng bộ", "Ctrl+5", lambda: window.go("sync")),
        Command("Bảng điều hành", "Ctrl+7", lambda: window.go("board")),
        Command("Khóa quầy, đổi người dùng", "F12", window.lock),
        Command("Nền sáng, nền tối", "Ctrl+D", window.other_theme),
        Command("Đổi cỡ chữ", "Ctrl++", window.next_text_setting),
        Command("Bảng phím", "F1", window.show_keys),
    )


def ask_report(window: Acts, sort: ReportSort) -> None:
    """To the closing screen, with this report asked for."""
    window.go("closing")
    if window.closing is not None:
        window.closing.reports.ask(sort)
