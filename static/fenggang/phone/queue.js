/* The queue of a phone: a check-in, or a finding with its photos, is written here first and leaves only when the server has answered for it.
   Runs in the page and in the service worker alike; needs idb.js. Everything in it belongs to an owner (an opaque key of
   the person), and only the owner's own entries are ever sent or shown. */
(function (root) {
  "use strict";

  const NAME = "fg-phone";
  const BATCH = 20;
  const PATIENCE = 20000;      /* ms for one upload, beside the time its photos need */
  const SLOWEST = 8;           /* bytes a ms */
  const LATE = 60000;          /* what waited longer than this was offline */
  const KEPT_DAYS = 3;
  const UNDERSTOOD = [200, 201, 400, 404, 409, 413, 415, 422];   /* with words of ours; anything else is no answer */
  let opened = null;

  function open() {
    opened = opened || idb.openDB(NAME, 1, {
      upgrade: function (db) {
        const queue = db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
        queue.createIndex("key", "key", { unique: true });
        db.createObjectStore("answers", { keyPath: "client_id" });
        db.createObjectStore("meta");
      },
      terminated: function () { opened = null; },
    }).catch(function (error) { opened = null; throw error; });
    return opened;
  }

  function uuid() {
    if (root.crypto && crypto.randomUUID) {
      return crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /* What belongs to the phone and not to a person: its own random id (PA-05) and whose page was drawn last. */
  async function phone() {
    const db = await open();
    const tx = db.transaction("meta", "readwrite");
    let id = await tx.store.get("phone");
    if (!id) {
      id = uuid();
      await tx.store.put(id, "phone");
    }
    await tx.done;
    return id;
  }

  async function owner() {
    return (await open()).get("meta", "owner");
  }

  /* Another person holds the phone: what was shown to the first is thrown away, what was not yet sent is not. */
  async function setOwner(key) {
    const db = await open();
    const tx = db.transaction(["meta", "answers"], "readwrite");
    const before = await tx.objectStore("meta").get("owner");
    await tx.objectStore("meta").put(key, "owner");
    const limit = Date.now() - KEPT_DAYS * 86400000;
    let cursor = await tx.objectStore("answers").openCursor();
    while (cursor) {
      const old = cursor.value.answered < limit && !cursor.value.problem;
      if (cursor.value.owner !== key ? !cursor.value.problem : old) {
        await cursor.delete();
      }
      cursor = await cursor.continue();
    }
    await tx.done;
    return before !== undefined && before !== key;
  }

  /* The row and its number are written in one go: the numbers of a phone have no gap (PA-09). */
  async function addCheckIn(key, item) {
    const db = await open();
    const tx = db.transaction(["queue", "meta"], "readwrite");
    const known = await tx.objectStore("queue").index("key").get("in:" + item.client_id);
    if (known) {
      await tx.done;
      return known;
    }
    const counter = ((await tx.objectStore("meta").get("counter:" + key)) || 0) + 1;
    await tx.objectStore("meta").put(counter, "counter:" + key);
    const row = Object.assign({ owner: key, kind: "check-in", key: "in:" + item.client_id, counter: counter,
                                added: Date.now(), offline: root.navigator && navigator.onLine === false }, item);
    row.seq = await tx.objectStore("queue").add(row);
    await tx.done;
    return row;
  }

  async function addClosing(key, client_id, closing) {
    const db = await open();
    const tx = db.transaction("queue", "readwrite");
    if (!(await tx.store.index("key").get("out:" + client_id))) {
      await tx.store.add({ owner: key, kind: "closing", key: "out:" + client_id, client_id: client_id, closing: closing,
                           added: Date.now() });
    }
    await tx.done;
  }

  /* A finding with its photos as they are (blobs); its own number keeps it from being there twice. ``to``: where it is
     sent, so that any page of its owner can send it. */
  async function addFinding(key, item) {
    const db = await open();
    const tx = db.transaction("queue", "readwrite");
    if (!(await tx.store.index("key").get("finding:" + item.client_id))) {
      await tx.store.add(Object.assign({ owner: key, kind: "finding", key: "finding:" + item.client_id, added: Date.now(),
                                         offline: root.navigator && navigator.onLine === false }, item));
    }
    await tx.done;
  }

  async function rows(key) {
    const all = await (await open()).getAll("queue");
    return all.filter(function (row) { return row.owner === key; });
  }

  async function others(key) {
    const all = await (await open()).getAll("queue");
    return all.filter(function (row) { return row.owner !== key && row.kind !== "closing"; }).length;
  }

  async function answers(key) {
    const all = await (await open()).getAll("answers");
    return all.filter(function (answer) { return answer.owner === key; });
  }

  async function answer(client_id) {
    return (await open()).get("answers", client_id);
  }

  async function forget(client_id) {
    return (await open()).delete("answers", client_id);
  }

  /* Sending */

  function wire(row) {
    const item = { client_id: row.client_id, claimed_at: row.claimed_at, method: row.method, offline: Boolean(row.offline),
                   counter: row.counter };
    if (row.token) {
      item.token = row.token;
    } else {
      item.checkpoint = row.checkpoint;
    }
    if (row.lat !== undefined && row.lat !== null) {
      item.lat = row.lat;
      item.lng = row.lng;
      item.accuracy = row.accuracy;
    }
    return item;
  }

  async function send(address, options, key, csrf) {
    const headers = Object.assign({ "X-Check-In": "1", "X-Phone-Owner": key }, options.headers);
    if (csrf) {
      headers["X-CSRFToken"] = csrf;
    }
    const stop = new AbortController();
    const timer = setTimeout(function () { stop.abort(); }, PATIENCE + (options.size || 0) / SLOWEST);
    try {
      const response = await fetch(address, { method: "POST", body: options.body, headers: headers, redirect: "manual",
                                              credentials: "same-origin", cache: "no-store", signal: stop.signal });
      let body = null;
      try {
        body = await response.json();
      } catch (error) {
        body = null;
      }
      return { status: response.type === "opaqueredirect" ? 401 : response.status, body: body };
    } catch (error) {
      return { status: 0, body: null };
    } finally {
      clearTimeout(timer);
    }
  }

  async function sendSome(some, at) {
    const now = new Date().toISOString();
    if (some[0].kind === "closing") {
      const address = at.upload + some[0].client_id + "/closing/";
      const headers = { "Content-Type": "application/json" };
      return send(address, { headers: headers, body: JSON.stringify({ closing: some[0].closing }) }, at.owner, at.csrf);
    }
    if (some[0].photo) {
      const form = new FormData();
      form.append("item", JSON.stringify(Object.assign(wire(some[0]), { sent_at: now, phone: at.phone })));
      form.append("photo", some[0].photo, "photo.jpg");
      return send(at.upload, { headers: {}, body: form, size: some[0].photo.size }, at.owner, at.csrf);
    }
    if (some[0].kind === "finding") {
      return sendFinding(some[0], at, now);
    }
    const body = JSON.stringify({ sent_at: now, phone: at.phone, items: some.map(wire) });
    return send(at.upload, { headers: { "Content-Type": "application/json" }, body: body }, at.owner, at.csrf);
  }

  function sendFinding(row, at, now) {
    const form = new FormData();
    const said = Object.assign({ client_id: row.client_id, found_at: row.claimed_at, sent_at: now,
                                 offline: row.offline ? "1" : "" }, row.fields);
    Object.keys(said).forEach(function (name) { form.append(name, said[name]); });
    row.files.forEach(function (file) { form.append(file.field, file.blob, file.name); });
    const size = row.files.reduce(function (sum, file) { return sum + file.blob.size; }, 0);
    return send(row.to || at.findings, { headers: {}, body: form, size: size }, at.owner, at.csrf);
  }

  /* Check-ins first and in their order, neighbours without a photo together; a photo, the closing of a card and a
     finding alone. A finding names the check-in it belongs to, and is large: it comes last. */
  function head(waiting, most) {
    const ins = waiting.filter(function (row) { return row.kind === "check-in"; });
    if (!ins.length) {
      const small = waiting.filter(function (row) { return row.kind !== "finding"; });
      return (small.length ? small : waiting).slice(0, 1);
    }
    if (ins[0].photo) {
      return ins.slice(0, 1);
    }
    const end = ins.findIndex(function (row) { return row.photo; });
    return ins.slice(0, Math.min(most, end < 0 ? ins.length : end));
  }

  /* One answer: the entry leaves the queue and what became of it is kept to be shown. Refused ones keep their content. */
  async function settle(row, reply) {
    const db = await open();
    const tx = db.transaction(["queue", "answers"], "readwrite");
    const problem = reply.status === "conflict" || reply.status === "refused";
    const kept = { client_id: row.client_id, owner: row.owner, kind: row.kind, name: row.name, point: row.point, claimed_at: row.claimed_at,
                   offline: Boolean(row.offline), answered: Date.now(), problem: problem, reply: reply, to: row.to };
    if (problem) {
      kept.item = row;
    }
    await tx.objectStore("answers").put(kept);
    await tx.objectStore("queue").delete(row.seq);
    await tx.done;
  }

  async function drop(row) {
    await (await open()).delete("queue", row.seq);
  }

  /* Whatever could not be sent at once was made without a network: it counts at the phone's time (PA-09). */
  async function markOffline(key, older) {
    const db = await open();
    const tx = db.transaction("queue", "readwrite");
    let cursor = await tx.store.openCursor();
    while (cursor) {
      const row = cursor.value;
      if (row.owner === key && row.kind !== "closing" && !row.offline && Date.now() - row.added >= older) {
        await cursor.update(Object.assign(row, { offline: true }));
      }
      cursor = await cursor.continue();
    }
    await tx.done;
  }

  /* One pass over the queue. Returns { state, sent }: state "done", "pair" (connect the phone anew), "barred" (not a guard
     any more), "failed" (later). */
  async function pass(at) {
    let sent = 0;
    let most = BATCH;
    await markOffline(at.owner, LATE);
    at.phone = await phone();
    for (;;) {
      const some = head(await rows(at.owner), most);
      if (!some.length) {
        return { state: "done", sent: sent };
      }
      const got = await sendSome(some, at);
      if (got.status === 401 || (got.status === 403 && got.body && got.body.code === "guards_only")) {
        return { state: got.status === 401 ? "pair" : "barred", sent: sent };
      }
      if (!UNDERSTOOD.includes(got.status) || !(got.body || got.status === 413)) {
        await markOffline(at.owner, 0);  /* no network, a page of a hot spot's owner, a server being changed: later */
        return { state: "failed", sent: sent };
      }
      if (some[0].kind === "closing") {
        await drop(some[0]);  /* closed, or its check-in was refused: nothing to close */
        continue;
      }
      const single = got.body && got.body.client_id ? [got.body] : null;
      const replies = (got.body && got.body.items) || single;
      if (replies) {
        const settled = await settleAll(some, replies);
        if (!settled) {
          return { state: "failed", sent: sent };
        }
        sent += settled;
      } else if (some.length > 1) {
        most = 1;  /* one of them is not understood; find out which */
      } else {
        const text = got.body && (got.body.detail || got.body.title || got.body.message);
        await settle(some[0], { status: "refused", code: "http_" + got.status, message: text || "HTTP " + got.status });
      }
    }
  }

  async function settleAll(some, replies) {
    let settled = 0;
    for (const row of some) {
      const reply = replies.find(function (one) { return one && one.client_id === row.client_id; });
      if (reply && ["recorded", "repeated", "conflict", "refused"].includes(reply.status)) {
        await settle(row, reply);
        settled += 1;
      }
    }
    return settled;
  }

  /* One pass at a time, over all windows and the worker; the server's idempotence covers what has no locks. */
  let running = null;

  function upload(at) {
    if (running) {
      running.again = true;
      return running.promise;
    }
    const mine = { again: false };
    running = mine;
    mine.promise = (async function () {
      try {
        let got;
        do {
          mine.again = false;
          got = root.navigator && navigator.locks
            ? await navigator.locks.request("fg-phone-upload", function () { return pass(at); })
            : await pass(at);
        } while (mine.again && got.state === "done");
        return got;
      } finally {
        running = null;
      }
    })();
    return mine.promise;
  }

  root.FGQueue = { open: open, uuid: uuid, owner: owner, setOwner: setOwner, addCheckIn: addCheckIn, addClosing: addClosing,
                   addFinding: addFinding, rows: rows, others: others, answers: answers, answer: answer, forget: forget, upload: upload };
})(self);
