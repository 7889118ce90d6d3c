"""Signs that a picture was changed: told to people who check papers, and never more than a sign."""

import struct
from io import BytesIO

from PIL import Image, ImageDraw

from anxin.documents.reading.base import Limits
from anxin.documents.reading.pictures import picture_open
from anxin.documents.reading.tampering import signs_of_change
from anxin.documents.types import FOR_STAFF

SIZE = (400, 300)


def a_scene(side: str) -> Image.Image:
    """White, with one dark half."""
    image = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 200, 300) if side == "left" else (0, 0, 400, 110), fill="black")
    return image


def stored(image: Image.Image, exif: bytes | Image.Exif = b"") -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def facts(**tags: object) -> Image.Exif:
    """What a phone notes beside its picture."""
    exif = Image.Exif()
    exif[0x010F] = "试机"
    for name, value in tags.items():
        if name == "software":
            exif[0x0131] = value
        if name == "changed":
            exif[0x0132] = value
        if name == "taken":
            exif.get_ifd(0x8769)[0x9003] = value
        if name == "size":
            exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = value  # type: ignore[misc]
    return exif


def with_small(small: Image.Image) -> bytes:
    """Facts that hold a small picture, as a camera writes them: a first directory, a second one, the picture."""
    picture = stored(small.resize((80, 60)))
    second = 8 + 2 + 12 + 4
    place = second + 2 + 24 + 4
    first_dir = struct.pack("<H", 1) + struct.pack("<HHI4s", 0x010F, 2, 4, b"abc\0") + struct.pack("<I", second)
    entries = struct.pack("<HHII", 0x0201, 4, 1, place) + struct.pack("<HHII", 0x0202, 4, 1, len(picture))
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first_dir + struct.pack("<H", 2) + entries + bytes(4) + picture


def signs(content: bytes) -> str:
    found = signs_of_change(content, picture_open(content, Limits()))
    assert all(one.code in FOR_STAFF for one in found)
    return found[0].sentence if found else ""


def test_a_photo_as_the_phone_made_it_has_no_sign() -> None:
    untouched = facts(size=SIZE, taken="2026:11:23 12:00:01", changed="2026:11:23 12:00:02", software="17.1")

    assert signs(stored(a_scene("left"), untouched)) == ""
    assert signs(stored(a_scene("left"))) == ""


def test_a_program_that_changes_pictures_leaves_its_name() -> None:
    assert "Photoshop" in signs(stored(a_scene("left"), facts(software="Adobe Photoshop 25")))


def test_a_cut_picture_remembers_how_large_it_was() -> None:
    assert "尺寸" in signs(stored(a_scene("left"), facts(size=(4000, 3000))))


def test_a_turned_picture_is_not_a_cut_one() -> None:
    assert signs(stored(a_scene("left"), facts(size=SIZE[::-1]))) == ""


def test_a_picture_stored_again_on_another_day_says_so() -> None:
    assert "又存过" in signs(stored(a_scene("left"), facts(taken="2026:11:23 12:00:01", changed="2026:11:25 09:00:00")))


def test_the_small_picture_inside_shows_the_same_or_it_is_said() -> None:
    same, other = with_small(a_scene("left")), with_small(a_scene("top"))

    assert signs(stored(a_scene("left"), same)) == ""
    assert "缩略图" in signs(stored(a_scene("left"), other))


def test_broken_facts_are_no_sign_and_no_fault() -> None:
    assert signs(stored(a_scene("left"), b"Exif\0\0II*\0\xff\xff\xff\xff")) == ""


def test_the_history_of_a_picture_names_the_program_that_changed_it() -> None:
    def with_history(tool: str) -> str:
        out = BytesIO()
        history = f'<x:xmpmeta><rdf:Description xmp:CreatorTool="{tool}"/></x:xmpmeta>'.encode()
        a_scene("left").save(out, "JPEG", xmp=history)
        return signs(out.getvalue())

    assert "Adobe Photoshop 25.1" in with_history("Adobe Photoshop 25.1 (Windows)")
    assert with_history("试机相机 3.0") == ""
