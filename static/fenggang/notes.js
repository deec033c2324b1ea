/* Notes taken on the spot: written into the queue of this device (phone/queue.js) first, sent when there is a network,
   gone from here only when the server has answered for them by name. The page works without all of it. */
(function () {
  "use strict";

  const holder = document.getElementById("beat-data");
  const box = document.getElementById("bt-notes");
  const form = document.getElementById("bt-note");
  if (!holder || !window.FGQueue || !window.idb || !box) {
    return;
  }
  const data = JSON.parse(holder.textContent);
  const words = data.words;
  const AGAIN = 15000;   /* ms between two tries while something waits */
  const ANSWER = 12000;  /* ms until "kept on this device" is said; the queue goes on by itself */
  const DRAFT = "fg:intake-note:" + data.owner;   /* app.js clears it at log-out */
  const PLACE = { enableHighAccuracy: true, timeout: 6000, maximumAge: 60000 };
  let state = "done";
  let timer = null;
  let direct = false;    /* this device cannot keep anything: the form goes as it is */

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  }

  function csrf() {
    const found = document.cookie.split("; ").find(function (part) { return part.startsWith(data.csrf_cookie + "="); });
    return found ? decodeURIComponent(found.slice(data.csrf_cookie.length + 1)) : "";
  }

  /* -- sending, and saying so --------------------------------------------------------------------------------- */

  async function upload() {
    window.clearTimeout(timer);
    const got = await FGQueue.upload({ owner: data.owner, upload: "", findings: data.send, csrf: csrf() });
    state = got.state;
    await notes();
    if ((await FGQueue.rows(data.owner)).length && state !== "pair") {
      timer = window.setTimeout(upload, AGAIN);
    }
    return got;
  }

  function note(tone, text) {
    const made = document.getElementById("bt-mould-note").content.firstElementChild.cloneNode(true);
    made.classList.add("fg-tone-" + tone);
    made.querySelector("[data-word]").textContent = text;
    return made;
  }

  function button(made, text, act) {
    const found = made.querySelector("[data-act]");
    found.hidden = false;
    found.textContent = text;
    found.addEventListener("click", act);
  }

  function link(made, text, address) {
    const found = made.querySelector("[data-link]");
    found.hidden = false;
    found.textContent = text;
    found.href = address;
  }

  async function notes() {
    const shown = [];
    const rows = await FGQueue.rows(data.owner);
    if (state === "pair") {
      const made = note("danger", words.login);
      link(made, words.login_now, data.login);
      shown.push(made);
    }
    if (rows.length) {
      const made = note("info", fill(words.waiting, { n: rows.length }));
      made.dataset.waiting = rows.length;
      button(made, words.send_now, upload);
      shown.push(made);
    }
    (await FGQueue.answers(data.owner)).forEach(function (kept) { shown.push(told(kept)); });
    box.replaceChildren.apply(box, shown);
  }

  /* What became of a note: entered, or not taken and open again with all that was in it. */
  function told(kept) {
    if (!kept.problem) {
      const made = note("ok", fill(words.sent, { what: [kept.reply.number, kept.name].filter(Boolean).join(" ") }));
      made.dataset.entered = kept.reply.id;
      if (kept.reply.url) {
        link(made, kept.reply.number || kept.name, kept.reply.url);
      }
      button(made, words.seen, function () { FGQueue.forget(kept.client_id).then(notes); });
      return made;
    }
    const conflict = kept.reply.status === "conflict";
    const made = note("danger", conflict ? words.conflict : fill(words.refused, { what: kept.reply.message }));
    if (conflict) {
      button(made, words.seen, function () { FGQueue.forget(kept.client_id).then(notes); });
    } else if (kept.item.fields.page) {
      link(made, words.open_again, kept.item.fields.page);   /* a note of another page, such as a visit */
    } else if (form) {
      button(made, words.open_again, function () { open(kept); });
    } else {
      link(made, words.open_again, data.note + "#again");
    }
    return made;
  }

  /* -- the form ----------------------------------------------------------------------------------------------- */

  function read() {
    const said = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "client_id"].includes(name)) {
        said[name] = value;
      }
    });
    return said;
  }

  function write(said) {
    Object.keys(said).forEach(function (name) {
      const control = form.elements[name];
      if (!control) {
        return;
      }
      if (control.type === "checkbox") {
        control.checked = Boolean(said[name]);
      } else {
        control.value = said[name];
      }
    });
  }

  function put(files) {
    form.elements.photos.dispatchEvent(new CustomEvent("fg:put", { detail: files }));
  }

  function open(kept) {
    write(kept.item.fields);
    put(kept.item.files.map(function (file) { return new File([file.blob], file.name, { type: file.blob.type }); }));
    FGQueue.forget(kept.client_id).then(notes);
    wrong(kept.reply.message);
    save();
  }

  function save() {
    try {
      sessionStorage.setItem(DRAFT, JSON.stringify(read()));
    } catch (error) {
      /* a full storage keeps no draft */
    }
  }

  function restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(DRAFT) || "null");
      if (kept && (kept.words || kept.category)) {
        const asked = form.elements.place.value;
        write(kept);
        form.elements.place.value = asked || kept.place || "";
      }
    } catch (error) {
      sessionStorage.removeItem(DRAFT);
    }
  }

  function wrong(text) {
    const line = form.querySelector("[data-error]");
    line.hidden = !text;
    line.querySelector("p").textContent = text;
    if (text) {
      line.scrollIntoView({ block: "nearest" });
    }
  }

  function wait(text) {
    const line = form.querySelector("[data-wait]");
    line.hidden = !text;
    line.textContent = text;
  }

  function position() {
    return new Promise(function (resolve) {
      if (!navigator.geolocation || !window.isSecureContext) {
        resolve(null);
        return;
      }
      navigator.geolocation.getCurrentPosition(function (found) {
        resolve({ lat: found.coords.latitude.toFixed(6), lng: found.coords.longitude.toFixed(6) });
      }, function () { resolve(null); }, PLACE);
    });
  }

  function thumbs(files, drop) {
    const list = form.querySelector(".bt-thumbs");
    list.querySelectorAll("img").forEach(function (picture) { URL.revokeObjectURL(picture.src); });
    list.replaceChildren.apply(list, files.map(function (file) {
      const line = document.getElementById("bt-mould-photo").content.firstElementChild.cloneNode(true);
      line.querySelector("img").src = URL.createObjectURL(file);
      line.querySelector("button").addEventListener("click", function () { drop(file); });
      return line;
    }));
  }

  async function go() {
    wrong("");
    wait(words.sending);
    const said = read();
    const files = await FGPhoto.files(form.elements.photos);
    if (!said.category || !(said.place || "").trim() || !(said.words || "").trim() || files.length > 6) {
      wrong(files.length > 6 ? words.many_photos : words.missing);
      return;
    }
    const chosen = form.querySelector("[name=category]:checked");
    const item = { client_id: FGQueue.uuid(), name: chosen.dataset.name, claimed_at: new Date().toISOString(), fields: said, to: data.send,
                   files: files.map(function (file) { return { field: "photos", blob: file, name: file.name || "photo.jpg" }; }) };
    await FGQueue.addFinding(data.owner, item);
    sessionStorage.removeItem(DRAFT);
    form.reset();
    put([]);
    form.elements.lat.value = form.elements.lng.value = "";
    const late = new Promise(function (resolve) { window.setTimeout(resolve, ANSWER); });
    await Promise.race([upload(), late]);
    const kept = await FGQueue.answer(item.client_id);
    if (!kept) {
      await notes();
      box.prepend(note("warn", words.kept));
    } else if (kept.problem && kept.reply.status !== "conflict") {
      open(kept);
      return;
    }
    box.scrollIntoView({ block: "nearest" });
  }

  if (form) {
    let busy = false;
    FGPhoto.input(form.elements.photos, thumbs);
    restore();
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    form.addEventListener("submit", function (event) {
      if (direct) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (busy) {
        return;
      }
      busy = true;
      form.setAttribute("aria-busy", "true");
      go().catch(function () {
        direct = true;
        wrong(words.keep_failed);
      }).then(function () {
        busy = false;
        form.removeAttribute("aria-busy");
        wait("");
      });
    });
    /* Leaving for a page that cannot be had would take the half-written note off the screen. */
    document.addEventListener("click", function (event) {
      const away = event.target.closest("a[href]");
      if (away && navigator.onLine === false && !away.getAttribute("href").startsWith("#")) {
        event.preventDefault();
        wrong(words.needs);
      }
    });
    const here = form.querySelector("[data-take]");
    if (navigator.geolocation && window.isSecureContext) {
      here.hidden = false;
      here.addEventListener("click", function () {
        wait(words.locating);
        position().then(function (found) {
          wait(found ? words.here : words.no_position);
          if (found) {
            form.elements.lat.value = found.lat;
            form.elements.lng.value = found.lng;
            here.setAttribute("aria-pressed", "true");
          }
        });
      });
    }
    if (location.hash === "#again") {
      FGQueue.answers(data.owner).then(function (all) {
        const kept = all.find(function (one) { return one.problem && one.reply.status !== "conflict" && !one.item.fields.page; });
        if (kept) {
          open(kept);
        }
      });
    }
  }

  window.addEventListener("online", function () {
    if (form) {
      wrong("");
    }
    upload();
  });
  upload().catch(function () { direct = true; });
})();
