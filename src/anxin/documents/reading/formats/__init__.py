"""One module a format. A line here joins a reader to its media types; its libraries are imported on first use."""

from anxin.documents.reading import sniff
from anxin.documents.reading.base import Reader, register


@register(sniff.PDF)
def _pdf() -> Reader:
    from anxin.documents.reading.formats.pdf import read_pdf

    return read_pdf


@register(sniff.OFD)
def _ofd() -> Reader:
    from anxin.documents.reading.formats.ofd import read_ofd

    return read_ofd


@register(sniff.XML)
def _xml() -> Reader:
    from anxin.documents.reading.formats.xml_receipt import read_xml

    return read_xml


@register(*sorted(sniff.IMAGES))
def _image() -> Reader:
    from anxin.documents.reading.formats.image import read_image

    return read_image


@register(sniff.ZIP)
def _archive() -> Reader:
    from anxin.documents.reading.formats.archive import read_archive

    return read_archive
