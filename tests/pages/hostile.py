"""What a form and a request can be at their worst, drawn with a seed: values, bodies, headers, cookies, addresses."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

__all__ = ["Field", "body_of", "cookie_of", "headers_of", "method_of", "path_of", "quoted", "spoiled", "value_of"]

MARK = "hostile"  # stands in every text that would make an element or an attribute if it were not escaped
MARKUP = (
    f"<{MARK}-x>", f"</textarea><{MARK}-x>", f"</title></script><{MARK}-x>", f'"><{MARK}-x a="', f"'><{MARK}-x a='",
    f'" {MARK}-a="1', f"' {MARK}-a='1", f'" on{MARK}="1" autofocus="', f"<script>{MARK}()</script>",
    f"<img src=x on{MARK}=1>", f"<!--{MARK}", f"]]><{MARK}-x>", f"&lt;{MARK}-x&gt;", "&#60;" + MARK,
    f"javascript:{MARK}",
)  # fmt: skip
TEXTS = (
    "{{7777*7777}}", "{% raw %}", "${7777*7777}", "#{7777*7777}", "{topic}", "{0}", "%s%d%n", "{{ frame.csrf }}",
    "{", "}}", "\0", "a\0b", "\x01\x02\x1b[2J\x07", "\r\n\r\n", "a\r\nset-cookie: a=b", "\x7f", "\x85",
    "\u2028\u2029", "\ufeff", "\u202edcba\u202c", "\u2066x", "\u200b" * 40, "\ufffe\uffff", "a" + "\u0301" * 400,
    "\U0001f468\u200d\U0001f469", "𠮷" * 30, "buồn lắm", "bu\u006f\u0302\u0300n", "ﬁ Å Ω", "ı İ ß ǆ", "x" * 201,
    "x" * 5000, "dài " * 9000, "\n" * 3000, " ", "\t \u3000", "../../../../etc/passwd", "/etc/shadow", "/dev/zero",
    "/dev/full", "/proc/self/mem", "C:\\x\\y", "\\\\host\\share", ".", "..", "~nobody-of-this-name/x",
    "file:///etc/passwd", "a/" * 300, "con", "x" * 300 + ".json", "'; DROP TABLE records; --", "' OR 1=1", "$(id)",
    "`id`", "|id", "null", "None", "true", "[]", "{}", '{"a":1}', "__class__", "constructor", "skipped", "on", "off",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "1", "10", "11", "007", "1e9", "1e999", "NaN", "inf", "-inf", "9" * 400, "0x10", "1_000", "٣", "³",
    "½", "1.5", "1,5", "+5", " 5", "5 ", "2147483648", "9223372036854775808", "-0", "",
)  # fmt: skip
DATES = (
    "2026-02-30", "2026-13-01", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "1899-12-31", "2026-11-24",
    "2026-11-23", "2026-1-1", "20261123", "2026-W48-1", "2026-11-23T25:61", "24:00", "23:59:60", "-1:00", "7:5",
    "١٢:٣٠", "2026-11-23\n", "today",
)  # fmt: skip
BYTES = (
    b"%00", b"%ED%A0%80", b"%ED%B2%80", b"%FF%FE", b"%C0%AF", b"%F4%90%80%80", b"%", b"%z1", b"%u0041", b"\xff\xfe",
    b"\x00", b"%E1%BA",
)  # fmt: skip
TYPES = (
    "application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "application/xml",
    "", ";", "x", "application/x-www-form-urlencoded; charset=utf-16", "APPLICATION/X-WWW-FORM-URLENCODED",
    "application/x-www-form-urlencoded, text/html",
)  # fmt: skip
FORM_TYPE = "application/x-www-form-urlencoded"
Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Field:
    """A field of a form as a page offers it: its kind, what stands in it, and the values one may choose."""

    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()


def value_of(field: Field, dice: random.Random) -> str:
    """What a person would put in."""
    if field.choices:
        return dice.choice(field.choices)
    if field.kind == "date":
        return field.value or dice.choice(("2026-11-23", "2026-11-20", "2026-01-02"))
    if field.kind == "time":
        return dice.choice(("", "07:30", "21:00"))
    if field.kind == "number":
        return dice.choice(("", "0", "3", "12.5"))
    if field.kind == "hidden":
        return field.value
    return field.value or dice.choice(("", "việc nhà", "một ghi chú", "money"))


def spoiled(field: Field, dice: random.Random, ids: Sequence[str]) -> str:
    """What nobody would."""
    pools: list[Sequence[str]] = [
        MARKUP, TEXTS, NUMBERS, DATES, ids or ("",), ("x" * dice.choice((4000, 60_000, 200_000)),),
    ]  # fmt: skip
    weights = [8, 8, 4, 4, 3, 1] if field.kind not in ("date", "time", "number") else [3, 3, 6, 12, 1, 1]
    drawn = dice.choice(dice.choices(pools, weights)[0])
    return drawn + dice.choice(TEXTS) if dice.random() < 0.1 else drawn


def body_of(pairs: Sequence[tuple[str, str]], dice: random.Random) -> tuple[bytes, str]:
    """A body and its kind: mostly a form as it should be, else one that is cut, repeated, too long or no form."""
    fields = [f"{quoted(name)}={quoted(value)}".encode() for name, value in pairs]
    kind, way = FORM_TYPE, dice.random()
    if way < 0.72:
        return b"&".join(fields), kind
    if way < 0.80:
        place = dice.randrange(len(fields) + 1)
        name = quoted(dice.choice(pairs)[0]).encode() if pairs else b"note"
        fields.insert(place, name + b"=" + dice.choice(BYTES))
        return b"&".join(fields), kind
    if way < 0.84:
        return b"&".join(fields * dice.choice((2, 3, 40))), kind
    if way < 0.87:
        whole = b"&".join(fields)
        return whole[: dice.randrange(len(whole) + 1)], kind
    if way < 0.89:
        return b"&".join([*fields, *(b"f%d=1" % n for n in range(dice.choice((390, 400, 600))))]), kind
    if way < 0.90:
        return b"&".join([*fields, b"note=" + b"%3C" * dice.choice((170_000, 200_000))]), kind
    if way < 0.92:
        return dice.choice((b"", b"&", b"=", b"&&=&", b";", b"+", b"?", b"a", dice.randbytes(300))), kind
    if way < 0.95:
        return dice.choice((b";", b"&&", b"&=&", b"\r\n")).join(fields), kind
    kind = dice.choice(TYPES)
    if kind.startswith("multipart"):
        part = b'--x\r\ncontent-disposition: form-data; name="note"\r\n\r\nabc'
        return part[: dice.randrange(len(part))], kind
    return b"&".join(fields), kind


def headers_of(dice: random.Random, origin: str) -> list[Header]:
    """Headers that a browser of another kind, a proxy or somebody with time would send."""
    pool: list[Header] = [
        (b"accept-language", b"zz;q=9,*;;"), (b"range", b"bytes=0-1,5-"), (b"if-none-match", b'"x"'),
        (b"if-modified-since", b"never"), (b"expect", b"100-continue"), (b"transfer-encoding", b"chunked, x"),
        (b"content-encoding", b"gzip"), (b"x-forwarded-host", b"evil.example"), (b"x-forwarded-for", b"\xff"),
        (b"x-original-url", b"/exit"), (b"x-http-method-override", b"DELETE"), (b"te", b"trailers"),
        (b"upgrade", b"websocket"), (b"authorization", b"Basic !!!"), (b"x", b"y" * 8000), (b"accept", b"\x80\xff"),
        (b"cookie", b"a=b; a=c; =;"), (b"referer", b"javascript:1"), (b"content-length", b"-5"),
        (b"content-length", "٣".encode()), (b"content-length", b"1e9"), (b"content-length", b"0"),
        (b"origin", origin.encode()), (b"origin", b"null"), (b"host", b"evil.example"),
        (b"sec-fetch-site", b"cross-site"), (b"content-type", b"\xff/\xfe"),
    ]  # fmt: skip
    return dice.sample(pool, dice.choice((1, 1, 2, 4)))


def cookie_of(name: str, dice: random.Random) -> bytes:
    """A cookie that is none of ours, or half of one."""
    key = name.encode()
    forms = (
        key, key + b"=", b"=" + key, key + b'="', key + b"=\x00", key + b"=\xff\xfe", key + b"=" + b"x" * 9000,
        key + b"=a; " + key + b"=b", b";;;" + key + b"==", key.upper() + b"=x", key + b"=../..",
        key + b"={{7777*7777}}", b"$Version=1; " + key + b'="x"; $Path="/"', b"\r\n",
    )  # fmt: skip
    return dice.choice(forms)


def method_of(dice: random.Random) -> str:
    """A method that no page has."""
    return dice.choice((
        "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "Post", "PROPFIND", "G\0T", "", "X" * 500,
    ))  # fmt: skip


def path_of(path: str, dice: random.Random) -> str:
    """An address near one of ours, or nowhere near."""
    odd = (
        path + "/", path + "%00", path + ";a=b", path.upper(), path.replace("/", "//", 1), path + "%2f..",
        path + "/..%2f..%2fetc", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/app.py", "/static/page.css%00.html",
        "/" + "a/" * 2000, "/" + "x" * 9000, "*", "//evil.example/", "/%ff%fe", "/%ED%A0%80", "/" + "%C3%BC" * 40,
        path + "%0d%0aset-cookie:a=b", "/../../etc/passwd", "/.", "/?", "/#x", path + "%3Cscript%3E",
        f"/{MARK}%22%3E%3C{MARK}-x%3E",
    )  # fmt: skip
    return dice.choice(odd)


def quoted(text: str) -> str:
    """A text as it stands in a form or an address; half a character stays half."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
