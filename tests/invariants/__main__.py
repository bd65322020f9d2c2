"""Takes each line that keeps an invariant away, and sees that its test fails.

python -m tests.invariants [WORD]: only those whose invariant or file contains WORD.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.invariants.mutations import MUTATIONS, Mutation

ROOT: Final = Path(__file__).parents[2]
_COPIED: Final = ("domain", "counter_app", "sync", "printing", "resources", "tests")
_PASSED: Final = 0
_FAILED: Final = 1


def main() -> int:
    """0 when every test failed without its line."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [each for each in MUTATIONS if word in f"{each.invariant} {each.file}"]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in _COPIED:
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tree)
        for each in chosen:
            if run(tree, each.test) != _PASSED:
                raise SystemExit(f"{each.test} does not pass as things are")
            noticed = failed_without(tree, each)
            unnoticed += not noticed
            word = "noticed" if noticed else "NOT NOTICED"
            sys.stdout.write(f"{each.invariant:<4} {each.file:<40} {word}\n")
            sys.stdout.flush()
    return 1 if unnoticed else 0


def failed_without(tree: Path, mutation: Mutation) -> bool:
    """Whether the test fails in the tree without the line; the tree is as before afterwards."""
    file = tree / mutation.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutation.old) != 1:
        raise SystemExit(
            f"{mutation.file}: stands {text.count(mutation.old)} times: {mutation.old}"
        )
    file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        return run(tree, mutation.test) == _FAILED
    finally:
        file.write_text(text, encoding="utf-8")


def run(tree: Path, test: str) -> int:
    """How pytest ends on one test of the tree."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    environment = {**os.environ, "PYTHONPATH": str(tree), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
