"""A ZIP of papers: each file in it is a paper of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from anxin.documents.reading.base import Limits, NotReadable, Source, reader_for
from anxin.documents.reading.sniff import ZIP, media_type, member_read, zip_open

PAPERS_MOST: Final = 20


def read_archive(content: bytes, limits: Limits) -> Source:
    """The papers in an archive, in the order of their names.

    Raises:
        NotReadable: none, too many, or an archive in the archive; also whatever stops one of its files.
    """
    with zip_open(content, limits) as archive:
        names = sorted(member.filename for member in archive.infolist() if _wanted(member.filename))
        if not names:
            raise NotReadable("incomplete", "这个压缩文件里没有材料。请重新选择文件。")
        if len(names) > PAPERS_MOST:
            raise NotReadable("too_many_members", f"这个压缩文件里超过 {PAPERS_MOST} 份材料。请分成几次传。")
        contents = [member_read(archive, name, limits) for name in names]
    sources = [_source(one, limits) for one in contents]
    return replace(sources[0], others=tuple(sources[1:]))


def _source(content: bytes, limits: Limits) -> Source:
    found = media_type(content, limits)
    if found == ZIP:
        raise NotReadable("nested", "压缩文件里还有压缩文件，没有打开。请解开后再传。")
    return reader_for(found)(content, limits)


def _wanted(name: str) -> bool:
    return not name.endswith("/") and "__MACOSX" not in name and not name.rsplit("/", 1)[-1].startswith(".")
