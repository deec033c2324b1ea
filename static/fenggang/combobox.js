/* Choose by typing: a combobox over a plain <select data-combobox> (WAI-ARIA 1.2, list autocomplete), and places
   suggested for a plain <input data-suggest>. Without this script both work as what they are. */
(function () {
  "use strict";

  const MOST = 10;
  let count = 0;

  function make(tag, attributes, parent) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (parent) {
      parent.append(element);
    }
    return element;
  }

  /* A list below an input: opened, walked with arrows, taken with Enter or Tab, left with Escape. */
  function listBelow(input, show, take) {
    const id = `fg-list-${++count}`;
    const holder = make("div", { class: "fg-combo" });
    input.before(holder);
    holder.append(input);
    const list = make("ul", { class: "fg-combo-list", id: id, role: "listbox", hidden: "" }, holder);
    list.setAttribute("aria-label", input.labels && input.labels[0] ? input.labels[0].textContent.trim() : "");
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
      autocomplete: "off", spellcheck: "false" }).forEach(([name, value]) => input.setAttribute(name, value));
    let rows = [];
    let at = -1;

    function mark(place) {
      at = place;
      Array.from(list.children).forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
      const item = list.children[at];
      if (item) {
        input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      at = -1;
    }

    function open(found, first) {
      rows = found;
      list.replaceChildren();
      rows.forEach((row, number) => {
        const item = make("li", { role: "option", id: `${id}-${number}`, "aria-selected": "false" }, list);
        show(item, row);
        item.addEventListener("mousedown", function (event) {
          event.preventDefault();
          take(row);
          close();
        });
      });
      list.hidden = rows.length === 0;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      mark(rows.length && first ? 0 : -1);
    }

    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      if (list.hidden) {
        if (event.key === "ArrowDown") {
          event.preventDefault();
          input.dispatchEvent(new Event("fg:open"));
        }
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((at + step + rows.length) % rows.length);
      } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) {
        if (event.key === "Enter") {
          event.preventDefault();
          event.stopPropagation();
        }
        take(rows[at]);
        close();
      } else if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    });
    input.addEventListener("blur", close);
    return { open, close };
  }

  /* Ranks as stations.catalogue.readings does; 0 is best, -1 does not fit. */
  function rank(row, typed) {
    const steps = [
      row.code === typed || row.initials === typed || row.name === typed,
      row.name.startsWith(typed) || row.initials.startsWith(typed),
      row.pinyin.startsWith(typed),
      row.name.includes(typed) || row.initials.includes(typed),
      row.code.startsWith(typed) || row.path.includes(typed),
      row.pinyin.includes(typed),
      inOrder(row.path, typed),
    ];
    return steps.indexOf(true);
  }

  /* 遗失手机 finds 遗失财物 / 手机. */
  function inOrder(path, typed) {
    let from = 0;
    return typed.length > 1 && !/^[\x00-\x7f]*$/.test(typed) && Array.from(typed).every(function (letter) {
      const at = path.indexOf(letter, from);
      from = at + 1;
      return at >= 0;
    });
  }

  /* What is typed is looked for in: codes and pinyin where the options carry them (categories), else their words,
     below the label of their group (people). */
  function rowsOf(select) {
    const options = Array.from(select.options).filter((option) => option.value);
    const coded = options.filter((option) => option.dataset.code);
    if (!coded.length) {
      return options.map(function (option) {
        const group = option.parentElement.label;
        const name = option.text.trim();
        return { value: option.value, name: name, path: group ? `${group} / ${name}` : name, pinyin: "", code: "",
          initials: "", level: 1, leaf: true };
      });
    }
    const parents = new Set(coded.map((option) => option.dataset.path.split(" / ").slice(0, -1).join(" / ")));
    return coded.map((option) => ({
      value: option.value, name: option.dataset.name, path: option.dataset.path, pinyin: option.dataset.pinyin,
      code: option.dataset.code.toLowerCase(), initials: option.dataset.initials, level: Number(option.dataset.level),
      leaf: !parents.has(option.dataset.path),
    }));
  }

  function choose(select) {
    const rows = rowsOf(select);
    const input = make("input", { type: "text", class: select.className.replace("form-select", "form-control"),
      id: `${select.id}_typed` });
    const label = select.labels[0];
    if (select.accessKey) {
      input.accessKey = select.accessKey;
      select.removeAttribute("accesskey");
    }
    select.before(input);
    if (label) {
      label.htmlFor = input.id;
    }
    select.classList.add("visually-hidden");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    const list = listBelow(input, function (item, row) {
      make("b", {}, item).textContent = row.name;
      const above = row.path.split(" / ").slice(0, -1).join(" / ");
      make("span", {}, item).textContent = [above, row.code.toUpperCase()].filter(Boolean).join(" · ");
    }, function (row) {
      select.value = row.value;
      input.value = row.name;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });

    function chosen() {
      return rows.find((row) => row.value === select.value);
    }

    function search(all) {
      const typed = all ? "" : input.value.trim().toLowerCase().replace(/\s/g, "");
      const found = rows.map((row) => [typed ? rank(row, typed) : row.level === 1 ? 0 : -1, row])
        .filter((pair) => pair[0] >= 0)
        .sort((a, b) => a[0] - b[0] || Number(b[1].leaf) - Number(a[1].leaf) || a[1].level - b[1].level ||
          (a[1].code < b[1].code ? -1 : 1));
      list.open(found.slice(0, typed ? MOST : 30).map((pair) => pair[1]), typed !== "");
    }

    input.addEventListener("input", function () {
      select.value = "";
      search(false);
    });
    input.addEventListener("fg:open", () => search(true));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", function () {
      const row = chosen();
      input.value = row ? row.name : input.value;
      input.classList.toggle("is-invalid", !row && input.value !== "");
      if (row) {
        input.classList.remove("is-invalid");
      }
    });
    select.addEventListener("fg:sync", function () {
      input.value = chosen() ? chosen().name : "";
    });
    input.value = chosen() ? chosen().name : "";
    select.closest("form").addEventListener("fg:error", function (event) {
      if (event.detail === select.name) {
        input.classList.add("is-invalid");
      }
    });
  }

  function suggest(input) {
    let timer = null;
    let asked = 0;
    input.removeAttribute("list");
    const list = listBelow(input, function (item, row) {
      make("b", {}, item).textContent = row.name;
      make("span", {}, item).textContent = [row.address, row.area].filter(Boolean).join(" · ");
    }, function (row) {
      input.value = row.name;
      input.dispatchEvent(new CustomEvent("fg:place", { bubbles: true, detail: row }));
    });

    function ask() {
      const number = ++asked;
      fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`,
        { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { results: [] }))
        .then(function (answer) {
          if (number === asked && document.activeElement === input) {
            list.open(answer.results, false);
          }
        })
        .catch(() => list.close());
    }

    input.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    input.addEventListener("fg:open", ask);
  }

  document.querySelectorAll("select[data-combobox]").forEach(choose);
  document.querySelectorAll("input[data-suggest]").forEach(suggest);
})();
