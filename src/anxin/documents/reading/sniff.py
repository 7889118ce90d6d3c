"""What a file is, by its content and never by its name."""

from __future__ import annotations

import itertools
import struct
import zipfile
from io import BytesIO
from typing import Final

from anxin.documents.reading.base import Limits, NotReadable

PDF: Final = "application/pdf"
OFD: Final = "application/ofd"
ZIP: Final = "application/zip"
XML: Final = "application/xml"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
HEIC: Final = "image/heic"
IMAGES: Final = frozenset({JPEG, PNG, WEBP, HEIC})

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_UNKNOWN: Final = "这种文件打不开。请交照片（JPG、PNG、HEIC）、PDF、OFD 或电子票据的 XML 文件。"
_END_OF_ZIP: Final = b"PK\x05\x06"


def media_type(content: bytes, limits: Limits) -> str:
    """The media type of an upload.

    Raises:
        NotReadable: for everything that is not one of ours, with a sentence for the person who uploaded it.
    """
    if not content:
        raise NotReadable("empty", "文件是空的，可能没有传完。请重新选择文件再传一次。")
    if len(content) > limits.bytes_max:
        raise NotReadable("too_large", f"文件超过 {limits.bytes_max // 2**20} 兆。请重新拍一张，或分成几份再传。")
    found = _by_magic(content)
    if found != ZIP and found != XML and _is_another_too(content, found):
        raise NotReadable("two_in_one", "这个文件里还藏着另一个文件，没有打开。请用手机重新拍照，或者重新下载后再传。")
    if found == ZIP:
        return _zip_type(content, limits)
    if found == PNG:
        _check_png_size(content, limits)
    return found


def _by_magic(content: bytes) -> str:
    head = content[:64]
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"%PDF-"):
        return PDF
    if text.startswith(b"<?xml") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return XML
    raise NotReadable("unknown_type", _UNKNOWN)


def _is_another_too(content: bytes, found: str) -> bool:
    """Would another program open it as an archive or a PDF? The film that phones put behind a photo is neither."""
    end = content.rfind(_END_OF_ZIP, max(0, len(content) - 65_557))
    if 0 <= end <= len(content) - 22:
        comment = struct.unpack("<H", content[end + 20 : end + 22])[0]
        if end + 22 + comment == len(content):
            return True
    return found in IMAGES and b"%PDF-" in content[:1024]


def _check_png_size(content: bytes, limits: Limits) -> None:
    if len(content) < 24:
        raise NotReadable("damaged", "这张图片不完整。请重新传一次。")
    width, height = struct.unpack(">II", content[16:24])
    if width * height > limits.pixels_max:
        raise NotReadable("too_many_pixels", "这张图片的尺寸大得不合常理。请用手机直接拍照后再传。")


def zip_open(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an archive after its own count of members was checked, so that a huge directory is never parsed.

    Raises:
        NotReadable: when it is damaged, encrypted, has too many members, or unpacks to too much.
    """
    end = content.rfind(_END_OF_ZIP, max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        raise NotReadable("damaged", "这个文件不完整。请重新传一次。")
    if struct.unpack("<H", content[end + 10 : end + 12])[0] > limits.members_max:
        raise NotReadable("too_many_members", "这个压缩文件里的文件太多。请只传需要的材料。")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotReadable("damaged", "这个文件不完整或已损坏。请重新传一次。") from error
    _check_members(archive.infolist(), limits)
    return archive


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename.casefold() for member in members]
    if len(members) > limits.members_max or len(set(names)) != len(names):
        raise NotReadable("odd_archive", "这个压缩文件的目录有问题。请重新导出后再传。")
    if any(_escapes(member.filename) or _is_link(member) for member in members):
        raise NotReadable("odd_archive", "这个压缩文件的目录有问题。请重新导出后再传。")
    if any(member.flag_bits & 0x1 for member in members):
        raise NotReadable("encrypted", "这个文件有密码。请去掉密码后再传。")
    if sum(member.file_size for member in members) > limits.unpacked_max or _overlap(members):
        raise NotReadable("bomb", "这个压缩文件展开后大得不合常理，没有打开。请只传需要的材料。")


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Members that share bytes (Fifield's bomb) lie closer together than their compressed sizes allow."""
    spans = sorted((member.header_offset, member.header_offset + member.compress_size) for member in members)
    return any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans))


def member_read(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """One member of an archive, never more of it than the limit whatever its header says.

    Raises:
        NotReadable: when it is missing, damaged or larger than it may be.
    """
    try:
        with archive.open(name) as stream:
            content = stream.read(limits.member_bytes_max + 1)
    except KeyError as error:
        raise NotReadable("incomplete", "这个文件里缺少内容。请重新导出后再传。") from error
    except Exception as error:  # zipfile raises zlib, lzma, struct and its own errors on hostile input
        raise NotReadable("damaged", "这个文件不完整或已损坏。请重新传一次。") from error
    if len(content) > limits.member_bytes_max:
        raise NotReadable("bomb", "这个文件展开后大得不合常理，没有打开。请重新导出后再传。")
    return content


def _zip_type(content: bytes, limits: Limits) -> str:
    with zip_open(content, limits) as archive:
        names = archive.namelist()
    if "OFD.xml" in names:
        return OFD
    if any(name.startswith(("word/", "xl/", "ppt/")) for name in names):
        raise NotReadable("unknown_type", _UNKNOWN)
    return ZIP
