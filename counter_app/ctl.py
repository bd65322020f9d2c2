"""counterctl: the counter's use-cases for IT staff and scripts.

Every command says what it did, exits non-zero on failure, and prints an error as one plain
sentence with the way out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from counter_app.bootstrap.station import Station, open_station
from counter_app.commands import (
    acts,
    archives,
    backups,
    days,
    decisions,
    explain,
    hand_over,
    introductions,
    matters,
    queue_files,
    reports,
    scans,
    sessions,
)
from counter_app.commands.answers import say
from counter_app.settings import default_profile
from domain.errors import OfficeError, Unavailable
from sync.protocol.errors import LinkLost, SyncError

Act = Callable[[Station, argparse.Namespace], Mapping[str, Any]]
ACTS: Final[Mapping[str, Act]] = {
    "init": acts.enrol,
    "enrol": acts.enrol,
    "receive": acts.receive,
    "scan": acts.scan,
    "slip": acts.slip,
    "hand-over": hand_over.hand_over,
    "sync": acts.sync,
    "status": acts.status,
    "verify": acts.verify,
    "backup": backups.backup,
    "restore": backups.restore,
    "archive": archives.archive,
    "archives": archives.archives,
    "queue": queue_files.queue,
    "rebuild": acts.rebuild_tables,
    "find": acts.find,
    "conflicts": decisions.conflicts,
    "decide": decisions.decide,
    "same": decisions.same,
    "different": decisions.different,
    "scans": scans.fetch,
    "introduce": introductions.introduce,
    "matters": matters.matters,
    "defer": matters.defer,
    "explain-number": matters.explain_number,
    "day-close": days.day_close,
    "certificate": days.certificate,
    "x-sheet": days.x_sheet,
    "z-sheet": days.z_sheet,
    "session": sessions.session,
    "report": reports.report,
}
STOPPED: Final = 130  # as a shell says it of Ctrl+C
RULES: Final[Mapping[str, Callable[[argparse.Namespace], Mapping[str, Any]]]] = {
    "username": explain.username,
    "due": explain.due_moment,
    "card": explain.card,
    "code": explain.code,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says."""
    told = _parser().parse_args(arguments)
    try:
        answer = _answer(told)
    except OfficeError as error:
        return _failed(error.sentence, type(error).__name__)
    except KeyboardInterrupt:
        _failed("Đã dừng; phần đã gửi hoặc đã lấy về vẫn còn, lần sau làm tiếp từ đó.")
        return STOPPED
    except LinkLost:
        return _failed("Không tới được trung tâm; việc vẫn lưu tại quầy, hãy thử lại khi có mạng.")
    except SyncError as error:
        return _failed(f"Trung tâm không nhận: {error}; hãy báo cán bộ CNTT.")
    except OSError as error:
        return _failed(f"Không đọc hoặc ghi được tệp: {error.strerror or error}.")
    say(answer, as_json=told.json)
    return _failed(answer["problem"]) if "problem" in answer else 0


def _answer(told: argparse.Namespace) -> Mapping[str, Any]:
    if told.command == "explain":
        return RULES[told.rule](told)
    if told.command == "verify-certificate":
        return days.verify_certificate(told)
    if told.command == "restore-key":
        return backups.restore_key(told)
    if told.command == "bench":
        return _benched(told)
    station = open_station(told.profile)
    try:
        return ACTS[told.command](station, told)
    finally:
        station.close()


def _benched(told: argparse.Namespace) -> Mapping[str, Any]:
    from counter_app.bench.run import run
    from counter_app.demo.centre import CentreProcess, new_centre
    from counter_app.demo.rig import RigUnavailable

    def start(folder: Path, database: str) -> CentreProcess:
        centre = new_centre(folder, database=database, workers=2)
        centre.start()
        return centre

    try:
        return run(told, start)
    except RigUnavailable as error:
        raise Unavailable(f"Không mở được trung tâm để đo ({error}); hãy xem tệp đó.") from error


