/* A wall screen that shows two pages by turns: after a while it opens the other one, unless the station does not answer. */
(function () {
  "use strict";

  const page = document.querySelector("[data-next]");
  if (!page) {
    return;
  }

  function turn() {
    fetch(page.dataset.next, { method: "HEAD", cache: "no-store" }).then(function (answer) {
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      location.assign(page.dataset.next);
    }).catch(function () {
      window.setTimeout(turn, 10000);
    });
  }

  window.setTimeout(turn, Number(page.dataset.after) * 1000);
})();
