"""The headers of every answer, whatever it is."""

from __future__ import annotations

__all__ = ["ALWAYS", "CLEAR_ALL", "CLEAR_KEPT", "NO_STORE", "REVALIDATE", "with_headers"]

Headers = list[tuple[bytes, bytes]]

# Nothing but our own style sheet, script and icon; no inline style or script; no frame; no way out of this address.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_OFF = "camera=(), geolocation=(), microphone=(), usb=(), payment=(), clipboard-read=(), display-capture=()"

ALWAYS: Headers = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Not no-referrer: with it a browser sends `Origin: null` with a form of our own, which the guard turns away.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", _OFF.encode()),
    (b"x-dns-prefetch-control", b"off"),
]
NO_STORE = (b"cache-control", b"no-store")
REVALIDATE = (b"cache-control", b"private, no-cache")  # style and script: the same for everyone, asked for each time
CLEAR_ALL = (b"clear-site-data", b'"cache", "cookies", "storage"')
CLEAR_KEPT = (b"clear-site-data", b'"cache", "storage"')  # locking: the browser is still one that was let in


def with_headers(given: Headers) -> Headers:
    """An answer's own headers with those that every answer has; it may say itself whether it may be kept."""
    names = {name.lower() for name, _ in given}
    kept = [] if b"cache-control" in names else [NO_STORE]
    return [*given, *ALWAYS, *kept]
