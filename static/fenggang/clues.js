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
    button.hidden = false;
    button.addEventListener("click", function () {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(function (found) {
        form.elements.lat.value = found.coords.latitude.toFixed(6);
        form.elements.lng.value = found.coords.longitude.toFixed(6);
        words.textContent = button.dataset.wordFound;
        button.dataset.found = "yes";
        button.disabled = false;
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
      if (window.FGPhoto && field.name === "photos") {
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

  /* The page that answered, in place of this one. */
  function turn(address, page) {
    window.removeEventListener("beforeunload", stay);
    window.history.replaceState(null, "", address);
    document.open();
    document.write(page);
    document.close();
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
        });
        const page = await got.text();
        window.clearTimeout(patience);
        if (AWAY.includes(got.status)) {
          throw new Error(String(got.status));
        }
        turn(got.url, page);
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

  document.querySelectorAll("form[data-here]").forEach(here);
  document.querySelectorAll("form[data-give]").forEach(function (form) {
    enclosures(form);
    who(form);
    sending(form);
  });
}());
