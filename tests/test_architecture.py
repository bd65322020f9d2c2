"""What import contracts cannot say."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.invariants.mutations import MUTATIONS

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "counter_app", "sync", "printing", "resources", "installer", "tests")
LONGEST_FILE = 400
BANNED_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize(
    ("package", "allowed"), [("domain", {"domain"}), ("sync/protocol", {"sync", "cbor2"})]
)
def test_the_pure_packages_import_the_standard_library_alone(
    package: str, allowed: set[str]
) -> None:
    strangers = {
        f"{path.name}: {name}"
        for path in sources(package)
        for name in imported(path)
        if name not in sys.stdlib_module_names | allowed
    }

    assert strangers == set()


def test_every_package_file_is_empty() -> None:
    assert [p for p in sources(*PACKAGES) if p.name == "__init__.py" and p.read_text()] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in sources(*PACKAGES)
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_module_is_named_after_nothing() -> None:
    assert [p for p in sources(*PACKAGES) if p.stem in BANNED_NAMES] == []


def test_no_program_part_computes_a_path_from_its_own_file() -> None:
    shipped = sources("domain", "counter_app", "sync", "printing")

    assert [p for p in shipped if "__file__" in p.read_text(encoding="utf-8")] == []


def test_each_line_that_keeps_an_invariant_stands_where_it_is_said_to() -> None:
    lost = [
        (each.invariant, each.file, each.old)
        for each in MUTATIONS
        if (ROOT / each.file).read_text(encoding="utf-8").count(each.old) != 1
    ]

    assert lost == []
