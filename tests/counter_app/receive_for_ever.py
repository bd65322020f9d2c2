"""A counter that receives until it is killed; a line on standard output is a promise.

Run as: python -m tests.counter_app.receive_for_ever STORE FIRST LAST
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.office import person, reception, reopen_counter


def main() -> None:
    """Receive the customers FIRST to LAST of the store."""
    store, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    counter = reopen_counter(store)
    for number in range(first, last):
        received = counter.receive(
            reception(person(f"Trần Văn {number}", f"0010990{number:05}", phone=""))
        )
        sys.stdout.write(f"{number} {received.code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
