/* Giving a clue from a phone. "I am there now": the position of this moment goes with it, without it the place is
   written. Photos are made small before they go (phone/photo.js). Where the network is gone, what was written stays on
   the page and is sent again by itself: the form's own number makes it one clue, however often it arrives. The form
   works without all of it. */
(function () {
  "use strict";

  const AGAIN = 4000;      /* ms between two tries */
  const PATIENCE = 60000;  /* ms for one try: a photo over a weak network */
  const AWAY = [502, 503, 504];

  function here(form) {
    const button = form.querySelector("[data-here-button]");
    if (!button || !navigator.geolocation || !window.isSecureContext) {
      return;
    }
    const words = button.querySelector("span");
    function found() {
      words.textContent = button.dataset.wordFound;
      button.dataset.found = "yes";
      button.disabled = false;
    }
    button.hidden = false;
    if (form.elements.lat.value) {
      found();
    }
    button.addEventListener("click", function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (here) {
        form.elements.lat.value = here.coords.latitude.toFixed(6);
        form.elements.lng.value = here.coords.longitude.toFixed(6);
        found();
      }, function () {
        words.textContent = button.dataset.wordNone;
        button.disabled = false;
        if (form.elements.place) {
          form.elements.place.focus();
        }
      }, { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
    });
  }

  function enclosures(form) {
    form.classList.add("cl-js");
    form.querySelectorAll(".cl-file").forEach(function (label) {
      const field = label.querySelector("input");
      const count = label.querySelector("[data-count]");
      function shown(files) { count.textContent = files.length ? " " + files.length : ""; }
      if (window.FGPhoto && field.accept.startsWith("image")) {
        FGPhoto.input(field, shown);
      } else {
        field.addEventListener("change", function () { shown(field.files); });
      }
    });
  }

  /* Closed, the line says what is chosen. */
  function who(form) {
    const line = form.querySelector("[data-who]");
    form.querySelectorAll("[name=protection]").forEach(function (choice) {
      choice.addEventListener("change", function () { line.textContent = choice.nextElementSibling.textContent; });
    });
  }

  function stay(event) { event.preventDefault(); }

  /* What the server answered: the clue's own page, or this one with a receipt or with what is still missing. */
  async function turn(got, form) {
    const to = got.headers.get("HX-Redirect") || (got.redirected && got.url);
    window.removeEventListener("beforeunload", stay);
    if (to) {
      window.location.replace(to);
      return;
    }
    const page = new DOMParser().parseFromString(await got.text(), "text/html");
    const fresh = page.getElementById("content");
    if (!fresh) {
      form.submit();   /* no page of ours: the browser shows what it is */
      return;
    }
    document.getElementById("content").replaceWith(document.adoptNode(fresh));
    window.scrollTo(0, 0);
    start();
    document.dispatchEvent(new Event("fg:fresh"));
    carry(form, document.querySelector("form[data-give]"));
  }

  /* Photos and voice notes stay with a form that is shown again. */
  function carry(from, to) {
    ["photos", "voice"].forEach(function (name) {
      const files = from.elements[name].files;
      if (to && files.length) {
        to.elements[name].files = files;
        to.elements[name].dispatchEvent(new Event("change"));
      }
    });
  }

  function sending(form) {
    const note = form.querySelector("[data-sending]");
    const button = form.querySelector("[type=submit]");
    let timer = null;
    let busy = false;

    function say(word, tone) {
      note.hidden = false;
      note.textContent = note.dataset[word];
      note.classList.toggle("fg-tone-warn", tone === "warn");
      note.classList.toggle("fg-tone-info", tone !== "warn");
    }

    async function send() {
      if (busy) {
        return;
      }
      busy = true;
      window.clearTimeout(timer);
      try {
        const gone = new AbortController();
        const patience = window.setTimeout(function () { gone.abort(); }, PATIENCE);
        const got = await fetch(window.location.href, {
          method: "POST", body: new FormData(form), credentials: "same-origin", signal: gone.signal,
          headers: { "HX-Request": "true" },
        });
        window.clearTimeout(patience);
        if (AWAY.includes(got.status)) {
          throw new Error(String(got.status));
        }
        window.removeEventListener("online", send);
        await turn(got, form);
      } catch (error) {
        say("wordWaits", "warn");
        timer = window.setTimeout(send, AGAIN);
      } finally {
        busy = false;
      }
    }

    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      if (button.disabled) {
        return;
      }
      button.disabled = true;
      say("wordNow", "info");
      window.addEventListener("beforeunload", stay);
      window.addEventListener("online", send);
      if (window.FGPhoto) {
        await FGPhoto.files(form.elements.photos);
      }
      send();
    });
  }

  function start() {
    document.querySelectorAll("form[data-here]").forEach(here);
    document.querySelectorAll("form[data-photos]").forEach(enclosures);
    document.querySelectorAll("form[data-give]").forEach(function (form) {
      enclosures(form);
      who(form);
      sending(form);
    });
  }

  start();
}());
