from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from counter_app.devices.bundle import BlobStore, bundle
from counter_app.devices.pages import PageStore
from counter_app.devices.scanning.profile import page_name
from counter_app.devices.slip_form import compose
from counter_app.devices.vault import Vault
from counter_app.usecases.device_errors import FileUnreadable, PageNotSaved, VaultBroken
from printing.reading_back import opened
from tests.rig.slips import SHORT

VAULT = Vault(bytes(range(32)))


def picture(colour: str, size: tuple[int, int] = (160, 240), dpi: int = 200) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", dpi=(dpi, dpi))
    return out.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    pages = PageStore(tmp_path / "case", VAULT)
    for number, colour in enumerate(("red", "green", "blue"), start=1):
        path = pages.folder / page_name(number)
        VAULT.write(path, picture(colour))
        pages.arrived(path)
    return pages


def numbers(store: PageStore) -> list[int]:
    return [page.number for page in store.pages()]


def test_order_turning_component_and_removal_survive_a_crash(
    store: PageStore,
) -> None:
    store.move(3, 0)
    store.turn(1, 90)
    store.turn(1, 270)
    store.turn(2, -90)
    store.assign([3, 1], 2)
    store.drop(1)

    again = PageStore(store.folder, VAULT)

    assert numbers(again) == [3, 2]
    assert again.pages() == store.pages()
    assert again.dropped()[0].degrees == 0
    assert again.pages()[1].degrees == 270


def test_a_page_that_came_without_a_word_is_found_after_a_crash(store: PageStore) -> None:
    VAULT.write(store.folder / page_name(9), picture("white"))

    again = PageStore(store.folder, VAULT)

    assert numbers(again) == [1, 2, 3, 9]
    assert again.sink().first == 10


def test_a_dropped_page_comes_back_until_the_case_is_saved(store: PageStore) -> None:
    store.drop(2)
    assert numbers(store) == [1, 3]

    store.bring_back(2)

    assert numbers(store) == [1, 2, 3]
    (store.folder / ".00004.page.part").write_bytes(b"half a page")
    store.clear()
    assert not list(store.folder.iterdir())


def test_a_lost_list_costs_the_order_and_no_page(store: PageStore) -> None:
    (store.folder / "pages.list").write_bytes(b"\x01garbage")

    assert numbers(PageStore(store.folder, VAULT)) == [1, 2, 3]


def test_a_disk_that_refuses_is_said_and_nothing_is_half_taken(
    store: PageStore, tmp_path: Path
) -> None:
    whole = tmp_path / "hai trang.pdf"
    whole.write_bytes(img2pdf.convert([picture("red"), picture("green")]))
    (store.folder / ".00005.page.part").mkdir()  # stands in the second page's way

    with pytest.raises(PageNotSaved):
        store.take_file(whole)

    assert numbers(store) == [1, 2, 3]
    assert len(list(store.folder.glob("*.page"))) == 3


def test_pages_come_from_files_of_every_kind(store: PageStore, tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "red").save(tmp_path / "a.png")
    Image.new("RGBA", (300, 400), (0, 0, 0, 0)).save(tmp_path / "trong suốt.png")
    frames = [Image.new("L", (300, 400), shade) for shade in (0, 100, 200)]
    frames[0].save(tmp_path / "b.tif", save_all=True, append_images=frames[1:])
    (tmp_path / "c.jpg").write_bytes(picture("blue"))
    (tmp_path / "d.pdf").write_bytes(compose(SHORT).pdf())

    taken = {
        name: store.take_file(tmp_path / name, component=1)
        for name in ("a.png", "trong suốt.png", "b.tif", "c.jpg", "d.pdf")
    }

    assert [len(pages) for pages in taken.values()] == [1, 1, 3, 1, 2]
    assert store.jpeg(taken["c.jpg"][0].number) == picture("blue")  # byte for byte
    clear = Image.open(BytesIO(store.jpeg(taken["trong suốt.png"][0].number)))
    assert clear.getpixel((5, 5)) == (255, 255, 255)
    for page in store.pages()[3:]:
        image = Image.open(BytesIO(store.jpeg(page.number)))
        assert image.mode == "RGB"
        assert min(image.info["dpi"]) >= 200


