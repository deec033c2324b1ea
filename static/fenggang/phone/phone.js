/* The guards' phone. Without this file every page still works by plain forms; with it check-ins survive an alley without
   a network. Nothing here looks at where the phone is except at the moment of a tap (SE-17). */
(function () {
  "use strict";

  const OWN = "fg-phone-own";
  const AGAIN = 20000;   /* ms between two tries while something waits */
  const DAY = 86400000;
  const data = JSON.parse((document.getElementById("phone-data") || { textContent: "null" }).textContent);
  const queueBox = document.getElementById("ph-queue");
  const today = document.getElementById("ph-today");
  const panel = document.getElementById("ph-point");
  const net = document.getElementById("ph-net");
  const fill = FGPoint.fill;
  const opened = Date.now();
  let state = "done";
  let fresh = 0;         /* uploaded since this page was opened, of what had waited */
  let freshFindings = 0;
  let unable = false;    /* no worker will come */
  let offer = null;      /* the browser's offer to put the page on the home screen */

  if (!data) {
    return;
  }

  const app = {
    owner: data.owner, words: data.words, points: data.points, walks: data.walks, scanner: data.scanner, wasm: data.wasm,
    finding: data.finding, kinds: data.kinds || [], report: report, show: showPart, notes: notes, keeps: false, upload: upload, visited: visited, left: left, next: next, mould: mould, clock: clock,
  };

  function mould(name) {
    return document.getElementById("ph-mould-" + name).content.firstElementChild.cloneNode(true);
  }

  function clock(moment) {
    return String(moment.getHours()).padStart(2, "0") + ":" + String(moment.getMinutes()).padStart(2, "0");
  }

  function csrf() {
    const found = document.cookie.split("; ").find(function (part) { return part.startsWith(data.csrf_cookie + "="); });
    return found ? decodeURIComponent(found.slice(data.csrf_cookie.length + 1)) : "";
  }

  /* Today's walks as this phone knows them */

  function going(point) {
    const now = app.walks.filter(function (walk) { return walk.phase === "now" || walk.phase === "grace"; });
    return now.find(function (walk) {
      return walk.stops.some(function (stop) { return stop.point === point; });
    }) || now[0] || null;
  }

  function done(stop) { return stop.state === "visited" || stop.state === "kept"; }

  function left(point) {
    const walk = going(point);
    return walk ? walk.left : null;
  }

  function next(point) {
    const walk = going(point);
    const stop = walk && walk.left ? walk.stops.find(function (one) { return one.state === "next"; }) : null;
    const known = stop && app.points[stop.point];
    return known ? { name: known.name, address: data.home + "point/" + stop.point + "/" } : null;
  }

  /* A point was checked in: with the server's answer, or kept on this phone for later. */
  function visited(point, reply, good) {
    const walk = good ? going(point) : null;
    const stop = walk && walk.stops.find(function (one) { return one.point === point; });
    if (stop && stop.state !== "visited" && (!reply || reply.counted)) {
      if (!done(stop) && stop.wanted) {
        walk.left = Math.max(walk.left - 1, 0);
      }
      stop.state = reply ? "visited" : "kept";
    }
    if (walk && reply && reply.duty_id === walk.id) {
      walk.left = reply.left;
    }
    if (walk) {
      again(walk);
    }
  }

  /* Which point is next, and the list drawn anew. */
  function again(walk) {
    walk.stops.forEach(function (stop) { stop.state = stop.state === "next" ? "due" : stop.state; });
    const due = walk.left ? walk.stops.find(function (stop) { return stop.state === "due"; }) : null;
    if (due) {
      due.state = "next";
    }
    const card = document.querySelector("[data-walk='" + walk.id + "']");
    if (!card) {
      return;
    }
    const words = card.querySelector("[data-left]");
    if (words) {
      words.textContent = walk.left ? fill(app.words.left, { n: walk.left }) : app.words.left_none;
    }
    walk.stops.forEach(function (stop) { draw(card.querySelector("[data-stop='" + stop.point + "']"), stop); });
  }

  function draw(line, stop) {
    if (!line || line.classList.contains("ph-" + stop.state)) {
      return;
    }
    line.className = "ph-stop ph-" + stop.state;
    line.toggleAttribute("aria-current", false);
    if (stop.state === "next") {
      line.setAttribute("aria-current", "step");
    }
    const words = app.words["stop_" + stop.state];
    if (words) {
      line.querySelector(".ph-stop-state").textContent = words;
    }
    if (done(stop)) {
      line.querySelector(".ph-dot").replaceChildren(mould(stop.state === "kept" ? "upload" : "check"));
    }
  }

  /* Sending, and saying so */

  async function upload() {
    if (!app.keeps) {
      return null;
    }
    const got = await FGQueue.upload({ owner: app.owner, upload: data.upload, findings: data.findings, csrf: csrf() });
    state = got.state;
    await arrived();
    if (state === "failed") {
      later();
    }
    await notes();
    return got;
  }

  /* What had waited and has arrived since this page was opened, by this page or by the worker. */
  async function arrived() {
    let late = (await FGQueue.answers(app.owner)).filter(function (kept) {
      return kept.offline && !kept.problem && kept.answered >= opened;
    });
    fresh = late.filter(function (kept) { return kept.kind !== "finding"; }).length;
    freshFindings = late.length - fresh;
    late = late.filter(function (kept) { return kept.kind !== "finding"; });
    late.sort(function (one, other) { return one.answered - other.answered || other.reply.left - one.reply.left; });
    late.forEach(function (kept) { visited(kept.point, kept.reply, true); });
  }

  function later() {
    if (navigator.serviceWorker && "SyncManager" in window) {
      navigator.serviceWorker.ready.then(function (registration) {
        return registration.sync.register("fg-phone-upload");
      }).catch(function () {});
    }
  }

  function note(tone, text, hint) {
    const box = mould("note");
    box.classList.add("fg-tone-" + tone);
    box.querySelector("[data-word]").textContent = text;
    if (hint) {
      const line = box.querySelector("[data-hint]");
      line.hidden = false;
      line.textContent = hint;
    }
    return box;
  }

  function button(box, text, act) {
    const found = box.querySelector("[data-act]");
    found.hidden = false;
    found.textContent = text;
    found.addEventListener("click", act);
  }

  function link(box, text, address) {
    const found = box.querySelector("[data-link]");
    found.hidden = false;
    found.textContent = text;
    found.href = address;
  }

  /* What waits, or has just arrived, of one kind. */
  function queued(count, arrivedNow, name) {
    if (count) {
      const box = note("info", fill(app.words["waiting" + name], { n: count }),
                       state === "failed" && navigator.onLine ? app.words.failed : app.words.waiting_hint);
      box.dataset["waiting" + name] = count;
      if (navigator.onLine) {
        button(box, app.words.send_now, function () { upload(); });
      }
      return [box];
    }
    if (arrivedNow) {
      const box = note("ok", fill(app.words["uploaded" + name], { n: arrivedNow }));
      box.dataset["uploaded" + name] = arrivedNow;
      return [box];
    }
    return [];
  }

  /* What the server did not take. A finding opens again as it was: neither its words nor its photos are lost. */
  function trouble(kept) {
    const when = clock(new Date(kept.claimed_at));
    const text = kept.reply.status === "conflict" ? app.words[kept.kind === "finding" ? "conflictFinding" : "conflict"]
      : kept.reply.message;
    const box = note("danger", app.words.refused + "：" + [kept.name, when].filter(Boolean).join(" "), text);
    if (kept.kind === "finding" && kept.reply.status !== "conflict") {
      box.dataset.refusedFinding = kept.client_id;
      button(box, app.words.open_again, function () { openAgain(kept); });
    } else {
      button(box, app.words.seen, function () { FGQueue.forget(kept.client_id).then(notes); });
    }
    return box;
  }

  function openAgain(kept) {
    const part = today && FGFinding.again(app, kept);
    if (part) {
      showPart(part);
    } else {
      location.assign(data.home + "#again-" + kept.client_id);
    }
  }

  async function notes() {
    const rows = await FGQueue.rows(app.owner);
    const count = function (kind) { return rows.filter(function (row) { return row.kind === kind; }).length; };
    const others = await FGQueue.others(app.owner);
    const shown = [];
    if (state === "pair") {
      const box = note("danger", app.words.pair);
      link(box, app.words.pair_now, data.pair);
      shown.push(box);
    }
    shown.push.apply(shown, queued(count("check-in"), fresh, ""));
    shown.push.apply(shown, queued(count("finding"), freshFindings, "Findings"));
    (await FGQueue.answers(app.owner)).filter(function (kept) { return kept.problem; }).forEach(function (kept) {
      shown.push(trouble(kept));
    });
    if (others) {
      shown.push(note("muted", fill(app.words.others, { n: others })));
    }
    queueBox.replaceChildren.apply(queueBox, shown);
    FGFinding.waiting(app, document.querySelector("main [data-kept-findings]"));
  }

  /* Points and signs inside this page */

  function open(spot) {
    const card = FGPoint.card(app, spot);
    panel.replaceChildren(card);
    today.hidden = true;
    FGPoint.bind(app, panel, spot);
    card.querySelector("[data-name]").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /* Another part in place of the list: what was found, with what is kept on this phone. */
  function drawPart(part) {
    panel.replaceChildren(part);
    today.hidden = true;
    const name = part.querySelector("[data-name]");
    if (name) {
      name.focus({ preventScroll: true });
    }
    window.scrollTo(0, 0);
  }

  function showPart(part) {
    history.pushState({ part: true }, "", data.home + "#finding");
    drawPart(part);
  }

  /* Report something without the server's page. False where this phone cannot: no kinds are kept on it. */
  function report(carried) {
    if (today && app.kinds.length) {
      showPart(FGFinding.kinds(app, carried));
      return true;
    }
    if (navigator.serviceWorker && navigator.serviceWorker.controller && app.finding) {
      location.assign(app.finding + "?" + new URLSearchParams(carried).toString());
      return true;
    }
    return false;
  }

  function close() {
    panel.replaceChildren();
    today.hidden = false;
  }

  function show(spot) {
    history.pushState({ point: spot.point }, "", data.home + "#point");
    open(spot);
  }

  function warn(text) {
    document.getElementById("ph-note").replaceChildren(note("warn", text));
  }

  function spotOf(token) {
    const parts = token.split("-");
    const point = parseInt(parts[0], 36);
    const known = app.points[point];
    return { point: point, token: token, version: parseInt(parts[1].split(".")[0], 36), known: known,
             name: known ? known.name : app.words.unknown_point, indoor: Boolean(known && known.indoor),
             scanned: new Date().toISOString() };
  }

  function sign(token, here) {
    const spot = spotOf(token);
    if (spot.known && spot.version < spot.known.version) {
      close();
      warn(app.words.scan_old);
    } else if (!today || (!spot.known && navigator.onLine && !here)) {
      location.assign(data.home + token);
    } else if (here) {
      open(spot);
    } else {
      show(spot);
    }
  }

  function scan() {
    FGScanner.start(app, function (token) { sign(token, false); });
  }

  function typed(event) {
    const form = event.target;
    const code = form.elements.code.value.trim().toUpperCase();
    const point = Object.keys(app.points).find(function (pk) { return app.points[pk].code.toUpperCase() === code; });
    if (!today || (!point && navigator.onLine)) {
      return;  /* the server knows all points */
    }
    event.preventDefault();
    const error = form.querySelector(".fg-field-error");
    error.hidden = Boolean(point);
    error.textContent = app.words.typed_unknown;
    if (point) {
      const dialog = document.getElementById("ph-scanner");
      if (dialog.open) {
        dialog.close();
      }
      show({ point: Number(point), token: "", name: app.points[point].name, indoor: app.points[point].indoor });
    }
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-scan]") && "showModal" in document.getElementById("ph-scanner")) {
      event.preventDefault();
      scan();
    } else if (event.target.closest("[data-back]")) {
      history.back();
    } else if (today && event.target.closest("[data-open]") && navigator.onLine === false) {
      const point = Number(event.target.closest("[data-open]").dataset.open);
      if (app.points[point]) {
        event.preventDefault();
        show({ point: point, token: "", name: app.points[point].name, indoor: app.points[point].indoor });
      }
    }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-typed]")) {
      typed(event);
    } else if (event.target.closest("[data-needs-network]") && navigator.onLine === false) {
      event.preventDefault();
      warn(event.target.closest("[data-needs-network]").dataset.needsNetwork);
      document.getElementById("ph-note").scrollIntoView({ block: "center" });
    }
  });
  window.addEventListener("popstate", function () {
    if (today) {
      close();
    }
  });

  /* Ready for the alley? */

  function standalone() {
    return window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  }

  function network() {
    net.hidden = false;
    net.toggleAttribute("data-off", navigator.onLine === false);
  }

  async function ready() {
    const worker = navigator.serviceWorker && window.caches && !unable;
    let own = null;
    if (worker && navigator.serviceWorker.controller) {
      own = await caches.match(data.home, { cacheName: OWN });
    }
    const good = Boolean(app.keeps && own && own.headers.get("X-Phone-Owner") === app.owner);
    network();
    net.textContent = app.words[navigator.onLine === false ? "offline" : "online"] + " · " +
      (good ? app.words.ready_short + " ✓" : app.words.ready_short + " ✗");
    net.dataset.ready = good ? "yes" : "no";
    const box = document.getElementById("ph-ready");
    if (!box) {
      return good;
    }
    const ios = /iPhone|iPad|iPod/.test(navigator.userAgent);
    const installable = !standalone() && Boolean(worker) && (offer || ios);
    box.querySelector("[data-ready]").textContent = good ? "✓ " + app.words.ready
      : worker ? app.words.getting_ready : "✗ " + app.words.not_ready;
    box.querySelector("[data-elsewhere]").hidden = Boolean(worker);
    box.querySelector("[data-install]").hidden = !installable;
    box.querySelector("[data-install-button]").hidden = !offer;
    box.querySelector("[data-install-ios]").hidden = !ios || Boolean(offer);
    box.hidden = good && !installable;
    return good;
  }

  async function worker() {
    if (!navigator.serviceWorker || !window.caches) {
      return;
    }
    await navigator.serviceWorker.register(data.worker, { scope: data.home });
    const registration = await navigator.serviceWorker.ready;
    const own = await caches.match(data.home, { cacheName: OWN });
    if (!own || own.headers.get("X-Phone-Owner") !== app.owner) {
      registration.active.postMessage("fg-phone-keep");
    }
  }

  window.addEventListener("beforeinstallprompt", function (event) {
    event.preventDefault();
    offer = event;
    ready();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-install-button]") && offer) {
      offer.prompt();
      offer = null;
      ready();
    }
  });
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("controllerchange", ready);
    navigator.serviceWorker.addEventListener("message", function (event) {
      if (event.data === "fg-phone-queue") {
        upload();
      }
      ready();
    });
  }

  function wake() {
    network();
    ready();
    upload();
  }

  window.addEventListener("online", wake);
  window.addEventListener("offline", function () { ready(); notes(); });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") {
      wake();
    }
  });
  window.setInterval(async function () {
    if (app.keeps && navigator.onLine !== false && state !== "pair" && (await FGQueue.rows(app.owner)).length) {
      upload();
    }
  }, AGAIN);

  /* Start */

  /* The worker drew the page of today in place of one it could not fetch. */
  function instead() {
    if (!today || location.pathname === data.home) {
      return;
    }
    const token = FGScanner.token(location.pathname);
    const listed = /\/c\/point\/(\d+)\/$/.exec(location.pathname);
    const kind = /\/c\/finding\/new\/(\d+)\/$/.exec(location.pathname);
    const carried = Object.fromEntries(new URLSearchParams(location.search));
    const known = listed && app.points[listed[1]];
    if (token) {
      sign(token, true);
    } else if (known) {
      open({ point: Number(listed[1]), token: "", name: known.name, indoor: known.indoor });
    } else if (location.pathname === app.finding) {
      drawPart(FGFinding.kinds(app, placed(carried)));
    } else if (kind && app.kinds.some(function (one) { return String(one.id) === kind[1]; })) {
      drawPart(FGFinding.report(app, app.kinds.find(function (one) { return String(one.id) === kind[1]; }), placed(carried)));
    } else {
      warn(app.words.needs_network);
    }
  }

  /* The name of the point that the address carries. */
  function placed(carried) {
    const known = app.points[carried.checkpoint];
    return Object.assign({ place: known ? known.name : "" }, carried);
  }

  async function storage() {
    try {
      await FGQueue.open();
      app.keeps = true;
    } catch (error) {
      app.keeps = false;
      return;
    }
    const other = await FGQueue.setOwner(app.owner);
    if (other && window.caches && !own()) {
      await caches.delete(OWN);
    }
    (await FGQueue.rows(app.owner)).forEach(function (row) {
      if (row.kind === "check-in") {
        visited(row.point, null, true);
      }
    });
  }

  /* Whether what is kept is this very page, drawn without a network. */
  function own() { return navigator.onLine === false; }

  async function start() {
    network();
    await storage();
    if (panel && panel.dataset.point) {
      FGPoint.bind(app, panel, { point: Number(panel.dataset.point), token: panel.dataset.token, name: panel.dataset.name,
                                 indoor: "indoor" in panel.dataset, scanned: data.at });
    }
    const reporting = document.querySelector("#ph-finding form[data-finding]");
    if (reporting) {
      FGFinding.bind(app, reporting);
    }
    instead();
    if (today && Date.now() - Date.parse(data.at) > DAY / 2 && new Date(data.at).getDate() !== new Date().getDate()) {
      warn(fill(app.words.stale, { day: data.at.slice(0, 10) }));
    }
    if (location.hash === "#scan" && today) {
      history.replaceState(null, "", data.home);
      scan();
    }
    const refused = /^#again-([0-9a-f-]{36})$/.exec(location.hash);
    const kept = refused && app.keeps && today && await FGQueue.answer(refused[1]);
    if (kept && kept.owner === app.owner && kept.item) {
      history.replaceState(null, "", data.home);
      openAgain(kept);
    }
    ready();
    worker().then(ready, function () {
      unable = navigator.onLine !== false;  /* a private window, an embedded browser */
      ready();
    });
    if (app.keeps) {
      await notes();
      await upload();
    }
    document.documentElement.dataset.phone = "ready";
  }

  start();
})();
