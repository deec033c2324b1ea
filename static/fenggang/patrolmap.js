/* The map of the patrols: GeoJSON features of the page, and marks of its [data-mark] rows. Without this file the lists
   say the same. Served as a file: the CSP allows no inline script. */
(function () {
  "use strict";

  if (!window.L) {
    return;
  }
  const svg = "http://www.w3.org/2000/svg";
  const shapes = {
    point: "M14 2a12 12 0 1 1 0 24 12 12 0 0 1 0-24z",
    squad: "M5 5h18a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z",
    finding: "M14 1 27 14 14 27 1 14z"
  };

  function read(id) {
    const holder = document.getElementById(id);
    return holder ? JSON.parse(holder.textContent) : null;
  }

  /* A map in a box, still without anything on it. Nothing moves by itself. */
  function make(box) {
    box.hidden = false;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.dataset.name);
    const map = L.map(box, {
      attributionControl: false, zoomControl: false, zoomSnap: 0.25, maxZoom: 20, fadeAnimation: false, zoomAnimation: false,
      markerZoomAnimation: false, bounceAtZoomLimits: false
    });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
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
    return map;
  }

  /* Show some corners once the box has a size, and again when it gets another one before anybody moved the map. */
  function fit(map, box, corners) {
    let touched = false;
    function look() {
      map.invalidateSize({ animate: false });
      if (!touched && box.clientWidth > 40 && box.clientHeight > 40) {
        const bounds = L.latLngBounds(corners || [[39.8, 116.2], [40.0, 116.6]]);
        map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17.5, animate: false });
      }
    }
    look();
    map.on("dragstart", function () { touched = true; });
    box.addEventListener("wheel", function () { touched = true; }, { passive: true });
    box.addEventListener("click", function () { touched = true; });
    new ResizeObserver(look).observe(box);
  }

  function said(box, words, address) {
    const note = document.createElement("div");
    const line = document.createElement("p");
    line.textContent = words;
    note.append(line);
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = box.dataset.open;
      note.append(link);
    }
    return note;
  }

  function drawing(kind, text) {
    const holder = document.createElement("span");
    const picture = document.createElementNS(svg, "svg");
    picture.setAttribute("viewBox", "0 0 28 28");
    picture.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg, "path");
    path.setAttribute("d", shapes[kind] || shapes.point);
    picture.append(path);
    holder.append(picture);
    if (text) {
      const words = document.createElement("b");
      words.textContent = text;
      holder.append(words);
    }
    return holder;
  }

  function mark(map, box, place, options) {
    const still = Boolean(box.dataset.pmStill);
    const pin = L.marker(place, {
      title: options.label, keyboard: !still, interactive: !still, zIndexOffset: options.above ? 500 : 0,
      icon: L.divIcon({ className: ["pm-mark"].concat(options.css || []).join(" "), html: drawing(options.kind, options.text), iconSize: [28, 28] })
    });
    if (!still) {
      pin.bindPopup(function () { return said(box, options.label, options.url); });
    }
    pin.addTo(map);
    pin.getElement().setAttribute("aria-label", options.label);
    if (still) {
      pin.getElement().setAttribute("role", "img");
    }
    return pin;
  }

  /* What does not move: outlines first, lines above them, points on top. */
  function draw(map, box, features) {
    const names = [];
    const order = ["community", "area", "street", "route", "missed", "point"];
    features.slice().sort(function (a, b) {
      return order.indexOf(a.properties.kind) - order.indexOf(b.properties.kind);
    }).forEach(function (feature) {
      const about = feature.properties;
      if (feature.geometry.type === "Point") {
        const css = [about.dim ? "pm-mark-dim" : "", about.tone ? "fg-tone-" + about.tone : "", about.text ? "" : "pm-mark-full"];
        const place = [feature.geometry.coordinates[1], feature.geometry.coordinates[0]];
        if (about.reach) {
          L.circle(place, { radius: about.reach, interactive: false, className: "pm-shape pm-reach" }).addTo(map);
        }
        mark(map, box, place, {
          kind: "point", label: about.label || about.name, text: about.text, url: about.url, css: css.filter(Boolean)
        });
        return;
      }
      const layer = L.geoJSON(feature, {
        interactive: about.kind !== "community" && !box.dataset.pmStill,
        style: function () { return { className: "pm-shape pm-" + about.kind + (about.dim ? " pm-dim" : "") }; }
      }).addTo(map);
      if (about.kind !== "community" && !box.dataset.pmStill) {
        layer.bindPopup(function () { return said(box, about.label || about.name, about.url); });
      }
      if (about.kind === "area" && about.middle) {
        const name = document.createElement("span");
        name.textContent = about.name;
        names.push(L.marker(about.middle, {
          interactive: false, keyboard: false,
          icon: L.divIcon({ className: "pm-label" + (about.dim ? " pm-label-dim" : ""), html: name, iconSize: null })
        }).addTo(map));
      }
    });
    thin(map, names);
    map.on("zoomend resize", function () { thin(map, names); });
  }

  /* A name that would lie on another one waits until there is room for it. */
  function thin(map, names) {
    const taken = [];
    names.forEach(function (one) {
      const element = one.getElement();
      const wide = element.textContent.length * 14;
      const at = map.latLngToLayerPoint(one.getLatLng());
      const free = taken.every(function (other) {
        return Math.abs(other.y - at.y) > 18 || Math.abs(other.x - at.x) > (wide + other.wide) / 2;
      });
      element.classList.toggle("pm-off", !free);
      if (free) {
        taken.push({ x: at.x, y: at.y, wide: wide });
      }
    });
  }

  /* What a list beside the map says of itself: data-mark (kind), -key, -lat, -lng, -label, -text; its tone by class. */
  function follow(map, box) {
    const scope = box.closest("[data-pm-scope]") || document;
    const marks = new Map();
    function look() {
      const shown = new Set();
      scope.querySelectorAll("[data-mark]").forEach(function (row) {
        if (!row.dataset.lat || !row.dataset.lng || row.closest("[hidden]")) {
          return;
        }
        const tone = Array.from(row.classList).find(function (name) { return name.startsWith("fg-tone-"); });
        const link = row.querySelector("a[href]");
        const key = row.dataset.key || row.dataset.mark + row.dataset.label;
        const place = [Number(row.dataset.lat), Number(row.dataset.lng)];
        const face = [row.dataset.mark, row.dataset.text || "", row.dataset.label, tone || "", link ? link.href : "", place].join("|");
        shown.add(key);
        const known = marks.get(key);
        if (known && known.face === face) {
          return;
        }
        const held = known && known.pin.getElement() === document.activeElement;
        if (known) {
          known.pin.remove();
        }
        const pin = mark(map, box, place, {
          kind: row.dataset.mark, label: row.dataset.label, text: row.dataset.text, url: link ? link.href : "", above: true,
          css: [tone || "", row.hasAttribute("data-full") ? "pm-mark-full" : ""].filter(Boolean)
        });
        if (held) {
          pin.getElement().focus();
        }
        marks.set(key, { pin: pin, face: face });
      });
      marks.forEach(function (known, key) {
        if (!shown.has(key)) {
          known.pin.remove();
          marks.delete(key);
        }
      });
    }
    look();
    document.addEventListener("htmx:afterSwap", look);
    document.addEventListener("fg:marks", look);   /* a list that hides rows by itself (beat.js) */
  }

  function start(box) {
    const map = make(box);
    fit(map, box, read(box.dataset.pm + "-bounds"));
    draw(map, box, read(box.dataset.pm) || []);
    follow(map, box);
  }

  window.patrolMap = { make: make, fit: fit, draw: draw, read: read };
  document.querySelectorAll("[data-pm]:not([data-pm-edit])").forEach(start);
  /* A map that came with a fragment of another page. */
  document.addEventListener("htmx:afterSettle", function (event) {
    event.target.querySelectorAll("[data-pm][hidden]:not([data-pm-edit])").forEach(start);
  });
})();
