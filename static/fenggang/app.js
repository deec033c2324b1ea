/* Small conveniences; every page works without them. Served as a file: the CSP allows no inline script. */
(function () {
  "use strict";

  /* Menus and confirmations are <details>: close them on Escape, on a click outside, on [data-dismiss]. */
  function openMenus() {
    return document.querySelectorAll("details.fg-menu[open]");
  }

  function close(menu) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) {
      menu.querySelector("summary").focus();
    }
  }

  document.addEventListener("click", function (event) {
    openMenus().forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) {
      const holder = dismiss.closest("details, dialog, .fg-note");
      if (holder && holder.matches("details")) {
        close(holder);
      } else if (holder && holder.matches("dialog")) {
        holder.close();
      } else if (holder) {
        holder.remove();
      }
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      openMenus().forEach(close);
    }
    /* A confirmation keeps the focus inside until it is answered. */
    const ask = event.key === "Tab" && document.querySelector("details.fg-confirm[open] .fg-ask");
    if (ask) {
      const stops = ask.querySelectorAll("button, textarea, input:not([type=hidden]), a[href]");
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (document.activeElement === edge || !ask.contains(document.activeElement)) {
        event.preventDefault();
        (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
      }
    }
  });

  document.addEventListener("toggle", function (event) {
    const menu = event.target;
    if (menu.matches && menu.matches("details.fg-confirm") && menu.open) {
      const first = menu.querySelector("textarea") || menu.querySelector("[data-dismiss]");
      if (first) {
        first.focus();
      }
    }
  }, true);

  /* The tab being read is scrolled into sight where tabs do not fit. */
  document.querySelectorAll(".fg-tabs .active, .fg-sub-links .active").forEach(function (tab) {
    tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  });

  /* A form is sent once: a second press within one sending does nothing. Without a network it stays where it is. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method.toLowerCase() !== "post" || form.hasAttribute("hx-post")) {
      return;
    }
    if (navigator.onLine === false) {
      event.preventDefault();   /* sent into the void, the page with all that was typed would be gone */
      toast(toasts && toasts.dataset.offline);
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 5000);
  });

  /* htmx errors become a sentence that says what to do; the region is read aloud. */
  const toasts = document.getElementById("fg-toasts");
  const sentences = { 401: "login", 403: "denied", 404: "missing", 409: "conflict", 429: "busy" };

  function toast(text) {
    if (!toasts || !text) {
      return;
    }
    const note = document.createElement("div");
    note.className = "fg-note fg-tone-danger";
    const words = document.createElement("div");
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.dataset.dismiss = "";
    button.textContent = toasts.dataset.close;
    note.append(words, button);
    toasts.replaceChildren(note);
  }

  document.addEventListener("htmx:responseError", function (event) {
    const status = event.detail.xhr.status;
    toast(toasts && toasts.dataset[sentences[status] || "server"]);
  });
  document.addEventListener("htmx:sendError", function () {
    toast(toasts && toasts.dataset.offline);
  });
  document.addEventListener("htmx:timeout", function () {
    toast(toasts && toasts.dataset.offline);
  });

  /* The page of today that a guard's phone keeps (phone/) ends with whoever logs out or hands the phone on; check-ins
     that were not sent yet stay for their owner. */
  document.addEventListener("submit", function (event) {
    const address = event.target.getAttribute("action") || "";
    if (window.caches && (event.target.matches("[data-forget-phone]") || /\/logout\/$|\/me\/phones\//.test(address))) {
      caches.delete("fg-phone-own");
    }
  });

  /* Drafts of reports (intake.js) never outlive the person's session at this computer. */
  document.addEventListener("submit", function (event) {
    if (/\/logout\/$/.test(event.target.getAttribute("action") || "")) {
      [localStorage, sessionStorage].forEach(function (storage) {
        Object.keys(storage).filter((key) => key.startsWith("fg:intake")).forEach((key) => storage.removeItem(key));
      });
    }
  });
})();
