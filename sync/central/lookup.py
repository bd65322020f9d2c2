"""The citizen's page, level 1: a dossier's code in, its state out, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, StrictUndefined
from starlette.concurrency import run_in_threadpool

from domain.codes import LONGEST_CODE, NotADossierCode, parse_code
from domain.dossier import RECEIVED, RETURNED
from sync.central.centre import Centre
from sync.central.store.states import state_of

PER_MINUTE: Final = 30
"""Pages shown to one address in a minute, by each worker."""

TOLD: Final[Mapping[str, Any]] = {
    "responses": {
        429: {"description": "The same page, and to wait a minute", "content": {"text/html": {}}},
        503: {"description": "Busy, out of room or mending", "content": {"application/json": {}}},
    },
    "openapi_extra": {"parameters": [{"in": "query", "name": "ma", "schema": {"type": "string"}}]},
}
"""What the OpenAPI document says beside the page itself."""

_ADDRESSES: Final = 10_000
_MINUTE_S: Final = 60.0
STATES: Final = {RECEIVED: "Đã tiếp nhận", RETURNED: "Đã trả kết quả"}


@dataclass(slots=True)
class Allowance:
    """Counts what each address asked in the running minute; held in memory, by worker."""

    clock: Callable[[], float]
    _minute: int = 0
    _asked: dict[str, int] = field(default_factory=dict)

    def allows(self, address: str) -> bool:
        """Whether this address may ask once more."""
        minute = int(self.clock() / _MINUTE_S)
        if minute != self._minute or len(self._asked) > _ADDRESSES:
            self._minute, self._asked = minute, {}
        self._asked[address] = self._asked.get(address, 0) + 1
        return self._asked[address] <= PER_MINUTE


@dataclass(frozen=True, slots=True)
class Page:
    """The template and the headers that let nothing but its own style in."""

    render: Callable[..., str]
    headers: dict[str, str]


def add_lookup(app: FastAPI, centre: Centre) -> None:
    """Put the page at /tra-cuu, and the way to it at /."""
    page = load_page()
    allowance = Allowance(time.monotonic)

    async def root() -> Response:
        return RedirectResponse("/tra-cuu", status_code=303)

    async def tra_cuu(request: Request) -> Response:
        typed = request.query_params.get("ma", "").strip()[:LONGEST_CODE]
        address = request.client.host if request.client else ""
        if typed and not allowance.allows(address):
            return _shown(page, 429, typed=typed, state="", busy=True)
        state = await run_in_threadpool(_state, centre, typed) if typed else ""
        return _shown(page, 200, typed=typed, state=state, busy=False)

    app.add_api_route("/", root, methods=["GET"], include_in_schema=False)
    app.add_api_route(
        "/tra-cuu",
        tra_cuu,
        methods=["GET"],
        summary="Lookup page for citizens: code in, state out",
        response_class=HTMLResponse,
        **TOLD,
    )


def load_page() -> Page:
    """The template from the program's resources; its one style is named in the policy by hash."""
    folder = files("resources").joinpath("templates")
    style = folder.joinpath("tra_cuu.css").read_text(encoding="utf-8")
    source = folder.joinpath("tra_cuu.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(source, globals={"style": style})
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Content-Language": "vi",
    }
    return Page(template.render, headers)


def _state(centre: Centre, typed: str) -> str:
    """The state in words; empty for a code that is wrong or unknown: both sound the same."""
    try:
        code = str(parse_code(typed.upper()))
    except NotADossierCode:
        return ""
    with centre.store.reading() as snapshot:
        found = state_of(snapshot, code)
    return STATES.get(found, "") if found else ""


def _shown(page: Page, status: int, **values: Any) -> Response:
    code = values["typed"].upper()
    return HTMLResponse(page.render(code=code, **values), status, headers=page.headers)