def _failed(sentence: str, kind: str = "") -> int:
    sys.stderr.write((sentence or kind) + "\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="counterctl", description=__doc__)
    general = argparse.ArgumentParser(add_help=False)
    for each, default in ((parser, default_profile()), (general, argparse.SUPPRESS)):
        each.add_argument(
            "--profile", type=Path, default=default, metavar="DIR", help="the counter's data"
        )
        each.add_argument(
            "--json",
            action="store_true",
            default=False if each is parser else argparse.SUPPRESS,
            help="print one JSON document",
        )
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, parents=[general])

    for name in ("init", "enrol"):
        added = command(name, "make the store; with a one-time code, enrol at the centre")
        added.add_argument("--centre", metavar="URL")
        added.add_argument("--code", metavar="C")
    receive = command("receive", "receive a dossier from a JSON file")
    receive.add_argument("--file", type=Path, required=True)
    receive.add_argument("--officer", default="", help="username the facts shall name")
    scan = command("scan", "scan the feeder into pages and one PDF")
    scan.add_argument("--device", default="", metavar="NAME")
    scan.add_argument("--out", type=Path, required=True, metavar="DIR")
    slip = command("slip", "print the appointment slip of a dossier into a file")
    slip.add_argument("code")
    slip.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    slip.add_argument("--officer", default="")
    hand_over.add_hand_over(command("hand-over", "record that a result was given, and to whom"))
    command("sync", "exchange with the centre now").add_argument(
        "--dry-run", action="store_true", help="send nothing: say what the centre would decide"
    )
    command("status", "who this counter is, what waits, the last proof")
    command("verify", "re-hash everything stored")
    backup = command("backup", "copy the store into a file, encrypted as it is")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE")
    backup.add_argument("--archives", action="store_true", help="copy its archives too")
    _archives(command)
    restore = command("restore", "go back to a copy; numbers come after the next exchange")
    restore.add_argument("--from", dest="copy", type=Path, required=True, metavar="FILE")
    key = command("restore-key", "give a store its key again, from the centre's escrow")
    key.add_argument("--key", type=Path, required=True, metavar="FILE")
    queue = command("queue", "carry what waits to another workstation, as an encrypted file")
    queue.add_argument("act", choices=("export", "import"))
    queue.add_argument("--file", type=Path, required=True)
    queue.add_argument("--password-stdin", action="store_true")
    command("rebuild", "compute the read tables anew from the journal")
    command("find", "customers, dossiers and procedures, without accents").add_argument("text")
    _introduce(command("introduce", "ask the centre for a customer or dossier of another office"))
    _decisions(command)
    scans_ = command("scans", "fetch the scans of a dossier that are not here")
    scans_.add_argument("act", choices=("fetch",))
    scans_.add_argument("--code", required=True, help="the dossier's code")
    _days(command)
    sessions.add_session(command, general)
    reports.add_report(command("report", "a summary for the head, or the register of dossiers"))
    _bench(command("bench", "figures as ratios against a baseline in the same run"))
    _explain(command("explain", "apply a rule of the office"), general)
    return parser


