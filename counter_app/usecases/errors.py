"""Leaves of the error tree that only a counter knows. Each says its sentence and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import RuleBroken, Unavailable, Unknown


class PapersMissing(RuleBroken):
    """Required components are not on the desk."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chưa đủ giấy tờ bắt buộc: {'; '.join(self.missing)}. "
            "Hãy nhận thêm hoặc hướng dẫn khách bổ sung."
        )


class FieldsMissing(RuleBroken):
    """The customer or the case lacks something that saving needs."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Chưa lưu được: {'; '.join(self.problems)}."


class ProcedureNotActive(RuleBroken):
    """Locked, replaced or not yet in force."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Thủ tục {self.args[0]} không còn áp dụng; hãy chọn thủ tục đang có hiệu lực."


class NoNumbersLeft(RuleBroken):
    """Range and reserve of today are used up, or none was granted."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Quầy chưa có dải số hồ sơ cho cơ quan {self.args[0]} hôm nay; "
            "hãy đồng bộ với trung tâm để được cấp dải số."
        )


class AlreadyHandedOver(RuleBroken):
    """The result left the office before, to somebody else or as another paper."""

    def __init__(self, name: str, paper: str) -> None:
        super().__init__(name, paper)
        self.name, self.paper = name, paper

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Kết quả {self.paper} đã trả cho {self.name}; "
            "hãy xem diễn biến hồ sơ và hỏi người phụ trách."
        )


class NotToldThere(RuleBroken):
    """Another office's dossier, which is only shown here."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Hồ sơ {self.args[0]} của cơ quan khác; "
            "hãy hỏi trung tâm để trả kết quả tại đây, khi có mạng."
        )


class WrongFee(RuleBroken):
    """Not the amount that the schedule gives."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Số tiền không đúng biểu phí: {self.args[0]}. Hãy sửa lại số tiền hoặc số lượng."


class SameCustomer(RuleBroken):
    """The identity number belongs to a customer already known."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Số giấy tờ này đã thuộc về khách {self.name}; hãy mở khách đó thay vì tạo mới."


class ReasonMissing(RuleBroken):
    """A word that must say why says nothing."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Chưa nói lý do; hãy gõ ít nhất vài chữ để người xem sau hiểu được."


class CheckNotFinished(RuleBroken):
    """The morning's check has parts that nobody looked at."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Chưa kiểm tra xong: {self.args[0]}; hãy làm nốt rồi ghi kết quả."


class CannotDefer(RuleBroken):
    """An open matter that must be mended before the day is closed."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"“{self.args[0]}” không để sang ngày khác được; hãy xử lý ngay tại đây."


class DayNotClosed(Unavailable):
    """Bytes of the day are lost here, and the centre could not give them back now."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            f"Chưa đóng được ngày: {self.args[0]}; hãy thử lại khi có mạng, việc vẫn lưu tại quầy."
        )


class ScansLostThere(RuleBroken):
    """The centre had these scans and has lost them: they are sent again before the day closes."""

    def __init__(self, papers: str) -> None:
        super().__init__(papers)
        self.papers = papers

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Trung tâm đã mất tệp quét {self.papers}; quầy gửi lại, gửi xong hãy đóng ngày."


class ScanNotBack(Unavailable):
    """A scan could not be brought back from the centre now."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Chưa lấy được tệp quét về: {self.args[0]}; hãy thử lại, hoặc quét lại tờ giấy."


class ScanNowhere(RuleBroken):
    """A scan is gone here and at the centre."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Trung tâm cũng không còn tệp quét này; hãy quét lại tờ giấy."


class ClosingStopped(RuleBroken):
    """Somebody stopped the closing of a day between two of its steps."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Đã dừng đóng ngày; phần đã làm vẫn còn, nhấn F9 để làm tiếp."


class NoSuchDossier(Unknown):
    """No dossier of that code or id here."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Không tìm thấy hồ sơ này trên quầy; hãy kiểm tra mã hoặc đồng bộ với trung tâm."


