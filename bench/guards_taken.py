"""What `bench.guards` takes away: for each check, pieces of the source and what stands in their place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MUTATIONS", "Mutation"]

PAGES, STORE = "src/upright/pages", "src/upright/store"


@dataclass(frozen=True)
class Mutation:
    """One guard taken away: `old`, which has to stand in `file` exactly once, becomes `new`.

    `nodes` are the tests that are run where all tests of the check would take too long; `browser`: in a browser.
    """

    check: int
    name: str
    file: str
    old: str
    new: str
    nodes: tuple[str, ...] = ()
    browser: bool = False


GUARD, HEADERS, LAUNCH, APP, SESSION = (
    f"{PAGES}/{name}.py" for name in ("guard", "headers", "launch", "app", "session")
)
KEYS, HEADER, FILES, DATABASE, VAULT = (
    f"{STORE}/{name}.py" for name in ("keys", "header", "files", "database", "vault")
)
SCRIPT, LAYOUT = f"{PAGES}/static/page.js", f"{PAGES}/templates/layout.html"

MUTATIONS = (
    Mutation(1, "listens on every address", f"{PAGES}/house.py", 'HOST = "127.0.0.1"', 'HOST = "0.0.0.0"'),
    Mutation(1, "a second listener", f"{PAGES}/server.py", "        await super().startup(sockets)\n",
             "        await super().startup(sockets)\n        import asyncio\n"
             '        self.other = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)\n'),
    Mutation(2, "no look at Host", GUARD, 'if request.headers.getlist("host") != [self._house.authority]:', "if False:"),
    Mutation(2, "Host by its beginning", GUARD, 'if request.headers.getlist("host") != [self._house.authority]:',
             'if not request.headers.get("host", "").startswith("127.0.0.1"):'),
    Mutation(2, "Host without its port", GUARD, 'if request.headers.getlist("host") != [self._house.authority]:',
             'if request.headers.get("host", "").partition(":")[0] != "127.0.0.1":'),
    Mutation(2, "a refusal that says something", GUARD, '"body": b""})\n', '"body": b"no"})\n'),
    Mutation(3, "no look at Origin", GUARD, 'if posted and request.headers.getlist("origin") != [self._house.origin]:',
             "if False:"),
    Mutation(3, "a null origin", GUARD, 'request.headers.getlist("origin") != [self._house.origin]:',
             'request.headers.getlist("origin") not in ([self._house.origin], ["null"]):'),
    Mutation(3, "no origin at all", GUARD, 'request.headers.getlist("origin") != [self._house.origin]:',
             'request.headers.getlist("origin") not in ([self._house.origin], []):'),
    Mutation(3, "no look at Sec-Fetch-Site", GUARD, "if any(site not in", "if False and any(site not in"),
    Mutation(3, "a form that was typed", GUARD, "(_FROM_HERE[:1] if posted else _FROM_HERE)", "_FROM_HERE"),
    Mutation(4, "no look at who comes", APP, "    if visit.visitor is None:\n        return _page(visit, Shown(\"away\", None, 401))\n    if route.needs is Needs.OPEN and not visit.visitor.open:",
             "    if visit.visitor is None:\n        return None\n    if route.needs is Needs.OPEN and not visit.visitor.open:"),
    Mutation(4, "a locked file is no hindrance", APP, "    if route.needs is Needs.OPEN and not visit.visitor.open:", "    if False:"),
    Mutation(5, "a token that works twice", LAUNCH, "            self._out.remove(found)\n", ""),
    Mutation(5, "a token that lasts", LAUNCH, "if fits and timedelta(0) <= key.until - now <= _LIVES:", "if fits:"),
    Mutation(5, "a token that lives for two minutes", LAUNCH, "_LIVES = timedelta(seconds=60)", "_LIVES = timedelta(seconds=120)"),
    Mutation(5, "guessing without end", LAUNCH, "        if self._wrong >= _TRIES:", "        if False:"),
    Mutation(5, "a comparison that can be timed", LAUNCH,
             'secrets.compare_digest(key.secret.encode(), given.encode("utf-8", "replace"))', "key.secret == given"),
    Mutation(5, "the token behind a question mark", f"{PAGES}/server.py", "/enter#{house", "/enter?key={house",
             nodes=("tests/pages/test_server.py",)),
    Mutation(6, "no look at the form's token", GUARD, "            self._check_token(", "            (lambda *_: None)("),
    Mutation(6, "an empty token is enough", GUARD, "        if act is None or act.free or visitor is None:",
             "        if act is None or act.free or visitor is None or not form.one(CSRF):"),
    Mutation(6, "any token is enough", GUARD, "if not secrets.compare_digest(form.one(CSRF).encode(\"utf-8\", \"replace\"), visitor.csrf.encode()):",
             "if not form.one(CSRF):"),
    Mutation(6, "another act without a token", f"{PAGES}/away.py", "act(lock, Needs.LAUNCH)", "act(lock, Needs.LAUNCH, free=True)"),
    Mutation(7, "no policy", HEADERS, '    (b"content-security-policy", _POLICY.encode()),\n', ""),
    Mutation(7, "a policy that lets scripts in", HEADERS, "\"script-src 'self'\"", "\"script-src 'self' 'unsafe-inline'\""),
    Mutation(7, "may be framed", HEADERS, "        \"frame-ancestors 'none'\",\n", ""),
    Mutation(7, "no X-Frame-Options", HEADERS, '    (b"x-frame-options", b"DENY"),\n', ""),
    Mutation(7, "no nosniff", HEADERS, '    (b"x-content-type-options", b"nosniff"),\n', ""),
    Mutation(7, "no opener policy", HEADERS, '    (b"cross-origin-opener-policy", b"same-origin"),\n', ""),
    Mutation(7, "may be stored", HEADERS, 'NO_STORE = (b"cache-control", b"no-store")', 'NO_STORE = (b"cache-control", b"private")'),
    Mutation(7, "a refusal without headers", GUARD, "            await _bare(sent, refused.status)", "            await _bare(send, refused.status)"),
    Mutation(8, "a cookie that scripts can read", APP, "fresh.id, path=room, httponly=True", "fresh.id, path=room, httponly=False"),
    Mutation(8, "a cookie for other sites", APP, 'set_cookie(name, go.fresh.id, path=room, httponly=True, samesite="strict")',
             'set_cookie(name, go.fresh.id, path=room, httponly=True, samesite="lax")'),
    Mutation(8, "a cookie that stays", APP, "set_cookie(name, go.fresh.id, path=room,", "set_cookie(name, go.fresh.id, max_age=86400, path=room,"),
    Mutation(8, "a cookie for every path", APP, "set_cookie(name, go.fresh.id, path=room,", 'set_cookie(name, go.fresh.id, path="/",'),
    Mutation(8, "the same id after unlocking", f"{PAGES}/unlock.py", "    visit.house.sessions.renew(session)\n", ""),
    Mutation(9, "temporary files on the disk", f"{PAGES}/write.py", "        session.saved_forms.add(form_id)\n",
             '        session.saved_forms.add(form_id)\n        import tempfile\n        open(tempfile.mktemp(), "w").write(form.one("note"))\n'),
    Mutation(9, "a database in clear", DATABASE, """        con.execute(f"PRAGMA key = 'raw:{child.raw()}'", can_cache=False)\n""", "",
             nodes=("tests/store/test_secrecy.py",)),
    Mutation(9, "a log of errors", f"{PAGES}/faults.py", '    """The sentence of an error in the language of this visit; telling an error must not be one."""\n',
             '    import logging\n    logging.error(dict(visit.form.fields))\n', nodes=("tests/layout/test_rules.py",)),
    Mutation(9, "the file in clear in memory", VAULT, "    def __enter__(self) -> Vault:\n",
             '    def whole(self) -> bytes:\n        return self._con.serialize("main")\n\n    def __enter__(self) -> Vault:\n', nodes=("tests/layout/test_rules.py",)),
    Mutation(10, "pages without a seal", DATABASE, "PRAGMA cipher = 'chacha20'", "PRAGMA cipher = 'aes256cbc'"),
    Mutation(10, "a head without a seal", HEADER, "    if not header.sealed_by(key):", "    if False:",
             nodes=("tests/store/test_damage.py", "tests/store/test_header.py")),
    Mutation(11, "told before it is on the disk", DATABASE, '        con.execute("COMMIT")\n    except BaseException:', '        pass\n    except BaseException:',
             nodes=("tests/store/test_crashes.py",)),
    Mutation(11, "no journal on the disk", DATABASE, '    "synchronous": "EXTRA",\n', '    "synchronous": "EXTRA",\n    "journal_mode": "MEMORY",\n',
             nodes=("tests/store/test_crashes.py", "tests/store/test_power.py")),
    Mutation(11, "no sync", DATABASE, '    "synchronous": "EXTRA",\n', '    "synchronous": "OFF",\n', nodes=("tests/store/test_power.py",)),
    Mutation(12, "files that all can read", FILES, "PRIVATE_FILE = 0o600", "PRIVATE_FILE = 0o644"),
    Mutation(12, "folders that all can read", FILES, "PRIVATE_FOLDER = 0o700", "PRIVATE_FOLDER = 0o755"),
    Mutation(13, "no floor", KEYS, "        self.cost.check()\n", ""),
    Mutation(13, "a low floor", KEYS, "FLOOR = Cost(memory=64 * 1024", "FLOOR = Cost(memory=1024"),
    Mutation(13, "an answer that comes early", HEADER, "        spend(secret)\n", ""),
    Mutation(13, "a damaged head has words of its own", HEADER, "        spend(secret)\n        raise WrongKey", '        spend(secret)\n        raise VaultFault("error.vault_damaged")'),
    Mutation(14, "never locks", SESSION, "return self.vault is not None and abs(now - self.seen) >= self.settings.lock_after", "return False"),
    Mutation(14, "a clock put back keeps it open", SESSION, "abs(now - self.seen) >=", "now - self.seen >="),
    Mutation(14, "locked, but the file stays open", SESSION, "                vault.close()\n", ""),
    Mutation(14, "the key stays in memory", VAULT, "            self._key.wipe()\n", ""),
    Mutation(14, "nobody sweeps", SESSION, "            if session.due(now):\n                session.lock(now)\n            else:", "            if True:"),
    Mutation(15, "leaving clears nothing", APP, "        response.raw_headers.append(CLEAR_ALL)\n", ""),
    Mutation(15, "locking clears nothing", APP, "        response.raw_headers.append(CLEAR_KEPT)\n", "        pass\n"),
    Mutation(15, "the cookie stays", APP, '        response.delete_cookie(name, path=room, httponly=True, samesite="strict")\n', ""),
    Mutation(15, "help under the room after leaving", APP, "    left = visit.in_the_room and isinstance(route, Page)", "    left = False"),
    Mutation(15, "leaving adds a page", SCRIPT, 'location.replace("/away")', 'location.assign("/away")', browser=True),
    Mutation(16, "leaving leaves the session", f"{PAGES}/away.py", "        visit.house.sessions.end(visit.visitor, visit.now)\n", "        pass\n"),
    Mutation(16, "leaving wants a token", f"{PAGES}/away.py", "act(exit, Needs.NOTHING, free=True)", "act(exit, Needs.NOTHING)"),
    Mutation(16, "blank once the answer is there", SCRIPT, "    blank();\n    const away = () => location.replace", "    const away = () => location.replace", browser=True),
    Mutation(16, "Shift does nothing", SCRIPT, "if (presses.length >= 3", "if (presses.length >= 300", browser=True),
    Mutation(17, "something kept in the browser", SCRIPT, "  addEventListener(\"hashchange\", enter);\n",
             '  addEventListener("hashchange", enter);\n  localStorage.setItem("a", "b");\n'),
    Mutation(17, "kept under another name", SCRIPT, "  addEventListener(\"hashchange\", enter);\n",
             '  addEventListener("hashchange", enter);\n  self["local" + "Storage"].setItem("a", "b");\n', browser=True),
    Mutation(18, "a telling title", f"{PAGES}/frame.py", "title=said(f\"title.{settings.title if settings is not None else 'notes'}\")", 'title="My marriage"'),
    Mutation(18, "a telling cookie", f"{PAGES}/house.py", 'return f"n{self.port}"', 'return f"diary{self.port}"'),
    Mutation(18, "a telling file", "src/upright/cli/session.py", "notes.dat", "diary.dat", nodes=("tests/cli/test_session.py",)),
    Mutation(19, "a style from elsewhere", f"{PAGES}/static/page.css", "/* page */", '@import "//example.org/x.css";\n/* page */'),
    Mutation(19, "a picture from elsewhere", LAYOUT, "<body ", '<img src="//example.org/x.png" alt="">\n<body ', browser=True),
    Mutation(20, "a network client", f"{PAGES}/welcome.py", "from __future__ import annotations\n", "from __future__ import annotations\n\nimport urllib.request\n"),
    Mutation(20, "looks for a newer version", f"{PAGES}/server.py", "        await super().startup(sockets)\n",
             "        await super().startup(sockets)\n        import socket\n"
             "        self.asks = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n        self.asks.bind((\"127.0.0.1\", 0))\n"),
    Mutation(21, "a link outward", LAYOUT, "<footer class=\"note\">", '<footer class="note"><a href="https://example.org">x</a>'),
    Mutation(21, "a new window", LAYOUT, '<a class="skip" href="#page">', '<a class="skip" href="#page" target="_blank">'),
    Mutation(21, "a field that is remembered", f"{PAGES}/templates/enter.html", 'name="key" inputmode="numeric" autocomplete="off"', 'name="key" inputmode="numeric"'),
    Mutation(21, "the clipboard", SCRIPT, "  addEventListener(\"hashchange\", enter);\n",
             '  addEventListener("hashchange", enter);\n  addEventListener("copy", () => navigator.clipboard.writeText(""));\n'),
    Mutation(22, "an error with its words", APP, "kind=type(error).__name__", "kind=str(error)"),
    Mutation(22, "the server's own log", f"{PAGES}/server.py", "log_config=_SILENCE,", "log_config=None,"),
    Mutation(22, "an error in the guard is let out", GUARD, "        except Exception:\n", "        except ZeroDivisionError:\n"),
    Mutation(22, "a fault with her words", f"{STORE}/vault.py", "f\"<Vault {'closed' if self._con is None else 'open'}>\"", "f\"<Vault {self.settings()}>\"",
             nodes=("tests/store/test_secrecy.py",)),
    Mutation(24, "a head that stays on the disk", f"{STORE}/removal.py", "        disk.write(vault, [(0, bytes(HEAD))])\n", ""),
    Mutation(24, "a journal that stays", f"{STORE}/removal.py", "        disk.delete(journal_of(vault))\n    with", "    with"),
    Mutation(24, "copies that stay", f"{STORE}/removal.py", "    if copies:\n", "    if False:\n"),
    Mutation(24, "copies that are not named", f"{STORE}/removal.py", "            disk.sync_folder(vault.parent)\n    return copies_of(vault)", "            disk.sync_folder(vault.parent)\n    return ()"),
    Mutation(24, "an export that all can read", "src/upright/actions/handover.py", "os.O_EXCL, PRIVATE_FILE)", "os.O_EXCL, 0o644)"),
    Mutation(25, "motion for everyone", f"{PAGES}/static/page.css", "(prefers-reduced-motion: no-preference)", "(min-width: 1px)"),
    Mutation(25, "a package of any version", "requirements.lock", "\nclick==", "\nclick>="),
    Mutation(25, "a script of others", LAYOUT, "<body ", '<script src="/static/other.min.js"></script>\n<body ', nodes=("tests/pages/test_templates.py",)),
)  # fmt: skip
