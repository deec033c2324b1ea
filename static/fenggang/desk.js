/* The desk of rewards: the code on the other phone by this page's camera, with the scanner of the patrols' phone. */
(function () {
  "use strict";

  const RESERVATION = /[?&]code=([A-Z0-9]{10})$/;
  const button = document.querySelector("[data-scan]");
  const app = JSON.parse(document.getElementById("desk-scanner").textContent);
  app.pattern = RESERVATION;

  if (navigator.mediaDevices && "showModal" in document.getElementById("ph-scanner")) {
    button.hidden = false;
    button.addEventListener("click", function () {
      FGScanner.start(app, function (code) {
        const field = document.querySelector("input[name=code]");
        field.value = code;
        field.form.submit();
      });
    });
  }
})();
