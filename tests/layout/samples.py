"""For each house rule, small sources that break it and sources that keep it: a rule nobody can break checks nothing."""

from __future__ import annotations

from tests.layout.rules import LONGEST, UNFINISHED
from tests.layout.source import Module, sample

__all__ = ["BREAKS", "KEEPS"]


def _many(*texts: str, name: str = "upright.reading.sample") -> tuple[Module, ...]:
    return tuple(sample(text, name) for text in texts)


BREAKS: dict[str, tuple[Module, ...]] = {
    "the cipher driver is used in store only": _many(
        "import apsw", "from apsw import Connection", "def f():\n    import sqlite3", "import apsw.bestpractice as b"
    ),
    "the key derivation is used in store only": _many(
        "from argon2.low_level import hash_secret_raw", "import hashlib\nhashlib.scrypt(b'')"
    ),
    "numba is used in engine only": _many("from numba import njit", "import numba as nb"),
    "the clock is read in actions, pages and cli only": _many(
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime as dt\nclock = dt.now",
        "import datetime\ndatetime.datetime.utcnow()",
        "import datetime as d\nd.date.today()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "import time as t\nt.time_ns()",
        "from time import time",
        "from time import localtime as here\nhere()",
        "import numpy as np\nnp.datetime64('today')",
    ),
    "the environment is read in cli only": _many(
        "import os\nos.environ['HOME']", "from os import environ", "import os as o\no.getenv('LANG')"
    ),
    "no network client": _many(
        "import socket",
        "from http.client import HTTPSConnection",
        "from http import client",
        "import urllib.request",
        "from urllib import request as r",
        "def f():\n    import requests",
        "import httpx",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "import socket",
    )
    + _many("import ssl", name="upright.cli.main"),
    "no other program is started": _many(
        "import subprocess", "import os\nos.system('x')", "from os import popen", "import webbrowser"
    ),
    "no temporary file outside store": _many("import tempfile", "from tempfile import mkstemp"),
    "no log": _many("import logging", "from warnings import warn", "import warnings\nwarnings.warn('x')"),
    "no chance without a seed": _many(
        "import random\nrandom.random()",
        "from random import shuffle",
        "import numpy as np\nnp.random.default_rng()",
        "from numpy.random import default_rng\ndefault_rng()",
        "import numpy as np\nnp.random.normal(0, 1)",
        "import numpy as np\nnp.random.seed(1)",
    ),
    "a module has at most 400 lines": _many('"""Long."""\n' + "x = 1\n" * LONGEST),
    "an import inside a function says why": _many(
        "def f():\n    import numpy",
        "def f():\n    import numpy  # because",
        "class C:\n    from numpy import array",
        "async def f():\n    from x import y  # later",
    ),
    "a module imported by name is one of the command line's own": _many(
        "import importlib\nimportlib.import_module('upright.cli.main')",
        "__import__('upright.store')",
    )
    + _many(
        "from importlib import import_module\nimport_module('upright.store')",
        "from importlib import import_module\ndef f(name):\n    import_module(name)",
        name="upright.cli.main",
    ),
    "no serialize": _many("connection.serialize('main')", "self.db.deserialize(x)", name="upright.store.vault"),
    "no hexkey": _many(
        "db.execute('PRAGMA hex' 'key=1')", "db.pragma('hexkey', k)", "hexkey = 1", name="upright.store.a"
    ),
    "no code from text": _many(
        "eval('1')", "exec('x')", "compile('x', 'y', 'exec')", "import builtins\nbuiltins.eval('1')"
    ),
    "no pickle": _many(
        "import pickle",
        "from shelve import open",
        "import marshal",
        "import numpy as np\nnp.load(f, allow_pickle=True)",
    ),
    "no fastmath that assumes finite numbers": _many(
        "@njit(fastmath=True)\ndef f(): ...",
        "FLAGS = {'nsz', 'nnan'}",
        "njit(fastmath={'ninf'})",
        name="upright.engine.a",
    ),
    "no assert": _many("def f(x):\n    assert x > 0"),
    "nothing is printed outside cli": _many(
        "print('x')", "import sys\nsys.stderr.write('x')", "from sys import stdout"
    ),
    "no drawer of odds and ends": _many('"""A."""', name="upright.record.utils")
    + _many('"""A."""', name="upright.helpers.days")
    + _many('"""A."""', name="upright.store._common"),
    "a module says what it is": _many("x = 1", "# only a comment"),
    "an __init__ holds a paragraph and names": _many(
        '"""A."""\ndef f(): ...', '"""A."""\nCACHE = {}', '"""A."""\nfor x in (): ...', name="upright.record.__init__"
    ),
    "nothing is left unfinished": tuple(sample(f"x = 1  # {mark}") for mark in UNFINISHED),
}

