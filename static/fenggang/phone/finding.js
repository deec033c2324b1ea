/* A finding: the report on the server's page, or drawn out of what is kept on this phone when there is no network. Either
   way it is written into the queue with its photos first and leaves only when the server has answered for it. */
(function () {
  "use strict";

  const PLACE = { enableHighAccuracy: true, timeout: 5000, maximumAge: 60000 };
  const ANSWER = 15000;   /* ms until "kept on this phone" is said; the queue goes on by itself */
  const FILES = ["photos", "voice", "after"];
  const MOST = 6;

  /* Where the phone is at this moment, if it may be said; the report goes without it just as well. */
  function position() {
    return new Promise(function (resolve) {
      if (!navigator.geolocation || !window.isSecureContext) {
        resolve({});
        return;
      }
      navigator.geolocation.getCurrentPosition(function (place) {
        resolve({ lat: place.coords.latitude.toFixed(6), lng: place.coords.longitude.toFixed(6) });
      }, function () { resolve({}); }, PLACE);
    });
  }

  /* What was taken: small pictures, each with a way to take it back. */
  function thumbs(app, form, name) {
    const part = form.querySelector("[data-file=" + name + "]");
    const input = part && part.querySelector("input");
    if (!part) {
      return;
    }
    const list = part.querySelector("[data-thumbs]");
    const word = part.querySelector("[data-file-word]");
    const plain = word.textContent;
    function draw(files, drop) {
      list.querySelectorAll("img").forEach(function (picture) { URL.revokeObjectURL(picture.src); });
      list.replaceChildren.apply(list, files.map(function (file) {
        const line = app.mould("thumb");
        line.querySelector("img").src = URL.createObjectURL(file);
        line.querySelector("button").addEventListener("click", function () { drop(file); });
        return line;
      }));
      list.hidden = !files.length;
      word.textContent = files.length ? app.words.one_more : plain;
    }
    if (name === "voice") {
      input.addEventListener("change", function () {
        part.querySelector("label").classList.toggle("ph-chosen", input.files.length > 0);
        word.textContent = input.files.length ? app.words.voice_chosen : plain;
      });
    } else {
      FGPhoto.input(input, draw);
    }
  }

  function wrong(form, text) {
    const box = form.querySelector("[data-error]");
    box.hidden = false;
    box.querySelector("p").textContent = text;
    box.scrollIntoView({ block: "nearest" });
  }

  /* What the server would refuse, said at once; its own rules stay the judge. */
  function missing(app, form, fields, files) {
    const has = function (name) { return files.some(function (file) { return file.field === name; }); };
    if (!fields.place) {
      return app.words.place_needed;
    }
    if (!fields.words && !files.length) {
      return app.words.nothing_said;
    }
    if (!fields.act) {
      return app.words.act_needed;
    }
    if (files.length > MOST) {
      return app.words.too_many;
    }
    return fields.settled && "hazard" in form.dataset && !(has("photos") && has("after")) ? app.words.both_photos : "";
  }

  function read(form) {
    const fields = { kind: form.dataset.kind };
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && value.trim() && !["csrfmiddlewaretoken", "client_id"].includes(name)) {
        fields[name] = value.trim();
      }
    });
    return fields;
  }

  async function collect(form) {
    const files = [];
    for (const name of FILES) {
      const input = form.elements[name];
      for (const file of input ? await FGPhoto.files(input) : []) {
        files.push({ field: name, name: file.name, blob: file });
      }
    }
    return files;
  }

  /* old: the entry that the server refused and that this form corrects. */
  function bind(app, form, old) {
    if (form.dataset.bound) {
      return;
    }
    form.dataset.bound = "1";
    FILES.forEach(function (name) { thumbs(app, form, name); });
    let busy = false;
    let settled = false;   /* older browsers do not say which button sent a form */
    const spot = form.querySelector("[data-settled]");
    if (spot) {
      spot.addEventListener("click", function () { settled = true; });
    }

    function rest() {
      busy = false;
      form.removeAttribute("aria-busy");
      form.querySelector("[data-wait]").hidden = true;
    }

    function wait(text) {
      const line = form.querySelector("[data-wait]");
      line.hidden = false;
      line.textContent = text;
    }

    async function go(done) {
      wait(app.words.sending);
      const files = await collect(form);
      const fields = read(form);
      if (done) {
        fields.settled = "1";
      }
      const reason = missing(app, form, fields, files);
      if (reason) {
        wrong(form, reason);
        return;
      }
      if (!fields.check_in && !fields.checkpoint) {
        wait(app.words.locating);
        Object.assign(fields, await position());
        wait(app.words.sending);
      }
      const item = { client_id: FGQueue.uuid(), name: form.dataset.kindName, claimed_at: new Date().toISOString(),
                     fields: fields, files: files };
      await FGQueue.addFinding(app.owner, item);
      await answered(app, form, item);
      if (old) {
        await FGQueue.forget(old);
        app.notes();
      }
    }

    form.addEventListener("submit", function (event) {
      const done = settled;
      settled = false;
      if (!app.keeps) {
        return;  /* no storage here: the form goes as it is */
      }
      event.preventDefault();
      delete form.dataset.sent;
      if (busy) {
        return;
      }
      busy = true;
      form.setAttribute("aria-busy", "true");
      go(done).then(rest, function () {
        rest();
        wrong(form, app.words.keep_failed);   /* the storage is full: the next tap sends it as a plain form */
        app.keeps = false;
      });
    });
  }

  async function answered(app, form, item) {
    const late = new Promise(function (resolve) { window.setTimeout(resolve, ANSWER); });
    await Promise.race([app.upload(), late]);
    const kept = await FGQueue.answer(item.client_id);
    if (!kept) {
      result(app, form, item);
    } else if (kept.problem) {
      await FGQueue.forget(item.client_id);
      await app.notes();
      wrong(form, kept.reply.message);
    } else {
      await FGQueue.forget(item.client_id);
      location.assign(app.finding + kept.reply.id + "/?sent=1");
    }
  }

  /* Kept on this phone. Danger does not wait for a network. */
  function result(app, form, item) {
    const box = app.mould("kept");
    box.querySelector("[data-what]").textContent = item.name + " · " + item.fields.place;
    box.querySelector("[data-time]").textContent = app.clock(new Date(item.claimed_at));
    box.querySelector("[data-danger]").hidden = !("direct" in form.dataset);
    const holder = form.closest("#ph-finding, #ph-point");
    const title = document.querySelector("main > .ph-title");
    if (title) {
      title.hidden = true;
    }
    holder.replaceChildren(box);
    box.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /* Without a network: the kinds, then the report, in the page of today. */

  function kinds(app, carried) {
    const box = app.mould("kinds");
    const tiles = box.querySelector("[data-tiles]");
    app.kinds.forEach(function (kind) {
      const tile = app.mould("tile");
      tile.classList.toggle("fg-scene-urgent", kind.direct);
      tile.querySelector("span").textContent = kind.name;
      tile.href = app.finding + "new/" + kind.id + "/";
      tile.addEventListener("click", function (event) {
        event.preventDefault();
        app.show(report(app, kind, carried));
      });
      tiles.append(tile);
    });
    box.querySelector("[data-none]").hidden = app.kinds.length > 0;
    waiting(app, box.querySelector("[data-kept-findings]"));
    return box;
  }

  function report(app, kind, carried, old) {
    const box = app.mould("report");
    const form = box.querySelector("form");
    box.querySelector("[data-name]").textContent = kind.name;
    Object.assign(form.dataset, { kind: kind.id, kindName: kind.name });
    form.toggleAttribute("data-direct", kind.direct);
    form.toggleAttribute("data-hazard", kind.hazard);
    const todo = box.querySelector("[data-todo]");
    todo.hidden = !kind.card.length;
    kind.card.forEach(function (words) {
      const line = document.createElement("li");
      line.textContent = words;
      todo.querySelector("ol").append(line);
    });
    kind.acts.forEach(function (act, number) {
      const line = app.mould("act");
      const input = line.querySelector("input");
      const label = line.querySelector("label");
      input.value = act[0];
      input.id = label.htmlFor = "id_act_" + number;
      input.checked = act[0] === kind.act;
      label.textContent = act[1];
      form.querySelector("[data-acts]").append(line);
    });
    form.querySelector("[data-spot]").hidden = !kind.spot;
    form.elements.place.value = carried.place || "";
    ["check_in", "checkpoint", "same_as"].forEach(function (name) {
      if (carried[name]) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = carried[name];
        form.append(input);
      }
    });
    bind(app, form, old);
    return box;
  }

  /* What the server refused, open again as it was, to be corrected. */
  function again(app, kept) {
    const item = kept.item;
    const kind = app.kinds.find(function (one) { return String(one.id) === String(item.fields.kind); });
    if (!kind) {
      return null;
    }
    const box = report(app, kind, item.fields, kept.client_id);
    const form = box.querySelector("form");
    form.elements.words.value = item.fields.words || "";
    Array.from(form.querySelectorAll("[name=act]")).forEach(function (one) { one.checked = one.value === item.fields.act; });
    ["photos", "after"].forEach(function (name) {
      const files = item.files.filter(function (file) { return file.field === name; }).map(function (file) {
        return new File([file.blob], file.name, { type: file.blob.type });
      });
      if (files.length && form.elements[name]) {
        form.elements[name].dispatchEvent(new CustomEvent("fg:put", { detail: files }));
      }
    });
    form.querySelector("[data-spot]").open = Boolean(item.fields.settled);
    wrong(form, kept.reply.message);
    return box;
  }

  /* What waits on this phone, above what became of the earlier reports. */
  async function waiting(app, part) {
    if (!part || !app.keeps) {
      return;
    }
    const rows = (await FGQueue.rows(app.owner)).filter(function (row) { return row.kind === "finding"; });
    part.hidden = !rows.length;
    part.querySelector("ul").replaceChildren.apply(part.querySelector("ul"), rows.map(function (row) {
      const line = app.mould("waiting");
      line.querySelector("[data-kind]").textContent = row.name;
      line.querySelector("small").textContent = app.clock(new Date(row.claimed_at)) + " · " + row.fields.place;
      return line;
    }));
  }

  window.FGFinding = { bind: bind, kinds: kinds, report: report, again: again, waiting: waiting };
})();
