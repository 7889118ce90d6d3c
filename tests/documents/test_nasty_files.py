"""Hostile and broken files: refused with a sentence, inside the limits, nothing left behind."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from anxin.documents.reading.base import Limits, ReadResult
from anxin.documents.reading.read import read_bytes
from anxin.documents.reading.runner import Bounds, read_in_child
from anxin.documents.types import PaperKind
from tests.given.papers import a_jpeg

LIMITS = Limits(ocr=False)

OFD_ENTRY = (
    '<?xml version="1.0"?>{doctype}<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>'
    "{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 50
    + '"><!ENTITY c "'
    + "&b;" * 50
    + '"><!ENTITY d "'
    + "&c;" * 50
    + '">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def read(content: bytes) -> ReadResult:
    return read_bytes("票据.jpg", content, limits=LIMITS)


def a_zip(members: dict[str, bytes], **options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def an_ofd(*, doctype: str = "", root: str = "Doc_0/Document.xml", **members: bytes) -> bytes:
    return a_zip({"OFD.xml": OFD_ENTRY.format(doctype=doctype, root=root).encode(), **members})


def a_pdf(**options: object) -> bytes:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def a_pdf_bomb() -> bytes:
    """One page whose content is deflated twice and unpacks to far more than its reader may use."""
    bomb = zlib.compress(deflated(b" " * 2**20, 128), 9)
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    stream = pikepdf.Stream(pdf, b"")
    stream.write(bomb, filter=[pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    pdf.pages[0].Contents = pdf.make_indirect(stream)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def deflated(block: bytes, times: int) -> bytes:
    """What zlib makes of so many equal blocks: one is deflated and its bytes repeated."""
    body = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    piece = body.compress(block) + body.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + piece * times + body.flush() + struct.pack(">I", check)


def a_png(width: int, height: int) -> bytes:
    """A black picture of one bit a pixel: huge to unpack, tiny on disk."""
    row = b"\x00" * (width // 8 + 2)
    data = deflated(row * 500, height // 500)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def a_zip_claiming(entries: int) -> bytes:
    """An archive whose directory says it has that many members."""
    content = bytearray(a_zip({"a.txt": b"x"}))
    at = content.rfind(b"PK\x05\x06")
    content[at + 8 : at + 12] = struct.pack("<HH", entries, entries)
    return bytes(content)


def overlapping() -> bytes:
    """Two members of a directory that are the same bytes."""
    content = bytearray(a_zip({"a.jpg": a_jpeg(), "b.jpg": a_jpeg("red")}))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def with_link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("OFD.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def twice_the_same_name() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
        archive.writestr("ofd.XML", "<b/>")
    return out.getvalue()


NASTY: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "html as jpg": (lambda: b"<html><body onload=alert(1)>", "unknown_type"),
    "svg as png": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown_type"),
    "polyglot": (lambda: b"GIF89a/*\x00*/=1;<html>%PDF-1.4", "unknown_type"),
    "late pdf": (lambda: b"MZ\x90" + b"\x00" * 100 + a_pdf(), "unknown_type"),
    "png of 2.5 gigapixels": (lambda: a_png(50_000, 50_000), "too_many_pixels"),
    "picture that is an archive too": (lambda: a_jpeg() + a_zip({"x.html": b"<script>"}), "two_in_one"),
    "pdf that is an archive too": (lambda: a_pdf() + a_zip({"x.exe": b"MZ"}), "two_in_one"),
    "picture that is a pdf too": (lambda: a_jpeg(comment=a_pdf()[:300]), "two_in_one"),
    "truncated jpeg": (lambda: a_jpeg(size=(900, 900))[:700], "damaged"),
    "truncated png": (lambda: b"\x89PNG\r\n\x1a\n\x00", "damaged"),
    "encrypted pdf": (lambda: a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
    "broken pdf": (lambda: b"%PDF-1.7\n1 0 obj", "damaged"),
    "laughing ofd": (lambda: an_ofd(doctype=LAUGHS, root="&d;"), "damaged"),
    "ofd that reads files": (lambda: an_ofd(doctype=OUTSIDE, root="&a;"), "odd_xml"),
    "ofd without document": (lambda: an_ofd(), "incomplete"),
    "ofd that points outside": (lambda: an_ofd(root="../../../../etc/passwd"), "incomplete"),
    "zip slip": (lambda: a_zip({"OFD.xml": b"<a/>", "../../x": b"x"}), "odd_archive"),
    "absolute name": (lambda: a_zip({"OFD.xml": b"<a/>", "/etc/x": b"x"}), "odd_archive"),
    "windows name": (lambda: a_zip({"OFD.xml": b"<a/>", "C:\\x": b"x"}), "odd_archive"),
    "link in archive": (lambda: with_link(), "odd_archive"),
    "same name twice": (lambda: twice_the_same_name(), "odd_archive"),
    "overlapping members": (lambda: overlapping(), "bomb"),
    "directory of 60,000": (lambda: a_zip_claiming(60_000), "too_many_members"),
    "1,000 members": (lambda: a_zip({f"{number}.txt": b"" for number in range(1000)}), "too_many_members"),
    "unpacks to 200 MB": (lambda: a_zip({"OFD.xml": b"\x00" * (200 * 2**20)}), "bomb"),
    "member of 40 MB": (lambda: a_zip({"OFD.xml": b" " * (40 * 2**20)}), "bomb"),
    "zip in zip": (lambda: a_zip({"a.zip": a_zip({"b.jpg": a_jpeg()})}), "nested"),
    "21 papers in a zip": (lambda: a_zip({f"{number}.jpg": a_jpeg() for number in range(21)}), "too_many_members"),
    "nothing in a zip": (lambda: a_zip({"__MACOSX/._a.jpg": b"x"}), "incomplete"),
    "word document": (lambda: a_zip({"word/document.xml": b"<w/>"}), "unknown_type"),
    "xml that is no receipt": (lambda: b"<?xml version='1.0'?><a/>", "not_a_receipt"),
    "xml with entities": (lambda: f"<?xml version='1.0'?>{LAUGHS}<x>&d;</x>".encode(), "damaged"),
    "deep xml": (lambda: b"<?xml version='1.0'?>" + b"<a>" * 100_000, "damaged"),
    "cut zip": (lambda: an_ofd()[:60], "damaged"),
}


@pytest.mark.parametrize(("content", "code"), NASTY.values(), ids=NASTY)
def test_a_nasty_file_is_refused_with_a_sentence(content: Callable[[], bytes], code: str) -> None:
    result = read(content())

    assert not result.readable
    assert [problem.code for problem in result.problems] == [code]
    assert result.problems[0].sentence.endswith("。")
    assert result.fields == {}
    assert result.previews == ()


def test_a_file_over_the_limit_is_not_looked_at() -> None:
    result = read_bytes("", a_jpeg() + b"\x00" * 1000, limits=Limits(bytes_max=1000))

    assert result.problems[0].code == "too_large"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    pdf = pikepdf.new()
    for _ in range(4):
        pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)

    result = read_bytes("", out.getvalue(), limits=Limits(pages_max=3))

    assert result.problems[0].code == "too_many_pages"
    assert "3 页" in result.problems[0].sentence


def test_an_archive_with_one_photo_is_that_photo() -> None:
    result = read(a_zip({"__MACOSX/._a.jpg": b"x", "照片/a.jpg": a_jpeg(size=(800, 800))}))

    assert result.readable
    assert len(result.previews) == 1


def test_each_paper_in_an_archive_is_a_paper_and_the_one_that_was_meant_stands_first(drawn: Path) -> None:
    folder = drawn / "rib-fracture"
    files = {"a.ofd": (folder / "receipt.ofd").read_bytes(), "b.pdf": (folder / "diagnosis.pdf").read_bytes()}

    result = read_bytes("", a_zip(files), kind=PaperKind.DIAGNOSIS, limits=LIMITS)

    assert result.kind is PaperKind.DIAGNOSIS
    assert [other.kind for other in result.others] == [PaperKind.RECEIPT]
    assert result.problems[0].code == "several"
    assert result.others[0].fields["ticket_number"].confidence == 1.0


def test_scripts_and_launches_in_a_pdf_are_not_run_and_not_shown() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    pdf.Root.AA = pikepdf.Dictionary(WC=pdf.make_indirect(launch))
    out = io.BytesIO()
    pdf.save(out)

    result = read(out.getvalue())

    assert result.readable
    assert result.previews[0].startswith(b"\xff\xd8\xff")
    assert b"alert" not in result.previews[0]


def test_a_heic_photo_is_opened_like_any_other() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", (640, 640), "white").save(out, "HEIF")

    result = read(out.getvalue())

    assert (result.readable, result.media_type) == (True, "image/heic")


def test_the_short_film_that_phones_put_behind_a_photo_is_no_other_file() -> None:
    result = read(a_jpeg(size=(600, 600)) + struct.pack(">I", 24) + b"ftypmp42" + b"\x00" * 400)

    assert result.readable


def test_a_place_in_a_photo_does_not_reach_its_preview() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 12.0)
    content = a_jpeg(size=(600, 600), exif=exif.tobytes())

    assert b"Exif" in content
    assert b"Exif" not in read(content).previews[0]


@pytest.mark.slow
def test_a_bomb_ends_its_child_and_not_us() -> None:
    tight = Bounds(memory_mb=120, seconds=20)

    result = read_in_child(name="", content=a_pdf_bomb(), kind=None, limits=LIMITS, bounds=tight)

    assert not result.readable or sum(map(len, result.previews)) < 100_000


@pytest.mark.slow
def test_memory_beyond_the_bound_ends_the_child_with_a_sentence() -> None:
    tight = Bounds(memory_mb=60, seconds=20)

    result = read_in_child(name="", content=a_png(7000, 7000), kind=None, limits=LIMITS, bounds=tight)

    assert not result.readable
    assert result.problems[0].code in {"broke_reader", "damaged"}


@pytest.mark.slow
def test_a_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    result = read_in_child(
        name="", content=a_jpeg(size=(3000, 3000)), kind=None, limits=LIMITS, bounds=Bounds(memory_mb=600, seconds=0)
    )

    assert not result.readable
    assert result.problems[0].code in {"too_slow", "broke_reader"}


def test_no_secret_of_ours_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    from anxin.documents.reading.runner import _environment

    given_to_it = _environment({"DATABASE_URL": "x", "ANXIN_SECRETS": "y", "PATH": "/bin", "ANXIN_SMS_KEY": "z"})

    assert not {"DATABASE_URL", "ANXIN_SECRETS", "ANXIN_SMS_KEY"} & given_to_it.keys()


SAMPLES = ("rib-fracture/receipt.ofd", "rib-fracture/diagnosis.pdf", "rib-fracture/application.pdf")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(SAMPLES),
    hits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=30),
    cut=st.floats(0.2, 1),
)
def test_corrupted_bytes_never_raise(drawn: Path, which: str, hits: list[tuple[float, int]], cut: float) -> None:
    content = bytearray((drawn / which).read_bytes())
    for place, value in hits:
        content[int(place * len(content))] = value

    result = read(bytes(content[: int(cut * len(content))]))

    assert result.readable or result.problems


@settings(max_examples=60, deadline=None)
@given(
    shape=st.sampled_from(("JPEG", "PNG", "WEBP")),
    zipped=st.booleans(),
    hits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=30),
    cut=st.floats(0.2, 1),
)
def test_corrupted_pictures_and_archives_never_raise(
    shape: str, zipped: bool, hits: list[tuple[float, int]], cut: float
) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 80).save(out, shape)
    content = bytearray(a_zip({"a": out.getvalue(), "b": out.getvalue()}) if zipped else out.getvalue())
    for place, value in hits:
        content[int(place * len(content))] = value

    result = read(bytes(content[: int(cut * len(content))]))

    assert result.readable or result.problems
    assert result.fields == {}


@pytest.mark.slow
def test_one_child_reads_paper_after_paper_and_a_new_one_follows_a_dead_one() -> None:
    from anxin.documents.reading import runner

    bounds = Bounds(memory_mb=900, seconds=20)

    def read_one() -> int:
        result = read_in_child(name="", content=a_pdf(), kind=None, limits=LIMITS, bounds=bounds)
        assert result.readable
        return runner._readers._idle[-1].process.pid

    first, second = read_one(), read_one()
    runner._readers._idle[-1].process.kill()
    runner._readers._idle[-1].process.wait()
    third = read_one()

    assert first == second
    assert third != first
    runner._end_all()
