/* The plan shows the key places of the community that is chosen.
   One tap at a key place: the position of this moment goes with it where the phone gives one at once; nothing is followed. */
(function () {
  "use strict";

  const community = document.querySelector(".nt-plan select[name=community]");
  if (community) {
    community.addEventListener("change", function () {
      document.querySelectorAll(".nt-area").forEach(function (area) {
        area.open = area.dataset.community === community.value || area.querySelector("input:checked") !== null;
      });
    });
  }

  document.querySelectorAll("form[data-night-tick]").forEach(function (form) {
    if (!navigator.geolocation || !window.isSecureContext) {
      return;
    }
    form.addEventListener("submit", function (event) {
      if (form.dataset.located) {
        return;
      }
      event.preventDefault();
      form.dataset.located = "yes";
      const button = event.submitter;
      let gone = false;
      function send() {
        if (!gone) {
          gone = true;
          form.requestSubmit(button);
        }
      }
      /* Whoever leaves the question of the phone unanswered is not kept waiting: its own time begins only after it. */
      window.setTimeout(send, 3000);
      navigator.geolocation.getCurrentPosition(function (found) {
        form.elements.lat.value = found.coords.latitude.toFixed(6);
        form.elements.lng.value = found.coords.longitude.toFixed(6);
        send();
      }, send, { enableHighAccuracy: true, timeout: 2500, maximumAge: 20000 });
    });
  });
}());
