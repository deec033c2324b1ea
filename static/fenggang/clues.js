/* "I am there now": the position of this moment goes with the clue; without it the place is written. */
(function () {
  "use strict";

  document.querySelectorAll("form[data-here]").forEach(function (form) {
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
        form.elements.place.focus();
      }, { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
    });
  });
}());