KEEPS: dict[str, tuple[Module, ...]] = {
    "the cipher driver is used in store only": _many("import apsw", name="upright.store.vault"),
    "the key derivation is used in store only": _many("import argon2", name="upright.store.key")
    + _many("import hashlib\nhashlib.sha256(b'')"),
    "numba is used in engine only": _many("from numba import njit", name="upright.engine.kernel"),
    "the clock is read in actions, pages and cli only": _many(
        "from datetime import datetime\ndef f(now: datetime): return now.date()", "import time\ntime.monotonic()"
    )
    + _many("from datetime import datetime\ndatetime.now()", name="upright.actions.write"),
    "the environment is read in cli only": _many("import os\nos.environ['LANG']", name="upright.cli.language")
    + _many("import os\nos.replace(a, b)", name="upright.store.files"),
    "no network client": _many("from urllib.parse import quote", "import html"),
    "no other program is started": _many("import os\nos.fsync(1)")
    + _many("import webbrowser", name="upright.cli.sample"),
    "no temporary file outside store": _many("import tempfile", name="upright.store.backup"),
    "no log": _many("import math\nmath.log(2)"),
    "no chance without a seed": _many(
        "import numpy as np\ndef f(seed): return np.random.default_rng(seed).normal()",
        "import numpy as np\ndef f(rng: np.random.Generator): return rng.normal()",
        "import os\nos.urandom(32)",
        "def f(random): return random(4)",
    ),
    "a module has at most 400 lines": _many('"""Long."""\n' + "x = 1\n" * (LONGEST - 1)),
    "an import inside a function says why": _many(
        "def f():\n    import numpy  # slow import",
        "def f():\n    from x import (  # optional dependency: researchers only\n        y,\n    )",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy",
    ),
    "a module imported by name is one of the command line's own": _many(
        "from importlib import import_module\ndef f(name):\n    import_module(f'upright.cli.{name}')  # slow import",
        name="upright.cli.main",
    ),
    "no serialize": _many("record_to(record)", name="upright.store.vault"),
    "no hexkey": _many('"""Says why hexkey is not used."""', "db.pragma('key', raw)", name="upright.store.a"),
    "no code from text": _many("import re\nre.compile('x')", "def evaluate(): ...\nevaluate()"),
    "no pickle": _many("import numpy as np\nnp.load(f, allow_pickle=False)", "import json"),
    "no fastmath that assumes finite numbers": _many("FLAGS = {'nsz', 'arcp', 'contract'}", name="upright.engine.a"),
    "no assert": _many("def f(x):\n    if x <= 0:\n        raise ValueError"),
    "nothing is printed outside cli": _many("def text(): return 'x'") + _many("print('x')", name="upright.cli.main"),
    "no drawer of odds and ends": _many('"""A."""', name="upright.record.days"),
    "a module says what it is": _many('"""Days: when one starts."""\nx = 1'),
    "an __init__ holds a paragraph and names": _many(
        '"""A."""\nfrom upright.record.kinds import CheckIn\n\n__all__ = ["CheckIn"]', name="upright.record.__init__"
    ),
    "nothing is left unfinished": _many("x = 1  # done"),
}
