/* The day sheet of crews works without this: a person is a radio button, a place is a submit button.
   Here: Escape lets go of the chosen person, tapping the chosen one again does too, and a change made on another
   screen does not redraw the sheet while somebody is being moved. */
(function () {
  "use strict";

  let held = null;

  function chosen() {
    return document.querySelector('.cr-form input[name="pick"]:checked');
  }

  document.addEventListener("pointerdown", function (event) {
    const chip = event.target.closest("label.cr-chip");
    const input = chip && chip.querySelector("input");
    held = input && input.checked ? input : null;
  });

  document.addEventListener("click", function (event) {
    if (held && event.target === held) {
      held.checked = false;
      held = null;
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && chosen()) {
      chosen().checked = false;
    }
    /* Enter on a person would press the form's first button. */
    if (event.key === "Enter" && event.target.matches('.cr-form input[name="pick"]')) {
      event.preventDefault();
    }
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.id === "cr-sheet" && chosen()) {
      event.preventDefault();
    }
  });
})();
