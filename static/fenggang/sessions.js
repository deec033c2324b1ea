/* How long the session has been under way. Without this file the page shows when it began. */
(function () {
  "use strict";
  function tick() {
    document.querySelectorAll("[data-since]").forEach(function (holder) {
      const minutes = Math.max(0, Math.floor((Date.now() - new Date(holder.dataset.since).getTime()) / 60000));
      const shown = holder.querySelector("time");
      shown.textContent = Math.floor(minutes / 60) + ":" + String(minutes % 60).padStart(2, "0");
    });
  }
  tick();
  window.setInterval(tick, 15000);
})();
