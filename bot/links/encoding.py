"""The encoding of a page, chosen as browsers choose it: BOM, header, meta, then a guess."""

import re

import cchardet
import webencodings

META_BYTES = 8192  # the standard's own limit is 1024, but browsers still switch when they meet a later declaration
GUESS_BYTES = 32_768
WIDE_SHARE = 0.2  # of all bytes are NUL in UTF-16, unless it is of the far East
# Python's codecs of these names lack letters that the standard's have
_WIDER = {"gbk": "gb18030", "euc-jp": "euc_jisx0213"}

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\"';,\s]+)", re.IGNORECASE)
_META = re.compile(
    rb"<meta\b[^>]{0,400}?[\s/\"';]charset\s*=\s*[\"']?\s*([a-z0-9_:.-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-z0-9_:.-]+)",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def to_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str]:
    """The body as UTF-8 bytes without a BOM, and the WHATWG name of the encoding it came in.

    Bytes that the encoding does not know become U+FFFD; nothing is raised.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _transcode(body[len(bom) :], name), name
    name = _declared(body, content_type) or _guess(body)
    return _transcode(body, name), name


def _declared(body: bytes, content_type: str | None) -> str | None:
    if content_type and (found := _HEADER.search(content_type)) and (name := _known(found[1])):
        return name
    head = _COMMENT.sub(b"", body[:META_BYTES])
    for match in _META.finditer(head):
        label = match[1] or match[2]
        name = _known(label.decode("ascii"))
        if name in ("utf-16le", "utf-16be"):
            return "utf-8"  # the standard: a declaration that was readable as ASCII cannot be true
        if name:
            return "windows-1252" if name == "x-user-defined" else name
    return None


def _known(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return encoding.name if encoding else None


def _guess(body: bytes) -> str:
    sample = body[:GUESS_BYTES]
    if nuls := sample.count(0):
        even = sample[::2].count(0)
        if nuls > WIDE_SHARE * len(sample) and max(even, nuls - even) == nuls:
            return "utf-16be" if even else "utf-16le"
    if sample.isascii():
        return "utf-8" if body.isascii() or _is_utf8(body) else _detected(body[-GUESS_BYTES:])
    return "utf-8" if _is_utf8(body) else _detected(sample)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(body) - 4  # cut in the middle of a character
    return True


def _detected(sample: bytes) -> str:
    label = cchardet.detect(sample).get("encoding")
    return (_known(label) if label else None) or "windows-1252"


def _transcode(body: bytes, name: str) -> bytes:
    if name == "utf-8":
        return body
    encoding = webencodings.lookup(name)
    if encoding is None or name == "replacement":
        return body
    text = body.decode(_WIDER.get(name, encoding.codec_info.name), "replace")
    return text.encode("utf-8", "replace")
