"""A ZIP of several papers is taken apart before storing, or refused: one paper, one file."""

from __future__ import annotations

from anxin.documents.reading.base import Limits, NotReadable, Source, reader_for
from anxin.documents.reading.sniff import ZIP, media_type, member_read, zip_open


def read_archive(content: bytes, limits: Limits) -> Source:
    """The one readable file in an archive.

    Raises:
        NotReadable: none or several; archives in archives are not opened.
    """
    with zip_open(content, limits) as archive:
        contents = [
            member_read(archive, member.filename, limits) for member in archive.infolist() if _wanted(member.filename)
        ]
    if len(contents) != 1:
        raise NotReadable("several", "这个压缩文件里不止一份材料。请解开后一份一份地传。")
    found = media_type(contents[0], limits)
    if found == ZIP:
        raise NotReadable("nested", "压缩文件里还有压缩文件，没有打开。请解开后再传。")
    return reader_for(found)(contents[0], limits)


def _wanted(name: str) -> bool:
    return not name.endswith("/") and "__MACOSX" not in name and not name.rsplit("/", 1)[-1].startswith(".")
