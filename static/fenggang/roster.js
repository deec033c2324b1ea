/* The roster's conveniences; every page works without them. */
(function () {
  "use strict";

  /* Today's column and my row come into sight inside the grid; the page itself stays where it is. */
  document.querySelectorAll("[data-roster-grid]").forEach(function (grid) {
    const today = grid.querySelector("#today");
    const me = grid.querySelector("#me");
    const first = grid.querySelector("thead th");
    if (today) {
      grid.scrollLeft = today.offsetLeft - first.offsetWidth - (grid.clientWidth - first.offsetWidth - today.offsetWidth) / 2;
    }
    if (me) {
      const head = grid.querySelector("thead").offsetHeight;
      const top = me.getBoundingClientRect().top - grid.getBoundingClientRect().top + grid.scrollTop;
      if (top + me.offsetHeight > grid.clientHeight) {
        grid.scrollTop = top - head - (grid.clientHeight - head) / 2;
      }
    }
  });

  /* A long select gets a box that narrows it by name, pinyin initials or number. */
  document.querySelectorAll("select[data-narrow]").forEach(function (select) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "form-control ro-narrow";
    box.placeholder = select.dataset.narrow;
    box.setAttribute("aria-label", select.dataset.narrow);
    box.autocomplete = "off";
    select.before(box);
    const all = Array.from(select.querySelectorAll("option"));
    box.addEventListener("input", function () {
      const wanted = box.value.trim().toLowerCase().replace(/\s+/g, "");
      let hit = null;
      all.forEach(function (option) {
        const key = (option.dataset.key || option.textContent).toLowerCase();
        const fits = !wanted || !option.value || key.includes(wanted);
        option.hidden = option.disabled = !fits;
        hit = hit || (fits && option.value && wanted ? option : null);
      });
      select.querySelectorAll("optgroup").forEach(function (group) {
        group.hidden = !Array.from(group.children).some(function (option) { return !option.hidden; });
      });
      if (hit) {
        select.value = hit.value;
      }
    });
  });
})();
