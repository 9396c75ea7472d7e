"""The set-up keeps its promises: one version and hashes for each package, a list of all there is, a whole wheel."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.layout.source import ROOT, SRC, own_modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
BROWSER_LOCK = "requirements-browser.lock"  # what `make journeys` adds


def locked(text: str) -> dict[str, list[str]]:
    """Each package of a lock file with its versions (two where they differ by Python); no hash is an error."""
    found: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=[a-z0-9])", "\n" + text):
        pinned = re.match(r"([a-z0-9-]+)==(\S+)", entry)
        if pinned is None:
            if re.match(r"[a-z0-9]", entry):
                raise ValueError(f"not pinned: {entry.splitlines()[0]}")
            continue
        if "--hash=sha256:" not in entry:
            raise ValueError(f"no hash: {pinned[1]}")
        found.setdefault(pinned[1], []).append(pinned[2])
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ \[;]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("name", (*LOCKS, BROWSER_LOCK))
def test_every_locked_package_is_pinned_and_has_its_hashes(name: str) -> None:
    assert locked((ROOT / name).read_text("utf-8"))


def test_a_lock_without_a_pin_or_a_hash_is_found() -> None:
    with pytest.raises(ValueError, match="not pinned"):
        locked("click>=8\n    --hash=sha256:aa\n")
    with pytest.raises(ValueError, match="no hash"):
        locked("click==8.0\n    # via x\nrich==15.0 \\\n    --hash=sha256:aa\n")


def test_both_locks_agree_and_hold_what_the_project_asks_for() -> None:
    run, dev = (locked((ROOT / name).read_text("utf-8")) for name in LOCKS)
    assert {name: dev.get(name) for name in run} == run
    groups = PROJECT["dependency-groups"]
    assert names(PROJECT["project"]["dependencies"] + groups["build"]) - set(run) == set()
    assert names(groups["dev"]) - set(dev) == set()
    browser = locked((ROOT / BROWSER_LOCK).read_text("utf-8"))
    assert names(groups["browser"]) - set(browser) == set()
    assert {name: dev.get(name, versions) for name, versions in browser.items()} == browser
    assert groups["build"] == PROJECT["build-system"]["requires"]


def test_the_project_asks_for_what_its_source_imports_and_for_nothing_else() -> None:
    called = {"apsw-sqlite3mc": "apsw", "argon2-cffi": "argon2"}  # where the package and its module differ
    extras = [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]
    asked = {called.get(name, name) for name in names(PROJECT["project"]["dependencies"] + extras)}
    imported = {one.base.split(".")[0] for module in own_modules() for one in module.imports}
    assert asked == imported - set(sys.stdlib_module_names) - {"upright"}


def test_make_alone_lists_every_target_once() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)[1].split()) - {"help", "FORCE"}  # type: ignore[index]
    listed = re.findall(r"^\t@echo 'make (\w+) +\w", text, re.MULTILINE)
    assert sorted(listed) == sorted(targets)
    assert {"run", "test", "lint", "words", "lock", "truth", "bench", "clean", "dev"} <= targets


def test_every_module_that_make_runs_is_there() -> None:
    modules = re.findall(r"python -m (bench\.\w+)", (ROOT / "Makefile").read_text("utf-8"))
    assert modules
    assert [name for name in modules if not (ROOT / f"{name.replace('.', '/')}.py").is_file()] == []


def test_the_check_of_a_change_is_the_test_target() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[0] == "#!/bin/sh"
    assert lines[-1] == "exec make test"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree and unpacked as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def files_under(folder: Path) -> set[str]:
    """Relative names of all files, without what Python and the tools leave behind."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name and not name.startswith(".") and "/." not in name}


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(unpacked: Path) -> None:
    inside = {name for name in files_under(unpacked) if ".dist-info/" not in name}
    assert inside == files_under(SRC.parent)
    assert {name.rpartition(".")[2] for name in inside} >= {"py", "po", "mo", "typed"}


def test_an_installed_copy_speaks_both_languages_from_its_own_files(unpacked: Path, tmp_path: Path) -> None:
    (points,) = unpacked.glob("*.dist-info/entry_points.txt")
    assert "upright = upright.cli.main:main" in points.read_text("utf-8")
    start = "import sys, upright.cli.main as m; print(m.__file__); sys.exit(m.main(sys.argv[1:]))"
    for language, word in (("en", "1900 969 680"), ("vi", "nguy hiểm")):
        done = subprocess.run(
            [sys.executable, "-B", "-c", start, "help-now", "--country", "VN", "--language", language],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(unpacked), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(unpacked))
        assert word in done.stdout


def test_no_test_can_leave_this_machine() -> None:
    with socket.socket() as away, pytest.raises(AssertionError, match="leave this machine"):
        away.connect(("192.0.2.1", 9))


def test_no_test_sees_the_home_of_whoever_runs_it() -> None:
    home = Path.home()
    assert home.name.startswith("home")
    assert os.environ["HOME"] == os.environ["XDG_DATA_HOME"] == str(home)
    assert [name for name in os.environ if name.startswith("UPRIGHT_")] == []


def test_the_code_is_as_the_style_asks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1:] == ["All checks passed!"], done.stdout
