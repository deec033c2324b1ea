/* A receipt code into the clipboard. The button stays hidden where there is no clipboard; the code can be read and
   written down without it. "fg:fresh" says that a part of the page is new. */
(function () {
  "use strict";

  function show() {
    if (navigator.clipboard && window.isSecureContext) {
      document.querySelectorAll("[data-copy][hidden]").forEach(function (button) { button.hidden = false; });
    }
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) {
      return;
    }
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector("span").textContent = button.dataset.done;
    } catch (error) {
      button.hidden = true;   /* not allowed: the code is still there to be read */
    }
  });
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("fg:fresh", show);
})();
