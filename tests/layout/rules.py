"""The house rules that hold line by line: each is a name, what it is for, and a function from a module to its breaches.

`docs/map.md` lists the same names; `samples.py` holds for each a source that breaks it and one that keeps it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.layout.source import Module

__all__ = ["RULES", "Rule", "breaches"]

Breach = tuple[int, str]  # line, what stands there

LONGEST = 400
REASONS = ("slow import", "optional dependency", "cycle-free message")
CLOCKS = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime")),
}
ENVIRONMENT = {f"os.{name}" for name in ("environ", "environb", "getenv", "getenvb", "putenv", "unsetenv")}
NETWORK = {
    *("socket", "ssl", "socketserver", "http.client", "http.server", "urllib.request", "ftplib", "smtplib", "poplib"),
    *("imaplib", "telnetlib", "nntplib", "xmlrpc", "requests", "httpx", "httpx2", "aiohttp", "urllib3", "websocket"),
    *("websockets", "pycurl", "paramiko", "dns", "zmq", "grpc"),
    *("asyncio.open_connection", "asyncio.start_server", "asyncio.create_connection"),
}
CODE_RUNNERS = {"eval", "exec", "compile"}
PICKLES = {"pickle", "cPickle", "_pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}
PROGRAMS = {"subprocess", "os.system", "os.popen", "os.startfile", "pty"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core"}
# Formed piece by piece, so that a search of the repository for these words finds only what should not be there.
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImpl" + "emented")


@dataclass(frozen=True)
class Rule:
    """One rule; `check` gives the line and the words of each breach in a module."""

    name: str
    check: Callable[[Module], Iterator[Breach]]


def breaches(rule: Rule, module: Module) -> list[str]:
    return [f"{module.name}:{line}: {what}" for line, what in rule.check(module)]


def _under(name: str, names: set[str]) -> bool:
    """Whether a dotted name is one of `names` or lies under one."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def _mentions(module: Module, names: set[str]) -> Iterator[Breach]:
    """Each import of, and each reference to, one of `names` or anything under it; one breach a line."""
    seen = set()
    found = [(one.line, f"{one.base}.{one.name}" if one.name else one.base) for one in module.imports]
    for line, name in [*found, *module.references()]:
        if _under(name, names) and line not in seen:
            seen.add(line)
            yield line, name


def only_in(names: set[str], *packages: str) -> Callable[[Module], Iterator[Breach]]:
    """A check that `names` appear in no package but these."""

    def check(module: Module) -> Iterator[Breach]:
        if module.package not in packages:
            yield from _mentions(module, names)

    return check


def clock(module: Module) -> Iterator[Breach]:
    """The date comes in as an argument, so that a reading can be made again; numpy knows two words for it too."""
    if module.package in ("actions", "pages", "cli"):
        return
    yield from _mentions(module, CLOCKS)
    for call, name in module.calls():
        arguments = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        if name == "numpy.datetime64" and arguments and arguments[0] in ("now", "today"):
            yield call.lineno, "numpy.datetime64"


def unseeded(module: Module) -> Iterator[Breach]:
    """Randomness that decides a number comes in as a seed or a generator; keys and salts are `os.urandom`."""
    for line, name in _mentions(module, {"random"}):
        yield line, name
    for call, name in module.calls():
        if name == "numpy.random.default_rng" and not call.args and not call.keywords:
            yield call.lineno, "default_rng() without a seed"
        elif name.startswith("numpy.random.") and name.split(".")[2][0].islower() and "default_rng" not in name:
            yield call.lineno, name


def too_long(module: Module) -> Iterator[Breach]:
    if len(module.lines) > LONGEST:
        yield len(module.lines), f"{len(module.lines)} lines, at most {LONGEST}"


def unreasoned_inline_import(module: Module) -> Iterator[Breach]:
    for one in module.imports:
        if one.inline and not one.typing_only and not one.by_name and not one.comment.startswith(REASONS):
            yield (
                one.line,
                f"import of {one.base} inside a function; begin its comment with one of {', '.join(REASONS)}",
            )


def unnamed_dynamic_import(module: Module) -> Iterator[Breach]:
    """`import_module` is for the command line's own modules; the fixed start of the name says so."""
    for call, name in module.calls():
        if name not in ("importlib.import_module", "__import__"):
            continue
        told = [one.base for one in module.imports if one.line == call.lineno and one.base.startswith("upright.cli")]
        if module.package != "cli" or not told:
            yield call.lineno, name


def plaintext_serialize(module: Module) -> Iterator[Breach]:
    """`Connection.serialize()` of the cipher driver returns the whole vault in the clear."""
    for call, name in module.calls():
        if name.split(".")[-1] in ("serialize", "deserialize"):
            yield call.lineno, name


