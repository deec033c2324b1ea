/* The quiz on a phone whose line drops: the answer stays on the page and is sent by itself when there is a network again.
   The station takes every question once, so sending it twice does no harm. Without this file the form works as it is. */
(function () {
  "use strict";

  const AGAIN = 4000;  /* ms between two tries */
  const form = document.querySelector("form[data-quiz]");
  if (!form || !window.fetch) {
    return;
  }
  const lost = form.querySelector("[data-lost]");
  const button = form.querySelector("button[type=submit]");
  let timer = 0;
  let going = false;

  function wait() {
    lost.textContent = form.dataset.wordLost;
    lost.hidden = false;
    window.clearTimeout(timer);
    timer = window.setTimeout(send, AGAIN);
  }

  function send() {
    if (going) {
      return;
    }
    going = true;
    window.clearTimeout(timer);
    fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).then(function (answer) {
      if (answer.ok || answer.status < 500) {
        window.location.assign(form.action);
        return;
      }
      going = false;
      wait();
    }, function () {
      going = false;
      wait();
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    button.disabled = true;
    send();
  });
  window.addEventListener("online", function () {
    if (!lost.hidden) {
      send();
    }
  });
}());
