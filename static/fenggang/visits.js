/* A visit written on the spot: what was begun stays on this device, what was sent waits here for a network and leaves
   only when the server has answered for it by name (phone/queue.js). The form works without all of it. */
(function () {
  "use strict";

  document.documentElement.classList.add("ev-js");
  const holder = document.getElementById("ev-data");
  const box = document.getElementById("ev-notes");
  const form = document.getElementById("ev-form");
  if (!holder || !window.FGQueue || !window.idb || !box) {
    return;
  }
  const data = JSON.parse(holder.textContent);
  const words = data.words;
  const AGAIN = 15000;   /* ms between two tries while something waits */
  const ANSWER = 12000;  /* ms until "kept on this device" is said */
  /* app.js clears what begins so at log-out */
  const DRAFT = form ? "fg:intake-visit:" + data.owner + ":" + form.elements.enterprise.value + ":" + form.elements.list.value : "";
  const SKIPPED = ["csrfmiddlewaretoken"];
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
    const made = document.getElementById("ev-mould").content.firstElementChild.cloneNode(true);
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

  /* Notes of other pages wait in the same queue and are sent with it; their pages tell of them. */
  function own(entry) {
    return entry.to === data.send;
  }

  async function notes() {
    const shown = [];
    const rows = (await FGQueue.rows(data.owner)).filter(own);
    if (state === "pair") {
      const made = note("danger", words.login);
      link(made, words.login_now, data.login + "?next=" + encodeURIComponent(location.pathname + location.search));
      shown.push(made);
    }
    if (rows.length) {
      const made = note("info", fill(words.waiting, { n: rows.length }));
      made.dataset.waiting = rows.length;
      button(made, words.send_now, upload);
      shown.push(made);
    }
    (await FGQueue.answers(data.owner)).filter(own).forEach(function (kept) { shown.push(told(kept)); });
    box.replaceChildren.apply(box, shown);
  }

  function told(kept) {
    if (!kept.problem) {
      const made = note("ok", fill(words.sent, { what: kept.name || kept.reply.number }));
      made.dataset.recorded = kept.reply.id;
      link(made, kept.name || kept.reply.number, kept.reply.url);
      button(made, words.seen, function () { FGQueue.forget(kept.client_id).then(notes); });
      return made;
    }
    const made = note("danger", fill(words.refused, { what: kept.reply.message }));
    if (kept.reply.status === "conflict") {
      button(made, words.seen, function () { FGQueue.forget(kept.client_id).then(notes); });
    } else if (form && kept.item.fields.enterprise === form.elements.enterprise.value) {
      button(made, words.open_again, function () { reopen(kept); });
    } else {
      link(made, words.open_again, kept.item.fields.page);
    }
    return made;
  }

  /* -- the form ------------------------------------------------------------------------------------------------ */

  function read() {
    const said = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && !SKIPPED.includes(name)) {
        said.push([name, value]);
      }
    });
    return said;
  }

  function write(said) {
    const chosen = {};
    said.forEach(function (pair) { (chosen[pair[0]] = chosen[pair[0]] || []).push(pair[1]); });
    Array.from(form.elements).forEach(function (control) {
      const values = chosen[control.name];
      if (!control.name || control.type === "file" || SKIPPED.includes(control.name)) {
        return;
      }
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = Boolean(values && values.includes(control.value));
      } else if (control.multiple) {
        Array.from(control.options).forEach(function (option) { option.selected = Boolean(values && values.includes(option.value)); });
      } else if (values && control.type !== "hidden") {
        control.value = values[0];
      }
    });
  }

  function reopen(kept) {
    write(kept.item.said || []);
    kept.item.files.forEach(function (file) {
      const input = form.elements[file.field];
      if (input) {
        input.dispatchEvent(new CustomEvent("fg:put", { detail: [new File([file.blob], file.name, { type: file.blob.type })] }));
      }
    });
    FGQueue.forget(kept.client_id).then(notes);
    wrong(kept.reply.message);
    save();
  }

  function save() {
    try {
      localStorage.setItem(DRAFT, JSON.stringify({ at: Date.now(), said: read() }));
    } catch (error) {
      /* a full storage keeps no draft */
    }
  }

  function restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(DRAFT) || "null");
      if (kept && Date.now() - kept.at < 86400000 && !form.querySelector(".ev-wrong")) {
        write(kept.said);
        box.prepend(note("info", words.draft));
      }
    } catch (error) {
      localStorage.removeItem(DRAFT);
    }
  }

  function wrong(text) {
    const line = form.querySelector("[data-error]");
    line.hidden = !text;
    line.querySelector("p").textContent = text;
    if (text) {
      line.scrollIntoView({ block: "center" });
      line.focus();
    }
  }

  function wait(text) {
    const line = form.querySelector("[data-wait]");
    line.hidden = !text;
    line.textContent = text;
  }

  /* What must be answered, before anything is kept: every item without an answer is marked, the first one shown. */
  function missing() {
    return Array.from(form.querySelectorAll(".ev-item, .ev-must")).filter(function (item) {
      const radios = Array.from(item.querySelectorAll("input[type=radio]"));
      const single = item.querySelector("input:not([type=radio]):not([type=file])");
      if (radios.length) {
        return radios[0].required && !radios.some(function (radio) { return radio.checked; });
      }
      return single && single.required && !single.value.trim();
    });
  }

  async function go() {
    wrong("");
    const gaps = missing();
    if (gaps.length) {
      wrong(words.missing);
      gaps.forEach(function (item) { item.classList.add("ev-wrong"); });
      gaps[0].scrollIntoView({ block: "center" });
      return;
    }
    wait(words.sending);
    const said = read();
    const fields = {};
    said.forEach(function (pair) { fields[pair[0]] = pair[1]; });
    const files = [];
    for (const input of form.querySelectorAll("input[type=file]")) {
      for (const file of await FGPhoto.files(input)) {
        files.push({ field: input.name, blob: file, name: file.name || "photo.jpg" });
      }
    }
    const item = { client_id: FGQueue.uuid(), name: document.querySelector("h1").textContent.trim(), claimed_at: new Date().toISOString(),
                   to: data.send, said: said, files: files, fields: Object.assign(fields, { page: location.pathname + location.search }) };
    ["client_id", "offline", "at"].forEach(function (name) { delete item.fields[name]; });
    item.fields.many = JSON.stringify(said.filter(function (pair) { return pair[0] === "tips" || pair[0] === "others"; }));
    await FGQueue.addFinding(data.owner, item);
    localStorage.removeItem(DRAFT);
    form.reset();
    form.querySelectorAll("input[type=file]").forEach(function (input) { input.dispatchEvent(new CustomEvent("fg:put", { detail: [] })); });
    const late = new Promise(function (resolve) { window.setTimeout(resolve, ANSWER); });
    await Promise.race([upload(), late]);
    const kept = await FGQueue.answer(item.client_id);
    if (!kept) {
      await notes();
      box.prepend(note("warn", words.kept));
    } else if (kept.problem && kept.reply.status !== "conflict") {
      reopen(kept);
      return;
    } else if (!kept.problem) {
      await FGQueue.forget(item.client_id);
      location.href = kept.reply.url;
      return;
    }
    box.scrollIntoView({ block: "nearest" });
  }

  function thumbs(input) {
    const list = input.parentElement.querySelector(".ev-thumbs");
    return function (files, drop) {
      list.querySelectorAll("img").forEach(function (picture) { URL.revokeObjectURL(picture.src); });
      list.replaceChildren.apply(list, files.map(function (file) {
        const line = document.getElementById("ev-photo").content.firstElementChild.cloneNode(true);
        line.querySelector("img").src = URL.createObjectURL(file);
        line.querySelector("button").addEventListener("click", function () { drop(file); });
        return line;
      }));
    };
  }

  if (form) {
    let busy = false;
    form.querySelectorAll("input[type=file]").forEach(function (input) { FGPhoto.input(input, thumbs(input)); });
    restore();
    form.addEventListener("input", save);
    form.addEventListener("change", function (event) {
      const item = event.target.closest(".ev-wrong");
      if (item) {
        item.classList.remove("ev-wrong");
      }
      save();
    });
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
  }

  window.addEventListener("online", upload);
  upload().catch(function () { direct = true; });
})();
