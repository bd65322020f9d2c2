"""What a counter session forbids. Each says its sentence and the way out."""

from __future__ import annotations

from domain.errors import RuleBroken, Unknown
from domain.money import dong


class NoOpenSession(RuleBroken):
    """This counter holds no session."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Chưa mở phiên ở quầy này; hãy mở phiên hoặc tiếp quản một phiên đang mở."


class NoSuchSession(Unknown):
    """No session of that number or id here."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Không tìm thấy phiên này trên quầy; hãy đồng bộ với trung tâm rồi xem lại danh sách."
        )


class SessionOpenAlready(RuleBroken):
    """A counter has one drawer."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Quầy đang giữ phiên {self.args[0]}; hãy làm tiếp phiên đó hoặc đóng nó trước."


class HeldElsewhere(RuleBroken):
    """Another counter goes on with the session."""

    def __init__(self, label: str, where: str) -> None:
        super().__init__(label, where)

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        label, where = self.args
        return f"Phiên {label} đang do {where} giữ; hãy tiếp quản phiên trước rồi làm tiếp."


class SessionOver(RuleBroken):
    """The session was closed."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Phiên {self.args[0]} đã đóng; hãy mở phiên mới."


class SessionDisputed(RuleBroken):
    """Two counters wrote apart who goes on with it, or that it is over."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Hai máy đã ghi khác nhau về phiên {self.args[0]} khi mất mạng; "
            "hãy chọn bản đúng trước rồi làm tiếp."
        )


class SupervisorNeeded(RuleBroken):
    """Only a supervisor takes over another officer's session."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Phiên {self.args[0]} là của cán bộ khác; "
            "hãy nhờ giám sát đăng nhập và tiếp quản phiên này."
        )


class SecondPersonNeeded(RuleBroken):
    """A difference above the tolerance takes two."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chênh lệch vượt {dong(self.args[0])} cần người thứ hai; "
            "hãy mời một giám sát khác gõ tài khoản và mật khẩu để xác nhận."
        )


class PaperMissing(RuleBroken):
    """Cash goes to somebody, on a paper."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Chuyển tiền cần người nhận và số chứng từ; hãy điền đủ hai ô đó."


class MovedAlready(RuleBroken):
    """A paper of that number moved cash the same way in this session."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chứng từ {self.args[0]} đã được ghi trong phiên này; "
            "nếu là lần chuyển khác, hãy ghi số chứng từ khác."
        )


class WrongAmount(RuleBroken):
    """Notes or amounts that cannot be."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"{self.args[0]} không thể đúng; hãy ghi số nguyên không âm, "
            "theo mệnh giá đang lưu hành."
        )


class NotCounted(RuleBroken):
    """Nothing was counted since money last came or went: the book stays hidden."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Phiên {self.args[0]} chưa đếm tiền, hoặc đã có thu hoặc hoàn tiền sau lần đếm; "
            "hãy đếm lại."
        )


class DifferenceOpen(RuleBroken):
    """What was counted is not what the book expects, and nobody said why."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Phiên {self.args[0]} còn lệch tiền; hãy đếm lại hoặc ghi lý do chênh lệch."


class NoDifference(RuleBroken):
    """There is nothing to explain."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Phiên {self.args[0]} không lệch tiền nên không cần giải trình; hãy đóng phiên."


class NoSuchReceipt(Unknown):
    """The dossier has no fee under that receipt."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Hồ sơ này không có biên lai {self.args[0]}; hãy xem lại số biên lai."


class RefundTooMuch(RuleBroken):
    """More than what is left of the fee."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chỉ hoàn được từ 1 đ đến {dong(self.args[0])} của biên lai này; "
            "hãy sửa lại số tiền hoàn."
        )
