"""Pictures of every page, narrow and wide, light and dark, in both languages: `make shots`. A person looks at them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page as Tab

from tests.journeys.driving import PASSPHRASE, App, tab
from tests.journeys.written import written_file
from upright.pages.book import ROUTES
from upright.pages.page import Needs, Page

SIZES = ((360, 740), (1280, 800))


def leaving(room: str, window: Tab) -> Iterator[str]:
    """Leave behind its questions, with steps from a list, then After."""
    for page in ("leave", "starting_list", "day", "left", "calendar"):
        window.goto(f"{room}/{page}")
        if "/safety" in window.url:
            window.click("form.wide button.main")  # every question left out
    window.goto(room + "/starting_list")
    window.click("main summary >> nth=0")
    for place in (0, 3, 5, 15):
        window.check(f"main input[name=step] >> nth={place}", force=True)
    yield "starting_list"
    window.click("form.wide button.main")
    window.wait_for_url("**/leave")
    window.click(".steps button.check >> nth=0")
    window.wait_for_url("**/leave#here")
    yield "leave"
    window.click(".steps a.note >> nth=0")
    yield "plan_step"
    for page in ("day", "calendar", "left"):
        window.goto(f"{room}/{page}")
        yield page
    window.click("main form.wide button.main")
    window.wait_for_url("**/after")
    yield "after"
    for page in ("wrote_then", "begin_again"):
        window.goto(f"{room}/{page}")
        yield page


def what_if(room: str, window: Tab) -> Iterator[str]:
    """Every question answered with no, and kept: only then are there what-ifs; of a new file they wait."""
    window.goto(room + "/safety")
    for one in window.locator("input[value=no], input[name=keep]").all():
        one.check(force=True)
    window.click("form.wide button.main")
    window.goto(room + "/what_if")
    yield "what_if"
    if window.locator(".working").count():
        window.wait_for_selector(".working", state="detached", timeout=300_000)
        yield "what_if.made"


def damaged(app: App, room: str, window: Tab) -> Iterator[str]:
    """The file is damaged while it is locked: its copies are there to choose from. Then it is whole again."""
    whole = app.vault.read_bytes()
    app.vault.write_bytes(b"")
    window.goto(room + "/unlock")
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.click("form.wide button.main")
    window.wait_for_selector("main a[href^='restore?']")
    yield "unlock.damaged"
    app.vault.write_bytes(whole)


def written(app: App, room: str, window: Tab) -> Iterator[str]:
    """Another file, in which much is written and every question is answered with no: Decide, what-ifs, a letter."""
    vi = window.evaluate("document.documentElement.lang") == "vi"
    window.goto(room + "/unlock")  # the other file's place can be named at once, since the first file is gone
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.fill("input[name=path]", str(written_file(app.folder / "other" / "notes.dat")))
    window.click("form.wide button.main")
    window.wait_for_url("**/write")
    window.goto(room + "/decide")
    yield "decide.written"
    window.goto(room + "/boundary")
    yield "boundary"
    window.fill("textarea[name=if]", "khuya rồi" if vi else "it is late")
    window.fill("textarea[name=then]", "anh ấy phải xin lỗi tôi" if vi else "they apologise to me")
    window.click("form.wide button.main")
    window.wait_for_selector(".fault")
    yield "boundary.asked"
    window.fill("textarea[name=then]", "tôi sẽ theo dõi điện thoại của họ" if vi else "I will follow them")
    window.click("form.wide button.main")
    window.wait_for_selector("main a[href^='help_now#']")
    yield "boundary.refused"
    window.goto(room + "/letter")
    yield "letter"
    window.fill(
        "textarea[name=text]",
        "Đừng bỏ em, em xin anh.\nSáng thứ bảy tôi dọn đi.\nĐồ ngu." if vi
        else "Please don't leave me, I beg you.\nI am moving out on the 12th.\nYou idiot.",
    )  # fmt: skip
    window.click("form.wide button.main")
    window.wait_for_selector("mark")
    yield "letter.marked"
    window.goto(room + "/own_questions")
    yield "own_questions"
    window.fill("input[name^=asked]", "Tối nay tôi có ngủ ngon không?" if vi else "Did I sleep well last night?")
    window.click("form.wide button.main")
    window.goto(room + "/own_questions")
    yield "own_questions.kept"
    window.goto(room + "/write")
    yield "write.own"
    window.goto(room + "/what_if")
    if window.locator(".working").count():
        yield "what_if.waiting"
        window.wait_for_selector(".working", state="detached", timeout=300_000)
    window.wait_for_selector("figure svg")
    yield "what_if.shown"
    window.goto(room + "/settings")
    window.click("main form[action=lock] button")
    window.wait_for_url("**/unlock")


def others(room: str, window: Tab, seen: set[str]) -> Iterator[str]:
    """Every page that opens by its word and has not been seen, so that a new one is taken in by itself."""
    for route in ROUTES:
        if not isinstance(route, Page) or route.needs is not Needs.OPEN or route.name in seen:
            continue
        window.goto(f"{room}/{route.name}")
        if "/safety" in window.url:
            window.click("form.wide button.main")  # every question left out
            window.goto(f"{room}/{route.name}")
        if window.evaluate("document.body.dataset.page") == route.name:
            yield route.name


def walk(app: App, window: Tab) -> Iterator[str]:
    """Through the app as someone who comes for the first time; yields the name of what is on the screen."""
    seen: set[str] = set()
    for name in _way(app, window, seen):
        seen.add(name.partition(".")[0])
        yield name


def _way(app: App, window: Tab, seen: set[str]) -> Iterator[str]:
    window.goto(app.origin + "/enter")
    yield "enter"
    window.goto(app.address)
    window.wait_for_url("**/welcome")
    yield "welcome"
    room = window.url.rsplit("/", 1)[0]
    window.goto(room + "/safety")
    yield "safety"
    window.click("form.wide button.main")
    yield "noted"
    window.goto(room + "/help_now")
    yield "help_now"
    window.goto(room + "/create")
    yield "create"
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.fill("input[name=again]", PASSPHRASE)
    window.check("input[name=with_key]", force=True)
    window.click("form.wide button.main")
    window.wait_for_url("**/recovery_key")
    yield "recovery_key"
    window.click("main form button.main")
    window.wait_for_url("**/write")
    yield "write"
    for scale, value in zip(window.query_selector_all("#today > section .ask .scale")[:3], "370", strict=False):
        input_ = scale.query_selector(f"input[value='{value}']")
        if input_:
            input_.check(force=True)
    window.query_selector_all("#today > section .ask")[3].query_selector(".leave input").check(force=True)  # type: ignore[union-attr]
    for sign in ("listened", "taken_for_granted", "unasked_help"):
        window.check(f"#s-{sign}", force=True)
    window.check("input[name=way][value=asked]", force=True)
    window.query_selector_all("input[name=topic]")[0].check(force=True)
    yield "write.filled"
    window.click(".dock button.main")
    window.wait_for_selector(".saved")
    yield "write.saved"
    window.click(".dock:not(.x) button.main")
    window.wait_for_selector(".fault")
    yield "write.fault"
    yield from leaving(room, window)
    yield from what_if(room, window)
    window.goto(room + "/settings")
    yield "settings"
    window.goto(room + "/copies")
    window.click("main form[action=copy_now] button")
    yield "copies"
    window.goto(room + "/copies")
    window.click("main a[href^='restore?']")
    yield "restore"
    window.goto(room + "/passphrase")
    yield "passphrase"
    window.goto(room + "/export")
    yield "export"
    window.goto(room + "/import_file")
    yield "import_file"
    window.goto(room + "/report")
    yield "report"
    window.click("main form[action=report_preview] button")
    window.wait_for_url("**/report_preview*")
    yield "report_preview"
    window.goto(room + "/delete_all")
    yield "delete_all"
    window.click("footer form[action=lock] button")
    window.wait_for_url("**/unlock")
    yield "unlock"
    window.fill("input[name=passphrase]", "something else")
    window.click("form.wide button.main")
    window.wait_for_selector(".fault")
    yield "unlock.fault"
    yield from damaged(app, room, window)
    window.goto(room + "/unlock")
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.click("form.wide button.main")
    window.wait_for_url("**/write")
    window.goto(room + "/report")
    yield "report"
    window.click("main form[action=report_preview] button")
    window.wait_for_url("**/report_preview*")
    yield "report_preview"
    window.goto(room + "/delete_all")
    window.fill("input[name=word]", "xoa" if window.evaluate("document.documentElement.lang") == "vi" else "delete")
    window.click("main form[action=delete_everything] button.main")
    window.wait_for_url("**/deleted")
    yield "deleted"
    window.goto(room + "/nowhere")
    yield "fault"
    yield from written(app, room, window)
    window.goto(room + "/welcome")
    window.click("form[action=look_round] button")
    window.wait_for_url("**/write")
    yield "demo"
    window.goto(room + "/read")
    yield "read.at_once"
    window.wait_for_selector(".working", state="detached", timeout=300_000)
    yield "read"
    window.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    yield "read.opened"
    window.goto(room + "/read?day=" + (window.get_attribute("input[name=day]", "min") or ""))
    yield "read.first_day"
    window.goto(room + "/read?day=x")
    yield "read.fault"
    yield from others(room, window, seen | {"record", "take_out", "removed", "diary"})
    window.goto(room + "/diary")
    yield "diary"
    window.click("details.head2 > summary")
    window.fill("input[name=words]", "viec" if window.evaluate("document.documentElement.lang") == "vi" else "home")
    window.click("form[action=search] button:not(.text)")
    yield "diary.found"
    window.fill("input[name=words]", "zzz")
    window.click("form[action=search] button:not(.text)")
    yield "diary.none"
    window.click("form[action=search] button.text")
    window.click(".entry a >> nth=0")
    yield "record"
    window.goto(room + "/diary")
    window.click("details.head2 > summary")
    window.select_option("select[name=kind]", "try")
    window.click("form[action=search] button:not(.text)")
    window.click(".entry a >> nth=0")
    window.fill(
        "textarea[name=note]",
        "Một ghi chú dài hơn một dòng, để xem nó nằm thế nào trên màn hình hẹp.\n\nVà một đoạn nữa.",
    )
    window.select_option("select[name=outcome]", "heard")
    window.click("#edit button.main")
    yield "record.changed"
    window.click("a[href^='take_out']")
    yield "take_out"
    window.click("main form[action=remove] button.main")
    window.wait_for_url("**/removed")
    yield "removed"
    window.click(".bar .exit button")
    window.wait_for_url("**/away")
    yield "away"


def shots(out: Path, only: str = "") -> None:
    """Make the pictures whose name holds `only`; tell what is wider than its window."""
    out.mkdir(parents=True, exist_ok=True)
    for language in ("en", "vi"):
        for width, height in SIZES:
            for scheme in ("light", "dark"):
                end = f"{width}.{scheme}.{language}"
                if only and only not in end:
                    continue
                with (
                    tempfile.TemporaryDirectory() as folder,
                    App(Path(folder), language=language) as app,
                    tab(width=width, height=height, scheme=scheme) as window,
                ):
                    for name in walk(app, window):
                        window.screenshot(path=out / f"{name}.{end}.png", full_page=True)
                        wide = window.evaluate("document.documentElement.scrollWidth")
                        if wide > width:
                            sys.stderr.write(f"{name}.{end}: {wide} pixels wide\n")


if __name__ == "__main__":
    shots(Path(sys.argv[1] if len(sys.argv) > 1 else "dist/shots"), sys.argv[2] if len(sys.argv) > 2 else "")
