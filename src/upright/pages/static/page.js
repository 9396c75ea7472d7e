/* Improves only: every page does all it does without this. Nothing is kept in the browser, nothing is sent anywhere else. */
"use strict";
(() => {
  const body = document.body, page = body.dataset.page, token = body.dataset.t;
  const lockAfter = 1000 * Number(body.dataset.lock || 0);

  const send = (path, fields) => fetch(path, {
    method: "POST", body: new URLSearchParams(fields), keepalive: true, credentials: "same-origin", redirect: "manual",
  });

  /* Blank first, then lock, then leave in place of this page, so that Back does not lead here. */
  const blank = () => { document.documentElement.classList.add("gone"); body.replaceChildren(); };
  let leaving = false;
  const exit = () => {
    if (leaving) return;
    leaving = true;
    blank();
    const away = () => location.replace("/away");
    send("exit", {}).then(away, away);
    setTimeout(away, 700);
  };
  for (const form of document.querySelectorAll('form[action="exit"]')) {
    form.addEventListener("submit", (event) => { event.preventDefault(); exit(); });
  }
  let presses = [], alone = false;
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = []; alone = false; return; }
    if (!event.repeat) alone = true;
  }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    const now = Date.now();
    presses = presses.filter((at) => now - at < 3000).concat(now);
    if (presses.length >= 3 && page !== "away") exit();
  }, true);

  /* A page that a browser kept alive in its memory is asked for anew. */
  addEventListener("pageshow", (event) => { if (event.persisted) { blank(); location.reload(); } });

  /* The address that lets a browser in is used once and taken out of sight. */
  const enter = () => {
    const key = location.hash.slice(1), form = document.getElementById("enter");
    if (!form || key.length < 30) return;
    history.replaceState(null, "", location.pathname);
    form.elements.key.value = key;
    form.submit();
  };
  enter();
  addEventListener("hashchange", enter);

  /* Locking by the clock on the wall, so that sleep counts. Writing and reading are signs of her, told once in half a minute. */
  if (lockAfter) {
    let seen = Date.now(), told = seen;
    const look = () => {
      if (Math.abs(Date.now() - seen) >= lockAfter) { blank(); location.replace("./"); }
    };
    setInterval(look, 2000);
    document.addEventListener("visibilitychange", look);
    const here = () => {
      look();
      const now = Date.now();
      if (now - told < 30000) return;
      told = now;
      send("stay", { t: token }).then((answer) => { if (answer.status === 204) seen = Date.now(); }, () => {});
    };
    for (const sign of ["input", "keydown", "pointerdown", "scroll"]) document.addEventListener(sign, here, { passive: true });
  }

  /* A picked radio is let go by a second tap; browsers without :has() are told what was picked. */
  const mark = (ask) => {
    ask.classList.toggle("answered", ask.querySelector(".scale :checked") !== null);
    ask.classList.toggle("left-out", ask.querySelector(".leave :checked") !== null);
  };
  for (const ask of document.querySelectorAll(".ask")) {
    mark(ask);
    ask.addEventListener("change", () => mark(ask));
  }
  for (const radio of document.querySelectorAll("#today input[type=radio]")) {
    let was = false;
    const before = () => { was = radio.checked; };
    (radio.closest("label") || radio).addEventListener("pointerdown", before);
    radio.addEventListener("click", () => {
      if (was) { radio.checked = false; radio.dispatchEvent(new Event("change", { bubbles: true })); }
      was = false;
    });
  }
  const topic = document.querySelector("#today input[name=new_topic]");
  if (topic) {
    topic.addEventListener("input", () => {
      const other = document.querySelector('#today input[name=topic][value="new"]');
      if (topic.value && other) other.checked = true;
    });
  }

  /* While a longer reading is being made, it is asked for quietly; what she has open, and where she reads, stays. */
  const told = (one) => one.textContent.trim();
  const swap = (fresh) => {
    const old = document.getElementById("reading");
    const open = new Set([...old.querySelectorAll("details[open] > summary")].map(told));
    const focus = old.contains(document.activeElement) ? told(document.activeElement) : "";
    const at = [...old.querySelectorAll("summary, h2")].find((one) => one.getBoundingClientRect().bottom > 0);
    const before = at && { text: told(at), top: at.getBoundingClientRect().top };
    for (const one of fresh.querySelectorAll("summary")) one.parentNode.open = open.has(told(one));
    old.replaceWith(document.adoptNode(fresh));
    for (const one of fresh.querySelectorAll("summary, h2, a")) {
      if (focus && told(one) === focus) one.focus({ preventScroll: true });
      if (before && told(one) === before.text) scrollBy(0, one.getBoundingClientRect().top - before.top);
    }
  };
  const ask = () => {
    const reading = document.getElementById("reading");
    if (!reading || reading.dataset.waiting === undefined) return;
    const request = new XMLHttpRequest(), day = reading.dataset.waiting;
    request.open("GET", (reading.dataset.page || "read") + "?waiting=yes" + (day ? "&day=" + day : ""));
    request.responseType = "document";
    request.onload = () => {
      const page = request.response, fresh = page && page.getElementById("reading");
      if (!fresh) { blank(); location.replace("./"); return; }
      const line = fresh.querySelector(".working"), shown = reading.querySelector(".working");
      if (!line) swap(fresh);
      else if (shown.textContent !== line.textContent) shown.textContent = line.textContent;
      setTimeout(ask, 2000);
    };
    request.onerror = () => setTimeout(ask, 10000);
    request.send();
  };
  setTimeout(ask, 1500);

  const saved = document.querySelector(".saved");
  if (saved) setTimeout(() => saved.remove(), 1000 * Number(saved.dataset.seconds));
  const fault = document.querySelector(".fault");
  if (fault) fault.focus();
})();
