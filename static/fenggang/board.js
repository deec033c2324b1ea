/* The board: clocks that go on counting, and the map drawn from the rows of the lists beside it (data-mark).
   Without this file the lists say the same. Served as a file: the CSP allows no inline script. */
(function () {
  "use strict";

  const board = document.getElementById("cm-board");
  if (!board) {
    return;
  }

  /* Clocks. The server's time rules: a screen whose own clock is wrong still counts right. */
  const skew = Date.parse(board.dataset.now) - Date.now();

  function words(seconds) {
    const total = Math.floor(Math.abs(seconds));
    const minutes = Math.floor(total / 60);
    if (minutes < 60) {
      return minutes + ":" + String(total % 60).padStart(2, "0");
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 24) {
      return hours + " " + board.dataset.h + " " + (minutes % 60) + " " + board.dataset.min;
    }
    return Math.floor(hours / 24) + " " + board.dataset.d + " " + (hours % 24) + " " + board.dataset.h;
  }

  function tick() {
    const now = Date.now() + skew;
    board.querySelectorAll("time.cm-clock").forEach(function (clock) {
      const due = clock.dataset.due;
      const seconds = (now - Date.parse(due || clock.dataset.since)) / 1000;
      const text = (due && seconds >= 0 ? "+" : "") + words(due ? seconds : Math.max(seconds, 0));
      if (clock.textContent !== text) {
        clock.textContent = text;
      }
      if (due) {
        clock.parentElement.classList.toggle("cm-late", seconds >= 0);
        clock.parentElement.classList.toggle("cm-soon", seconds < 0 && seconds > -60);
      }
    });
    const wall = board.querySelector("[data-wall-clock]");
    if (wall) {
      wall.textContent = new Date(now).toLocaleTimeString("zh-CN", {
        timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false
      });
    }
  }

  /* A replay stands still; its slider moves the time of the form. */
  const replay = document.querySelector("[data-replay]");
  if (replay) {
    const slide = replay.querySelector("input[type=range]");
    const moment = replay.querySelector("input[type=datetime-local]");
    slide.hidden = false;
    slide.addEventListener("input", function () {
      const minutes = Number(slide.value);
      const time = String(Math.floor(minutes / 60)).padStart(2, "0") + ":" + String(minutes % 60).padStart(2, "0");
      moment.value = moment.value.slice(0, 11) + time;
    });
    slide.addEventListener("change", function () { replay.requestSubmit(); });
  }
  if (!board.hasAttribute("data-still-clock")) {
    window.setInterval(tick, 1000);
    tick();
  }

  document.addEventListener("htmx:afterSwap", tick);

  /* The map. */
  const box = document.getElementById("cm-map");
  if (!box || !window.L) {
    return;
  }
  const still = box.hasAttribute("data-still");
  box.hidden = false;
  box.parentElement.classList.add("cm-drawn");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.name);
  const map = L.map(box, {
    attributionControl: false, zoomControl: false, zoomSnap: 0.25, boxZoom: !still, dragging: !still,
    scrollWheelZoom: !still, doubleClickZoom: !still, touchZoom: !still, keyboard: !still, fadeAnimation: false,
    zoomAnimation: false, markerZoomAnimation: false
  });
  if (!still) {
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  }
  const areas = L.geoJSON(JSON.parse(document.getElementById("cm-areas").textContent), {
    interactive: false,
    style: function (area) {
      return { className: "cm-area cm-area-" + area.properties.kind };
    }
  }).addTo(map);
  areas.eachLayer(function (layer) {
    const area = layer.feature.properties;
    const name = document.createElement("span");
    name.textContent = area.name;
    L.marker(area.middle, {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "cm-name cm-name-" + area.kind, html: name, iconSize: null })
    }).addTo(map);
  });

  /* A box without a size (hidden, not laid out yet) has no view; the first real size gives one. */
  let seen = false;

  function fit() {
    const bounds = areas.getLayers().length ? areas.getBounds() : L.latLngBounds(
      Array.from(board.querySelectorAll("[data-mark]")).map(function (row) {
        return [Number(row.dataset.lat), Number(row.dataset.lng)];
      }));
    map.invalidateSize({ animate: false });
    if (box.clientWidth > 40 && box.clientHeight > 40 && bounds.isValid()) {
      map.fitBounds(bounds, { padding: [8, 8], maxZoom: 18, animate: false });
      seen = true;
    }
  }

  const shapes = {
    incident: "M14 1 27 14 14 27 1 14z",
    crew: "M5 5h18a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z",
    post: "M14 2a12 12 0 1 1 0 24 12 12 0 0 1 0-24z",
    room: "M14 2 26 12v14H2V12z"
  };
  const icons = { crew: "car", post: "walk", room: "home" };
  const svg = "http://www.w3.org/2000/svg";
  const marks = new Map();

  function drawing(row) {
    const kind = row.dataset.mark;
    const holder = document.createElement("span");
    const picture = document.createElementNS(svg, "svg");
    picture.setAttribute("viewBox", "0 0 28 28");
    picture.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg, "path");
    path.setAttribute("d", shapes[kind]);
    picture.append(path);
    holder.append(picture);
    if (row.dataset.text) {
      const text = document.createElement("b");
      text.textContent = row.dataset.text;
      holder.append(text);
    } else {
      const symbol = document.createElementNS(svg, "svg");
      symbol.setAttribute("class", "icon");
      symbol.setAttribute("aria-hidden", "true");
      const use = document.createElementNS(svg, "use");
      use.setAttribute("href", box.dataset.icons + "#ti-" + icons[kind]);
      symbol.append(use);
      holder.append(symbol);
    }
    return holder;
  }

  function looks(row) {
    const tone = Array.from(row.classList).find(function (name) { return name.startsWith("fg-tone-"); });
    return ["cm-mark", "cm-mark-" + row.dataset.mark, tone || "fg-tone-muted", row.dataset.exact ? "" : "cm-vague",
      row.classList.contains("cm-row-late") ? "cm-mark-late" : "",
      row.classList.contains("cm-row-urgent") ? "cm-mark-urgent" : ""].filter(Boolean).join(" ");
  }

  function told(row) {
    const note = document.createElement("div");
    const words = document.createElement("p");
    words.textContent = row.dataset.label;
    note.append(words);
    const link = row.querySelector("a[href]");
    if (link) {
      const open = document.createElement("a");
      open.href = link.href;
      open.textContent = box.dataset.open;
      note.append(open);
    }
    return note;
  }

  /* Marks at one place stand around it. */
  function spread(rows) {
    const places = new Map();
    rows.forEach(function (row) {
      const point = map.latLngToLayerPoint([Number(row.dataset.lat), Number(row.dataset.lng)]);
      const key = Math.round(point.x / 20) + ":" + Math.round(point.y / 20);
      places.set(key, (places.get(key) || []).concat([[row, point]]));
    });
    const found = new Map();
    places.forEach(function (together) {
      together.forEach(function (pair, index) {
        const angle = (2 * Math.PI * index) / together.length;
        const far = together.length > 1 ? 11 + 3 * together.length : 0;
        found.set(pair[0], map.layerPointToLatLng(pair[1].add([far * Math.cos(angle), far * Math.sin(angle)])));
      });
    });
    return found;
  }

  function draw() {
    if (!seen) {
      return;
    }
    const rows = Array.from(board.querySelectorAll("[data-mark]"));
    const places = spread(rows);
    const shown = new Set();
    rows.forEach(function (row) {
      const key = row.dataset.key;
      const look = looks(row) + "|" + (row.dataset.text || "") + "|" + row.dataset.label;
      let mark = marks.get(key);
      shown.add(key);
      if (mark && mark.look === look) {
        mark.pin.setLatLng(places.get(row));
        return;
      }
      const held = mark && mark.pin.getElement() === document.activeElement;
      if (mark) {
        mark.pin.remove();
      }
      const pin = L.marker(places.get(row), {
        title: row.dataset.label, keyboard: !still, interactive: !still, zIndexOffset: row.dataset.mark === "incident" ? 500 : 0,
        icon: L.divIcon({ className: looks(row), html: drawing(row), iconSize: [28, 28] })
      });
      if (!still) {
        pin.bindPopup(function () { return told(row); }, { closeButton: true, autoPan: true });
      }
      pin.addTo(map);
      const element = pin.getElement();
      element.setAttribute("aria-label", row.dataset.label);
      if (still) {
        element.setAttribute("role", "img");
      }
      if (held) {
        element.focus();
      }
      marks.set(key, { pin: pin, look: look });
    });
    marks.forEach(function (mark, key) {
      if (!shown.has(key)) {
        mark.pin.remove();
        marks.delete(key);
      }
    });
  }

  map.on("popupopen", function (event) {
    const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) {
      close.setAttribute("aria-label", box.dataset.close);
    }
    const link = event.popup.getElement().querySelector("p + a");
    if (link) {
      link.focus();
    }
  });
  map.on("zoomend", draw);
  document.addEventListener("htmx:afterSwap", function () {
    draw();
  });
  new ResizeObserver(function () {
    fit();
    draw();
  }).observe(box);
  fit();
  draw();
})();
