/* Clocks of timers, the position of one moment, and ticks that survive a refresh of their part. */
(function () {
  "use strict";

  /* The part that shows crews brings this script along each time it is drawn. */
  if (document.documentElement.dataset.dispatch) {
    return;
  }
  document.documentElement.dataset.dispatch = "1";

  /* Clocks count on between two looks at the server. */

  function pad(number) { return String(number).padStart(2, "0"); }

  function span(seconds) {
    const hours = Math.floor(seconds / 3600);
    const rest = pad(Math.floor(seconds / 60) % 60) + ":" + pad(seconds % 60);
    return hours ? hours + ":" + rest : rest;
  }

  function count() {
    document.querySelectorAll("[data-clock]").forEach(function (clock) {
      const seconds = Math.round((Date.parse(clock.dataset.clock) - Date.now()) / 1000);
      if (Math.abs(seconds) >= 2 * 86400) {
        return;
      }
      const late = seconds < 0;
      clock.classList.toggle("fg-tone-danger", late);
      clock.classList.toggle("fg-tone-warn", !late && seconds < 60);
      clock.classList.toggle("fg-tone-info", !late && seconds >= 60);
      clock.firstElementChild.textContent = late ? clock.dataset.late : clock.dataset.left;
      clock.lastElementChild.textContent = span(Math.abs(seconds));
    });
  }

  window.setInterval(count, 1000);

  /* One position with one tap, only while the box is ticked; without one the tap goes on alone. */

  function put(form, name, value) {
    let field = form.querySelector("input[name=" + name + "]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    field.value = value;
  }

  const box = document.getElementById("di-place");
  if (box && navigator.geolocation && window.isSecureContext) {
    box.closest("[hidden]").hidden = false;
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-tap]")) {
      return;  /* app.js has stopped a second press */
    }
    form.setAttribute("aria-busy", "true");
    if (!box || !box.checked || form.querySelector("input[name=lat]")) {
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    const go = function () {
      delete form.dataset.sent;
      form.requestSubmit(button);
    };
    navigator.geolocation.getCurrentPosition(function (place) {
      put(form, "lat", place.coords.latitude.toFixed(6));
      put(form, "lng", place.coords.longitude.toFixed(6));
      go();
    }, function () {
      put(form, "lat", "");
      put(form, "lng", "");
      go();
    }, { enableHighAccuracy: true, timeout: 5000, maximumAge: 30000 });
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-tap]").forEach(function (form) {
      form.removeAttribute("aria-busy");
    });
  });

  /* What is ticked or opened stays so when its part is drawn again. */

  const kept = new WeakMap();

  document.addEventListener("htmx:beforeSwap", function (event) {
    const part = event.detail.target;
    if (part.querySelector && part.querySelector("form[data-sent]")) {
      event.detail.shouldSwap = false;  /* a tap is on its way; the page that answers it shows everything anew */
      return;
    }
    if (part.querySelector && part.querySelector("[data-keep]")) {
      const state = new Map();
      part.querySelectorAll("[data-keep]").forEach(function (element) {
        state.set(element.id, element.matches("details") ? element.open : element.checked);
      });
      kept.set(part, { state: state, focus: document.activeElement && document.activeElement.id });
    }
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    const part = event.detail.target;
    const before = kept.get(part);
    if (before) {
      part.querySelectorAll("[data-keep]").forEach(function (element) {
        if (before.state.has(element.id)) {
          element[element.matches("details") ? "open" : "checked"] = before.state.get(element.id);
        }
      });
      const focused = before.focus && document.getElementById(before.focus);
      if (focused && part.contains(focused)) {
        focused.focus({ preventScroll: true });
      }
      kept.delete(part);
    }
    count();
  });
})();
