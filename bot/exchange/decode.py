"""The bytes of a pasted or attached list -> text, whatever wrote them."""

import codecs
import io
import zipfile
import zlib

import cchardet

from bot.errors import UserError

MAX_BYTES = 10 * 1024 * 1024  # Discord's own limit for an attachment of a server without boosts
MAX_UNPACKED = 2 * MAX_BYTES
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# files that people attach by mistake, by their first bytes, and what to do with them
FOREIGN = (
    (ZIP, "an Excel workbook or a zip file of several. Save the sheet as CSV, or unpack the file, and attach that"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save the sheet as CSV and attach that"),
    (b"%PDF", "a PDF. Copy the addresses out of it and paste them, or attach a text file"),
    (GZIP, "a broken gzip file. Unpack it and attach what is inside"),
    (b"\x89PNG", "a picture. Paste the addresses as text, or attach a text file"),
    (b"\xff\xd8\xff", "a picture. Paste the addresses as text, or attach a text file"),
)


def text_of(data: bytes) -> str:
    """The text of a file, by its byte-order mark, as UTF-8, or by a guess; never fails on odd bytes.

    One text packed by gzip or zip is unpacked. Raises UserError when it is too big or surely no text.
    """
    if len(data) > MAX_BYTES:
        raise UserError(f"That file is too big: I read lists of up to {MAX_BYTES // 1024 // 1024} MB. Split it.")
    data = _unpacked(data)
    for magic, what in FOREIGN:
        if data.startswith(magic):
            raise UserError(f"That file is {what}.")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _tidy(data[len(mark) :].decode(encoding, "replace"))
    return _tidy(_without_mark(data))


def _unpacked(data: bytes) -> bytes:
    """What a gzip file or a zip file of a single text holds; anything else as it is."""
    inside = data
    if data.startswith(GZIP):
        inside = _from_gzip(data)
    elif data.startswith(ZIP):
        inside = _from_zip(data)
    if len(inside) > MAX_UNPACKED:
        raise UserError(
            f"That file unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB, which I do not read. Split it."
        )
    return inside


def _from_gzip(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAX_UNPACKED + 1)  # 31: with gzip's header
    except zlib.error:
        return data


def _from_zip(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
            if len(files) != 1:  # a workbook is a zip file of many
                return data
            with archive.open(files[0]) as member:
                return member.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return data  # broken, locked by a password, or packed in a way that is not known here


def _without_mark(data: bytes) -> str:
    # ASCII in UTF-16 without its mark: every other byte is zero
    sample = data[:2000]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:  # noqa: PLR2004  # two characters tell
        return data.decode("utf-16-le", "replace")
    if len(sample) > 3 and sample[0::2].count(0) > len(sample) // 3:  # noqa: PLR2004
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = cchardet.detect(data[:100_000])["encoding"] or "windows-1252"
        try:
            return data.decode(guess, "replace")
        except LookupError:  # a guess that Python has no codec for
            return data.decode("windows-1252", "replace")


def _tidy(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
