/* Taking a report: keys, what follows from the category, reports near by, a draft that survives, sending in the
   background with the same key until the server has said yes. The page works without all of it. */
(function () {
  "use strict";

  const form = document.getElementById("intake");
  if (!form) {
    return;
  }
  const field = (name) => form.elements[name];
  const status = document.getElementById("iq-status");
  const asks = JSON.parse(document.getElementById("iq-required").textContent);
  const secrets = JSON.parse(document.getElementById("iq-secrets").textContent);

  /* -- draft ------------------------------------------------------------------------------------------------
     Persons and the free text (which may name them) stay in this tab's sessionStorage: they survive a reload and are
     gone with the tab, so the next person at a shared desk computer never finds them. What is not about persons is in
     localStorage, one entry a tab, and survives a crash of the browser. Both go when the report is recorded, when
     "begin anew" is pressed and at log-out (app.js).
     Every tab has its own draft and its own client_key: two calls are taken side by side. The tab's name is in
     sessionStorage only while no page of it is open, so that a tab that is duplicated gets a name of its own. A draft
     whose tab has given no sign of life for a while (a crash) is taken over by the next tab that is opened. */
  const MINE = `fg:intake:${form.dataset.user}:`;
  const TAB = "fg:intake-tab";
  const SIGN = 10000; // ms between two signs of life; browsers slow tabs in the background down to one a minute
  const GONE = 150000; // ms without one
  const OLD = 86400000; // ms; nobody comes back to a draft of yesterday

  function aliveAt(key) {
    return Number(localStorage.getItem(`${key}:alive`)) || 0;
  }

  function drafts() {
    return Object.keys(localStorage).filter((key) => key.startsWith(MINE) && !key.endsWith(":alive"));
  }

  function ownKey() {
    const name = sessionStorage.getItem(TAB);
    sessionStorage.removeItem(TAB);
    if (name && name.startsWith(MINE)) {
      return name;
    }
    drafts().filter((key) => Date.now() - aliveAt(key) > OLD).forEach(function (key) {
      localStorage.removeItem(key);
      localStorage.removeItem(`${key}:alive`);
    });
    const left = drafts().filter((key) => Date.now() - aliveAt(key) > GONE);
    left.sort((one, other) => aliveAt(other) - aliveAt(one));
    const own = new Uint32Array(2);
    return left[0] || MINE + Array.from(crypto.getRandomValues(own)).join("-");
  }

  const KEY = ownKey();

  function alive() {
    if (localStorage.getItem(KEY)) {
      localStorage.setItem(`${KEY}:alive`, String(Date.now()));
    }
  }
  setInterval(alive, SIGN);
  window.addEventListener("pagehide", function () {
    if (!sent) {
      sessionStorage.setItem(TAB, KEY);
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      sessionStorage.removeItem(TAB);
    }
  });
  const PRIVATE = /^(name|phone|note|part)\d*$|^(summary|confidential)$/;
  const NEVER = new Set(["csrfmiddlewaretoken", "main"]);
  let sent = false;

  function forget() {
    localStorage.removeItem(KEY);
    localStorage.removeItem(`${KEY}:alive`);
    sessionStorage.removeItem(KEY);
  }

  /* Drafts of whoever sat here before. */
  Object.keys(localStorage).filter((key) => key.startsWith("fg:intake:") && !key.startsWith(MINE))
    .forEach((key) => localStorage.removeItem(key));
  Object.keys(sessionStorage).filter((key) => key.startsWith("fg:intake:") && key !== KEY)
    .forEach((key) => sessionStorage.removeItem(key));

  function save() {
    if (sent) {
      return;
    }
    const plain = {};
    const own = {};
    new FormData(form).forEach(function (value, name) {
      if (!NEVER.has(name) && typeof value === "string") {
        (PRIVATE.test(name) ? own : plain)[name] = value;
      }
    });
    try {
      localStorage.setItem(KEY, JSON.stringify(plain));
      alive();
      sessionStorage.setItem(KEY, JSON.stringify(own));
      document.getElementById("iq-saved").textContent = form.dataset.saved;
      document.getElementById("iq-discard").hidden = false;
    } catch (error) {
      document.getElementById("iq-saved").textContent = "";
    }
  }

  function restore() {
    let kept = {};
    try {
      kept = { ...JSON.parse(localStorage.getItem(KEY) || "{}"), ...JSON.parse(sessionStorage.getItem(KEY) || "{}") };
    } catch (error) {
      forget();
    }
    if (field("video_round").value !== (kept.video_round || "") && field("video_round").value) {
      /* Opened for a finding of the video patrol: an older draft would hide it. */
      forget();
      return;
    }
    const told = ["place", "category", "summary", "name", "phone"].some((name) => kept[name]);
    if (!told) {
      forget();
      return;
    }
    Object.entries(kept).forEach(function ([name, value]) {
      const control = field(name);
      if (!control) {
        return;
      }
      if (control.type === "checkbox") {
        control.checked = true;
      } else {
        control.value = value;
      }
    });
    field("category").dispatchEvent(new Event("fg:sync"));
    document.getElementById("iq-discard").hidden = false;
    say(form.dataset.restored, "info");
  }

  /* -- words ------------------------------------------------------------------------------------------------ */
  function say(text, tone) {
    status.replaceChildren();
    if (text) {
      const note = document.createElement("div");
      note.className = `fg-note fg-tone-${tone}`;
      note.textContent = text;
      status.append(note);
    }
  }

  function clearErrors() {
    form.querySelectorAll(".iq-error").forEach((element) => element.remove());
    form.querySelectorAll(".is-invalid").forEach((element) => element.classList.remove("is-invalid"));
  }

  function showErrors(errors) {
    clearErrors();
    let first = null;
    Object.entries(errors).forEach(function ([name, texts]) {
      const control = field(name);
      const one = control instanceof RadioNodeList ? control[0] : control;
      if (!one || name === "__all__") {
        return;
      }
      const holder = one.closest(".fg-field");
      const note = document.createElement("div");
      note.className = "fg-field-error iq-error";
      note.textContent = texts.join(" ");
      (holder || one.parentElement).append(note);
      (control instanceof RadioNodeList ? Array.from(control) : [one]).forEach((each) => each.classList.add("is-invalid"));
      form.dispatchEvent(new CustomEvent("fg:error", { detail: name }));
      const fold = one.closest("details");
      if (fold) {
        fold.open = true;
      }
      const target = holder && one.tabIndex < 0 ? holder.querySelector("input[role=combobox]") : one;
      if (!first || (target.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING)) {
        first = target;
      }
    });
    say((errors.__all__ || [form.dataset.marked]).join(" "), "danger");
    if (first) {
      first.focus();
    }
  }

  /* -- sending ---------------------------------------------------------------------------------------------- */
  const button = document.getElementById("iq-send");
  let waiting = false;
  let again = null;

  function hold(text, tone) {
    waiting = false;
    button.disabled = false;
    button.removeAttribute("aria-busy");
    say(text, tone);
  }

  /* Whoever logged in again in another tab has a new token; the one in the form would be refused for ever. */
  function renew() {
    const token = document.cookie.match(/(?:^|;\s*)fg_csrf=([^;]+)/);
    if (token) {
      field("csrfmiddlewaretoken").value = token[1];
    }
  }

  function send() {
    if (waiting || sent) {
      return;
    }
    save();
    renew();
    clearTimeout(again);
    waiting = true;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    say(form.dataset.sending, "info");
    fetch(form.getAttribute("action") || location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
    }).then(function (answer) {
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        hold(form.dataset.expired, "danger");
        return null;
      }
      const known = (answer.headers.get("Content-Type") || "").includes("json");
      if (!known) {
        hold(form.dataset.failed, "danger");
        return null;
      }
      return answer.json().then(function (told) {
        if (told.url) {
          sent = true;
          forget();
          location.assign(told.url);
          return;
        }
        hold("", "info");
        showErrors(told.errors || { __all__: [form.dataset.failed] });
      });
    }).catch(function () {
      hold(form.dataset.away, "danger");
      again = setTimeout(send, 5000);
    });
  }

  window.addEventListener("online", function () {
    if (again) {
      send();
    }
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    send();
  });

  /* -- what follows from the category ---------------------------------------------------------------------- */
  const kindBadge = document.getElementById("iq-kind");
  let graded = Boolean(field("grade").value);

  function follow() {
    const option = field("category").selectedOptions[0];
    const kind = option && option.dataset.kind;
    kindBadge.hidden = !kind;
    if (kind) {
      kindBadge.textContent = option.dataset.path;
      if (!graded) {
        field("grade").value = option.dataset.grade;
      }
      Array.from(field("source").options).forEach(function (source) {
        source.disabled = !asks.sources[kind].includes(source.value);
      });
      if (field("source").selectedOptions[0] && field("source").selectedOptions[0].disabled) {
        field("source").value = asks.sources[kind][0];
      }
    }
    const silent = asks.silent.includes(field("source").value);
    const wanted = new Set(asks.kinds[kind || "call"]);
    ["place", "summary", "name", "phone", "injuries", "weapons"].forEach(function (name) {
      const needed = wanted.has(name) && !(silent && (name === "name" || name === "phone"));
      const control = field(name);
      const one = control instanceof RadioNodeList ? control[0] : control;
      const label = one.closest(".fg-field").querySelector("legend, label");
      label.classList.toggle("required", needed);
    });
  }

  field("category").addEventListener("change", follow);
  field("source").addEventListener("change", follow);
  field("grade").addEventListener("change", function () {
    graded = true;
  });

  /* -- place ------------------------------------------------------------------------------------------------ */
  const near = document.getElementById("iq-near");
  let nearTimer = null;

  function look() {
    clearTimeout(nearTimer);
    nearTimer = setTimeout(function () {
      if (window.htmx && (field("place").value.trim() || field("point").value.trim())) {
        window.htmx.trigger(near, "fg:near");
      }
    }, 350);
  }

  form.addEventListener("fg:place", function (event) {
    const row = event.detail;
    field("spot").value = row.kind === "spot" ? row.id : "";
    field("point").value = row.lat === null ? "" : `${row.lat.toFixed(6)}, ${row.lng.toFixed(6)}`;
    field("area").value = row.lat !== null ? "" : row.grid_id ? `g${row.grid_id}` : row.community_id ? `c${row.community_id}` : "";
    save();
    look();
  });
  field("place").addEventListener("input", function () {
    field("spot").value = "";
    look();
  });
  field("point").addEventListener("input", look);

  const here = document.getElementById("iq-here");
  if (navigator.geolocation && window.isSecureContext) {
    here.hidden = false;
    here.addEventListener("click", function () {
      navigator.geolocation.getCurrentPosition(function (found) {
        field("point").value = `${found.coords.latitude.toFixed(6)}, ${found.coords.longitude.toFixed(6)}`;
        save();
        look();
      }, function () {
        here.disabled = true;
      }, { enableHighAccuracy: true, timeout: 10000 });
    });
  }

  /* -- keys ------------------------------------------------------------------------------------------------- */
  const THREE = { 1: "yes", 2: "no", 3: "unknown", y: "yes", n: "no", u: "unknown" };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
      return;
    }
    /* The same in every browser: Alt and the letter of an access key. */
    const goal = event.altKey && !event.ctrlKey && /^Key[A-Z]$/.test(event.code) &&
      document.querySelector(`[accesskey="${event.code[3].toLowerCase()}"]`);
    if (goal) {
      event.preventDefault();
      goal.focus();
      if (goal.tagName === "BUTTON") {
        goal.click();
      }
      return;
    }
    const at = event.target;
    const typing = at.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (event.key === "?" && !typing) {
      event.preventDefault();
      document.getElementById("iq-keys").showModal();
    }
    if (at.form !== form || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (at.type === "radio" && THREE[event.key] && at.name !== "main") {
      event.preventDefault();
      field(at.name).value = THREE[event.key];
      form.querySelector(`[name=${at.name}]:checked`).focus();
      at.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Enter" && at.matches("input, select")) {
      /* Enter goes on to the next question; only Ctrl+Enter or the button sends. */
      event.preventDefault();
      const stops = Array.from(form.querySelectorAll("input, select, textarea, button")).filter(
        (one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.offsetParent !== null,
      );
      const next = stops[stops.indexOf(at) + 1];
      if (next) {
        next.focus();
      }
    }
  });

  /* "?" is short for unknown. */
  form.addEventListener("change", function (event) {
    if (/^(place|name\d*|phone\d*)$/.test(event.target.name) && /^[?？]$/.test(event.target.value.trim())) {
      event.target.value = "未知";
    }
  });

  /* -- warnings and saving ---------------------------------------------------------------------------------- */
  const warning = document.getElementById("iq-secret");
  let saving = null;
  let begun = Boolean(localStorage.getItem(KEY));
  const loaded = Date.now();
  const opened = Date.parse(field("opened_at").value) || loaded;

  form.addEventListener("input", function () {
    if (!begun) {
      /* The report begins with the first key, not when the page was left open; by the server's clock, as one of this
         computer that runs ahead would have every report refused. */
      begun = true;
      field("opened_at").value = new Date(opened + Date.now() - loaded).toISOString();
    }
    const text = `${field("summary").value} ${field("place").value}`;
    const found = secrets.filter((word) => text.includes(word));
    warning.hidden = found.length === 0;
    warning.querySelector("b").textContent = found.join("、");
    clearTimeout(saving);
    saving = setTimeout(save, 250);
  });
  form.addEventListener("change", save);
  /* At log-out app.js has just removed the draft; leaving the page must not write it again. */
  document.addEventListener("submit", function (event) {
    if (event.target !== form) {
      sent = sent || /\/logout\/$/.test(event.target.getAttribute("action") || "");
    }
  });
  window.addEventListener("pagehide", function () {
    if (begun) {
      save();
    }
  });
  document.getElementById("iq-discard").addEventListener("click", function () {
    sent = true;
    forget();
    location.assign(location.pathname);
  });

  restore();
  follow();
  if (field("place").value.trim()) {
    look();
  }
  field("place").focus();
})();
