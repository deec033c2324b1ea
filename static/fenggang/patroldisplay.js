/* The code of a display: another one every 15 seconds. A code whose time is over is never left on the screen. */
(function () {
  "use strict";

  const page = document.querySelector("[data-pd]");
  if (!page) {
    return;
  }
  const picture = page.querySelector("svg");
  const path = picture.querySelector("path");
  const lost = page.querySelector(".pd-lost");
  const clock = page.querySelector("[data-pd-clock]");
  const bar = page.querySelector("progress");
  let skew = Date.parse(page.dataset.now) - Date.now();
  let next = performance.now() + Number(page.dataset.next) * 1000;
  let dead = performance.now() + Number(page.dataset.dead) * 1000;
  let asking = false;

  function hide(gone) {
    lost.hidden = !gone;
    picture.style.visibility = gone ? "hidden" : "visible";
  }

  function ask() {
    asking = true;
    const stop = new AbortController();
    const limit = window.setTimeout(function () { stop.abort(); }, 5000);
    fetch(page.dataset.pd, { cache: "no-store", redirect: "error", signal: stop.signal, headers: { "X-Background": "1" } })
      .then(function (answer) {
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        return answer.json();
      })
      .then(function (code) {
        picture.setAttribute("viewBox", "0 0 " + code.side + " " + code.side);
        path.setAttribute("d", code.path);
        next = performance.now() + code.next * 1000;
        dead = performance.now() + code.dead * 1000;
        skew = Date.parse(code.now) - Date.now();
        hide(false);
      })
      .catch(function () {
        next = performance.now() + 3000;
      })
      .finally(function () {
        window.clearTimeout(limit);
        asking = false;
      });
  }

  function tick() {
    const now = performance.now();
    clock.textContent = new Date(Date.now() + skew).toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
    bar.value = Math.max(0, Math.min(15, (next - now) / 1000));
    if (now >= dead) {
      hide(true);
    }
    if (now >= next && !asking) {
      ask();
    }
  }

  window.setInterval(tick, 250);
  tick();
})();