class NoSuchCustomer(Unknown):
    """No customer of that id here."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Không tìm thấy khách hàng này trên quầy; hãy tìm lại theo tên hoặc số giấy tờ."


class NoSuchProcedure(Unknown):
    """No procedure of that code here."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Không có thủ tục mã {self.args[0]}; hãy chọn thủ tục trong danh mục."


class CatalogueMissing(Unavailable):
    """Calendar or office not yet received from the centre."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Quầy chưa nhận được {self.args[0]} từ trung tâm; hãy đồng bộ một lần khi có mạng."


class StorageUnavailable(Unavailable):
    """Disk full, file locked or damaged."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Không ghi được vào ổ đĩa của quầy, việc chưa được lưu; "
            "hãy kiểm tra dung lượng đĩa rồi nhấn lại."
        )


class NothingToDecide(RuleBroken):
    """There is no such conflict, or no longer."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Việc này không còn mâu thuẫn hoặc vừa được quyết định; hãy xem lại danh sách."


class DifferentSorts(RuleBroken):
    """A person and an organisation are never one customer."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Một bên là cá nhân, một bên là tổ chức nên không gộp được; hãy chọn hai khách khác."


class DifferentNumbers(RuleBroken):
    """Two papers, two people."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Hai khách có số định danh khác nhau nên không gộp được;"
            " nếu một số bị ghi sai, hãy sửa số đó trước."
        )


class NotYoursToDecide(RuleBroken):
    """It did not arise at this officer's reception; a supervisor decides."""

    def __init__(self, supervisors: Sequence[str]) -> None:
        super().__init__(", ".join(supervisors))

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        who = f" {self.args[0]}" if self.args[0] else ""
        return f"Việc này không do bạn tiếp nhận; hãy mời cán bộ phụ trách{who} quyết định."


class KeyUnavailable(Unavailable):
    """The key of the local store is missing or not readable."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Không đọc được khóa của kho dữ liệu: {self.args[0]}. Hãy gọi cán bộ CNTT."


class SignInRefused(RuleBroken):
    """Unknown user or wrong password; never says which."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Người dùng hoặc mật khẩu không đúng; hãy gõ lại."


class AccountLocked(RuleBroken):
    """Too many wrong passwords."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Đã gõ sai nhiều lần; hãy thử lại sau {self.minutes} phút."


class PasswordTooWeak(RuleBroken):
    """The new password does not meet the rule."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Mật khẩu mới chưa được: {self.args[0]}."


class LinkUnavailable(Unavailable):
    """The centre was not reached, or refused."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return f"Chưa trao đổi được với trung tâm: {self.args[0]}. Việc vẫn lưu tại quầy."


class CentreOutOfReach(Unavailable):
    """The centre was asked and did not answer in time."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Chưa hỏi được trung tâm; cứ tiếp nhận như khách mới, "
            "ai đã có tài khoản ở nơi khác sẽ được nhận ra ở lượt đối soát sau."
        )


class CentreRefused(Unavailable):
    """The centre answered with a reason of its own, which is a sentence."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return str(self)


class OfOtherOffice(RuleBroken):
    """A dossier that another office received is seen here, and nothing more."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Hồ sơ này do nơi khác tiếp nhận; giấy hẹn chỉ in được ở nơi đó."


class NotEnrolled(Unavailable):
    """The store has no identity yet."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return (
            "Máy này chưa ghi danh với trung tâm; "
            "hãy chạy counterctl enrol --centre ĐỊA_CHỈ --code MÃ."
        )


class CounterHalted(Unavailable):
    """This store was set back or runs twice: its numbers may have been used already."""

    def __init__(self, *, superseded: bool) -> None:
        super().__init__(superseded)
        self.superseded = superseded

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        if self.superseded:
            return (
                "Một bản sao khác của quầy này đang làm việc thay; máy này không cấp số nữa, "
                "hãy xin mã ghi danh mới cho máy này."
            )
        return (
            "Kho dữ liệu của quầy vừa được phục hồi hoặc chuyển máy nên chưa được cấp số; "
            "hãy nối mạng và bấm Đối soát một lần."
        )