def cut_jpeg() -> bytes:
    whole = BytesIO()
    Image.effect_noise((800, 800), 90).save(whole, "JPEG")
    return whole.getvalue()[: len(whole.getvalue()) // 2]


def bomb() -> bytes:
    packed = BytesIO()
    Image.new("1", (30_000, 30_000)).save(packed, "PNG")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("cắt.jpg", cut_jpeg),
        ("cắt.pdf", lambda: b"%PDF-1.4\n1 0 obj\n<<"),
        ("chữ.txt", lambda: "không phải ảnh".encode()),
        ("bom.png", bomb),
        ("không có.png", None),
    ],
)
def test_a_bad_file_is_one_clear_sentence(
    store: PageStore, tmp_path: Path, name: str, contents: Callable[[], bytes] | None
) -> None:
    if contents:
        (tmp_path / name).write_bytes(contents())

    with pytest.raises(FileUnreadable) as failed:
        store.take_file(tmp_path / name)

    assert failed.value.sentence.startswith(f"Không mở được tệp “{name}”: ")
    assert numbers(store) == [1, 2, 3]


def test_a_locked_pdf_is_said_to_be_locked(store: PageStore, tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(compose(SHORT).pdf())) as document:
        document.save(tmp_path / "k.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(FileUnreadable, match="mật khẩu"):
        store.take_file(tmp_path / "k.pdf")


def test_thumbnails_stand_upright(store: PageStore) -> None:
    store.turn(1, 90)

    small = Image.open(BytesIO(store.thumbnail(1, 80)))

    assert small.size[0] == 80
    assert small.size[0] > small.size[1]


def test_a_component_becomes_one_pdf_at_full_scale_turned_without_loss(store: PageStore) -> None:
    store.turn(2, 90)
    store.assign([1, 2], 1)

    made = bundle(store.of_component(1))

    assert made.pages == 2
    assert made.sha256 == hashlib.sha256(made.pdf).digest()
    assert float(made.pdf[5:8]) >= 1.4
    with pikepdf.open(BytesIO(made.pdf)) as document:
        first, second = document.pages
        assert [float(x) for x in first.mediabox] == pytest.approx(
            [0, 0, 160 / 200 * 72, 240 / 200 * 72], abs=0.01
        )
        assert int(second.get("/Rotate", 0)) == 90
        assert str(next(iter(first.get_images().values())).ColorSpace) == "/DeviceRGB"
    with opened(made.pdf) as document:
        assert document[1].get_width() > document[1].get_height()


def test_the_same_pages_give_the_same_file(store: PageStore) -> None:
    store.assign([1, 2, 3], 1)

    assert bundle(store.of_component(1)) == bundle(store.of_component(1))


def test_blobs_are_sealed_named_by_content_and_kept_once(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path, VAULT)

    digest = blobs.put(b"%PDF-1.4 noi dung")
    assert blobs.put(b"%PDF-1.4 noi dung") == digest

    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / digest.hex()[:2] / digest.hex()
    assert b"noi dung" not in file.read_bytes()
    assert blobs.get(digest) == b"%PDF-1.4 noi dung"
    assert blobs.holds(digest)
    assert not blobs.holds(bytes(32))


@given(st.binary(max_size=300), st.text(min_size=1, max_size=20), st.integers(0, 10_000))
def test_a_sealed_file_opens_only_whole_under_its_own_name_and_key(
    data: bytes, name: str, place: int
) -> None:
    sealed = VAULT.seal(data, name)

    assert VAULT.open(sealed, name) == data
    broken = bytearray(sealed)
    broken[place % len(sealed)] ^= 1
    for bad, called, key in (
        (bytes(broken), name, VAULT),
        (sealed, name + "x", VAULT),
        (sealed, name, Vault(bytes(32))),
        (sealed[: place % len(sealed)], name, VAULT),
    ):
        with pytest.raises(VaultBroken):
            key.open(bad, called)