def _archives(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    archive = command("archive", "move finished work of sealed months into an archive")
    archive.add_argument("--month", default="", metavar="YYYY-MM", help="the last one that goes")
    archive.add_argument("--plan", action="store_true", help="move nothing: say what would go")
    archive.add_argument("--compact", action="store_true", help="then make the store smaller")
    command("archives", "the archives of this store, and what lies there")


def _decisions(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command("conflicts", "what waits for a person's word")
    decided = command("decide", "one version of a conflict holds")
    decided.add_argument("subject", help="as conflicts names it")
    decided.add_argument("matter")
    decided.add_argument("--choose", type=int, required=True, metavar="N")
    one = command("same", "two customers are one person")
    two = command("different", "two customers are two people")
    for each in (one, two):
        each.add_argument("one")
        each.add_argument("other")
    for each in (decided, one, two):
        each.add_argument("--reason", default="")
        each.add_argument("--officer", default="", help="username the facts shall name")


def _days(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    command("matters", "what stands between this counter and the end of its day")
    left = command("defer", "leave an open matter for another day")
    left.add_argument("key", help="as matters names it")
    number = command("explain-number", "what became of a number that is on no paper, or on two")
    number.add_argument("number", help="as matters names it, for example Q3-000437")
    number.add_argument("--account", choices=("unused", "spoilt"), default="unused")
    for each in (left, number):
        each.add_argument("--reason", required=True)
        each.add_argument("--officer", default="", help="username the fact shall name")
    closed = command("day-close", "close a day of this counter and seal it with the centre")
    closed.add_argument("--day", default="", metavar="ISO", help="today without it")
    written = command("certificate", "the certificate of a sealed day, as a file")
    written.add_argument("--day", required=True, metavar="ISO")
    written.add_argument("--number", type=int, default=None, metavar="N", help="not the last one")
    written.add_argument("--out", type=Path, required=True, metavar="FILE")
    for name, about in (
        ("x-sheet", "the figures of a day so far, as PDF"),
        ("z-sheet", "the sheet of a closed day with its certificate, as PDF"),
    ):
        sheet = command(name, about)
        sheet.add_argument("--day", default="", metavar="ISO", help="today without it")
        sheet.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    checked = command("verify-certificate", "check a certificate offline, on any machine")
    checked.add_argument("file", type=Path, nargs="?", default=None)
    checked.add_argument("--qr", default="", metavar="TEXT", help="what the code on a sheet says")
    checked.add_argument("--centre-key", default="", metavar="HEX|FILE")


def _introduce(asked: argparse.ArgumentParser) -> None:
    number = asked.add_mutually_exclusive_group(required=True)
    for name, about in (
        ("identity", "personal identity number or passport"),
        ("tax", "tax code of an organisation"),
        ("dossier", "code of a dossier"),
        ("phone", "telephone number"),
    ):
        number.add_argument(f"--{name}", default="", metavar="N", help=about)
    asked.add_argument("--reason", required=True, help="why, in words; the centre keeps it")
    asked.add_argument("--purpose", default="receive", help="receive, hand_over or answer")
    asked.add_argument("--officer", default="", help="username that the introduction shall name")


def _bench(bench: argparse.ArgumentParser) -> None:
    bench.add_argument(
        "what",
        nargs="*",
        help="start search save session slip memory; all without a name; or archive, sync",
    )
    bench.add_argument(
        "--sizes", default="10000,100000,1000000", help="customers in the store; for sync: facts"
    )
    bench.add_argument("--rounds", type=int, default=200)
    bench.add_argument("--facts", type=int, default=20_000, help="sync: facts in a measured push")
    bench.add_argument(
        "--database", default="", metavar="URL", help="sync: also with a centre on postgresql://…"
    )
    bench.add_argument("--work", type=Path, default=None, metavar="DIR", help="keep stores here")


def _explain(parser: argparse.ArgumentParser, general: argparse.ArgumentParser) -> None:
    rules = parser.add_subparsers(dest="rule", required=True)
    username = rules.add_parser("username", parents=[general])
    username.add_argument(
        "--kind", choices=("individual", "organisation", "officer"), required=True
    )
    username.add_argument("name")
    due = rules.add_parser("due", parents=[general])
    due.add_argument("--received", required=True, metavar="ISO")
    due.add_argument("--limit", required=True, metavar="N")
    due.add_argument(
        "--unit",
        choices=("same_day", "working_days", "working_hours", "calendar_days"),
        required=True,
    )
    due.add_argument("--cutoff", default="", metavar="HH:MM")
    rules.add_parser("card", parents=[general]).add_argument("payload")
    rules.add_parser("code", parents=[general]).add_argument("code")


if __name__ == "__main__":
    sys.exit(main())