def derived_hexkey(module: Module) -> Iterator[Breach]:
    """`PRAGMA hexkey` is not a raw key: the driver stretches it into another one."""
    word = "hex" + "key"
    for line, text in module.strings():
        if word in text:
            yield line, word
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute) and word in ast.unparse(node):
            yield node.lineno, word


def code_from_text(module: Module) -> Iterator[Breach]:
    for call, name in module.calls():
        if name in CODE_RUNNERS or name in {f"builtins.{runner}" for runner in CODE_RUNNERS}:
            yield call.lineno, name


def pickled(module: Module) -> Iterator[Breach]:
    yield from _mentions(module, PICKLES)
    for call, _ in module.calls():
        for keyword in call.keywords:
            if keyword.arg == "allow_pickle" and not (
                isinstance(keyword.value, ast.Constant) and not keyword.value.value
            ):
                yield call.lineno, "allow_pickle"


def finite_fastmath(module: Module) -> Iterator[Breach]:
    """NaN means missing: no flag may let the compiler assume that numbers are finite."""
    for call, name in module.calls():
        for keyword in call.keywords:
            if keyword.arg == "fastmath" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True:
                yield call.lineno, f"{name}(fastmath=True)"
    for line, text in module.strings():
        if text in ("nnan", "ninf", "fast"):
            yield line, f"flag {text!r}"


def program_started(module: Module) -> Iterator[Breach]:
    """The one program that is started is the browser, by the command line, with an address that works once."""
    yield from _mentions(module, PROGRAMS)
    if module.package != "cli":
        yield from _mentions(module, {"webbrowser"})


def asserted(module: Module) -> Iterator[Breach]:
    """An assert has no words for the person and is gone under `python -O`: raise what can be said."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert"


def printed(module: Module) -> Iterator[Breach]:
    if module.package == "cli":
        return
    for call, name in module.calls():
        if name == "print":
            yield call.lineno, "print"
    yield from _mentions(module, {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"})


def drawer(module: Module) -> Iterator[Breach]:
    """A helper lives where it is used or in a named leaf."""
    for part in module.name.split("."):
        if part.strip("_") in DRAWERS:
            yield 1, f"a module named {part!r}"


def undescribed(module: Module) -> Iterator[Breach]:
    if not ast.get_docstring(module.tree):
        yield 1, "no docstring"


def busy_init(module: Module) -> Iterator[Breach]:
    """`__init__` is a paragraph and the public names: what is worked out there would run at every start."""
    if not module.is_init:
        return
    for node in module.tree.body:
        named = isinstance(node, ast.Assign | ast.AnnAssign) and all(
            isinstance(target, ast.Name) and target.id.startswith("__")
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        )
        lazy = isinstance(node, ast.FunctionDef) and node.name in ("__getattr__", "__dir__")
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (named or lazy or typing or docstring or isinstance(node, ast.Import | ast.ImportFrom)):
            yield node.lineno, f"{type(node).__name__} in __init__"


def unfinished(module: Module) -> Iterator[Breach]:
    for number, line in enumerate(module.lines, 1):
        for mark in UNFINISHED:
            if mark in line:
                yield number, mark


RULES = (
    Rule("the cipher driver is used in store only", only_in({"apsw", "sqlite3", "sqlcipher3"}, "store")),
    Rule(
        "the key derivation is used in store only",
        only_in({"argon2", "hashlib.scrypt", "hashlib.pbkdf2_hmac"}, "store"),
    ),
    Rule("numba is used in engine only", only_in({"numba", "llvmlite"}, "engine")),
    Rule("the clock is read in actions, pages and cli only", clock),
    Rule("the environment is read in cli only", only_in(ENVIRONMENT, "cli")),
    Rule("no network client", only_in(NETWORK)),
    Rule("no other program is started", program_started),
    Rule("no temporary file outside store", only_in({"tempfile"}, "store")),
    Rule("no log", only_in({"logging", "syslog", "warnings.warn"})),
    Rule("no chance without a seed", unseeded),
    Rule("a module has at most 400 lines", too_long),
    Rule("an import inside a function says why", unreasoned_inline_import),
    Rule("a module imported by name is one of the command line's own", unnamed_dynamic_import),
    Rule("no serialize", plaintext_serialize),
    Rule("no hexkey", derived_hexkey),
    Rule("no code from text", code_from_text),
    Rule("no pickle", pickled),
    Rule("no fastmath that assumes finite numbers", finite_fastmath),
    Rule("no assert", asserted),
    Rule("nothing is printed outside cli", printed),
    Rule("no drawer of odds and ends", drawer),
    Rule("a module says what it is", undescribed),
    Rule("an __init__ holds a paragraph and names", busy_init),
    Rule("nothing is left unfinished", unfinished),
)
