/* Tick all signs at once. Without this file each is ticked by itself, or all are printed by their own button. */
(function () {
  "use strict";

  const all = document.querySelector("[data-tick-all]");
  if (!all) {
    return;
  }
  all.hidden = false;
  all.addEventListener("change", function () {
    all.form.querySelectorAll("input[name=point]").forEach(function (one) { one.checked = all.checked; });
  });
})();
