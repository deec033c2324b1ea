/* The own page: filters without a request, and a list that stays on the screen while there is no network. Without this
   file the filters are links and the list is fetched when the page is opened. */
(function () {
  "use strict";

  const part = document.getElementById("bt-part");
  const net = document.getElementById("bt-net");
  if (!part) {
    return;
  }
  const AGAIN = 15000;   /* ms between two tries while the last one failed */
  let failed = null;
  const wanted = new URLSearchParams(location.search);

  /* -- filters: kind and "only my grid"; the address remembers them, going back finds them again ------------------ */

  function filter() {
    const kind = wanted.get("kind") || "";
    const here = wanted.has("here");
    let shown = 0;
    part.querySelectorAll(".bt-group").forEach(function (group) {
      let some = 0;
      group.querySelectorAll(".bt-task").forEach(function (row) {
        row.hidden = Boolean(kind && row.dataset.kind !== kind) || (here && row.dataset.here !== "1");
        some += row.hidden ? 0 : 1;
      });
      group.hidden = !some;
      shown += some;
    });
    part.querySelectorAll(".bt-chip").forEach(function (chip) {
      const on = "here" in chip.dataset ? here : chip.dataset.kind === kind;
      chip.toggleAttribute("aria-current", false);
      if (on) {
        chip.setAttribute("aria-current", "true");
      }
    });
    const none = part.querySelector(".bt-none");
    if (none) {
      none.hidden = shown > 0;
    }
    document.dispatchEvent(new CustomEvent("fg:marks"));
  }

  function choose(chip) {
    if ("here" in chip.dataset) {
      if (wanted.has("here")) {
        wanted.delete("here");
      } else {
        wanted.set("here", "1");
      }
    } else if (chip.dataset.kind) {
      wanted.set("kind", chip.dataset.kind);
    } else {
      wanted.delete("kind");
    }
    const text = wanted.toString();
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : ""));
    filter();
  }

  /* -- the line that says how old the list is --------------------------------------------------------------------- */

  function say(words) {
    net.querySelector("p").textContent = words;
    net.hidden = !words;
  }

  function stale() {
    const card = part.querySelector("[data-at]");
    say(part.dataset.offline.replace("{time}", card ? card.dataset.at : "—") + " " + part.dataset.hint);
    window.clearTimeout(failed);
    failed = window.setTimeout(again, AGAIN);
  }

  function again() {
    window.clearTimeout(failed);
    failed = null;
    if (window.htmx) {
      part.dispatchEvent(new CustomEvent("fg:again"));
    }
  }

  /* Told here, and not by the toast of app.js as well. */
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    part.addEventListener(name, function (event) {
      const status = event.detail.xhr ? event.detail.xhr.status : 0;
      if (event.target === part && (name !== "htmx:responseError" || status >= 500)) {
        event.stopPropagation();
        stale();
      }
    });
  });
  part.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-Background"] = "1";   /* a list that fetches itself renews no session (SE-04) */
  });
  /* A hot spot's page, or the login, is no list. */
  part.addEventListener("htmx:beforeSwap", function (event) {
    if (event.target === part && !event.detail.xhr.responseText.includes("id=\"agenda\"")) {
      event.detail.shouldSwap = false;
      stale();
    }
  });
  part.addEventListener("htmx:afterSwap", function (event) {
    if (event.target === part) {
      window.clearTimeout(failed);
      failed = null;
      say("");
      filter();
    }
  });
  window.addEventListener("online", again);
  window.addEventListener("offline", stale);

  document.addEventListener("click", function (event) {
    const chip = event.target.closest(".bt-chip");
    if (chip && part.contains(chip)) {
      event.preventDefault();
      choose(chip);
      return;
    }
    /* Leaving for a page that cannot be had would take the list away with it. */
    const link = event.target.closest("a[href]");
    if (link && navigator.onLine === false && !link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      say(part.dataset.needs);
    }
  });

  if (part.querySelector("#agenda")) {
    filter();
  }
  if (navigator.onLine === false) {
    stale();
  }
})();
