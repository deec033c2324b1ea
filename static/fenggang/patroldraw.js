/* Draw an outline or a line, or place a point, on the map of the patrols. What is drawn is written into the text field
   of the form, which stays the one truth: typing there works as well, and without this file alone. */
(function () {
  "use strict";

  const box = document.querySelector("[data-pm-edit]");
  const tools = window.patrolMap;
  if (!box || !tools) {
    return;
  }
  const kind = box.dataset.pmEdit;
  const field = document.getElementById(box.dataset.target);
  const form = field.form;
  const bar = document.querySelector("[data-pm-tools]");
  const sum = document.querySelector("[data-pm-sum]");
  const MOST = 250; // handles drawn at once
  const map = tools.make(box);
  tools.fit(map, box, tools.read(box.dataset.pm + "-bounds"));
  tools.draw(map, box, tools.read(box.dataset.pm) || []);
  if (bar) {
    bar.hidden = false;
  }

  function rounded(place) {
    return [Math.round(place[0] * 1e6) / 1e6, Math.round(place[1] * 1e6) / 1e6];
  }

  /* The map gives WGS-84; a file chosen before and a Chinese datum no longer hold. */
  function settle() {
    const file = form.querySelector("input[type=file]");
    const datum = form.querySelector("select[name=datum]");
    const gcj = form.querySelector("input[type=checkbox][name=gcj]");
    const remove = form.querySelector("input[type=checkbox][name=remove]");
    if (file) {
      file.value = "";
    }
    if (datum) {
      datum.value = "wgs84";
    }
    [gcj, remove].forEach(function (tick) {
      if (tick) {
        tick.checked = false;
      }
    });
  }

  /* One point: click or drag, the circle shows how far it reaches. */
  if (kind === "point") {
    const radius = form.querySelector("[name=radius]");
    let pin = null;
    let reach = null;

    const put = function (place, write) {
      if (!pin) {
        pin = L.marker(place, {
          draggable: true, keyboard: true, title: box.dataset.pin,
          icon: L.divIcon({ className: "pm-pin", iconSize: [44, 44] })
        }).addTo(map);
        pin.getElement().setAttribute("aria-label", box.dataset.pin);
        reach = L.circle(place, { radius: 50, className: "pm-reach", interactive: false }).addTo(map);
        pin.on("drag", function () { reach.setLatLng(pin.getLatLng()); });
        pin.on("dragend", function () { put([pin.getLatLng().lat, pin.getLatLng().lng], true); });
        pin.getElement().addEventListener("keydown", function (event) {
          const step = steps(event, pin.getLatLng());
          if (step) {
            put(step, true);
          }
        });
      }
      pin.setLatLng(place);
      reach.setLatLng(place).setRadius(Number(radius && radius.value) || 50);
      if (write) {
        const short = rounded(place);
        field.value = short[0].toFixed(6) + ", " + short[1].toFixed(6);
        settle();
      }
    };

    const typed = function () {
      const parts = field.value.split(/[\s,，;；]+/).filter(Boolean).map(Number);
      if (parts.length === 2 && parts.every(Number.isFinite)) {
        const place = parts[0] > 60 ? [parts[1], parts[0]] : parts;
        if (Math.abs(place[0]) <= 90) {
          put(place, false);
          return place;
        }
      }
      return null;
    };

    field.addEventListener("change", function () {
      const place = typed();
      if (place) {
        map.panTo(place, { animate: false });
      }
    });
    if (radius) {
      radius.addEventListener("input", typed);
    }
    map.on("click", function (event) { put([event.latlng.lat, event.latlng.lng], true); });
    const first = typed();
    if (first) {
      map.setView(first, 17, { animate: false });
    }
    return;
  }

  /* Paths: the rings of an outline, the pieces of a line. A ring is kept open here and closed when it is written. */
  const closed = kind === "outline";
  let groups = [];
  let past = [];
  let handles = [];
  let lines = [];

  function parse(text) {
    let given;
    try {
      given = JSON.parse(text);
    } catch {
      return null;
    }
    if (given && given.type === "FeatureCollection" && given.features && given.features.length === 1) {
      given = given.features[0];
    }
    if (given && given.type === "Feature") {
      given = given.geometry;
    }
    if (!given || !Array.isArray(given.coordinates)) {
      return null;
    }
    const turned = function (path) {
      const open = path.map(function (place) { return [Number(place[1]), Number(place[0])]; });
      if (closed && open.length > 1 && String(open[0]) === String(open[open.length - 1])) {
        open.pop();
      }
      return open;
    };
    try {
      if (closed && given.type === "Polygon") {
        return [given.coordinates.map(turned)];
      }
      if (closed && given.type === "MultiPolygon") {
        return given.coordinates.map(function (polygon) { return polygon.map(turned); });
      }
      if (!closed && given.type === "LineString") {
        return [[turned(given.coordinates)]];
      }
      if (!closed && given.type === "MultiLineString") {
        return given.coordinates.map(function (line) { return [turned(line)]; });
      }
    } catch {
      return null;
    }
    return null;
  }

  function written() {
    const least = closed ? 3 : 2;
    const whole = groups.map(function (paths) {
      return paths.filter(function (path) { return path.length >= least; }).map(function (path) {
        const turned = path.map(function (place) { return [rounded(place)[1], rounded(place)[0]]; });
        return closed ? turned.concat([turned[0]]) : turned;
      });
    }).filter(function (paths) { return paths.length; });
    if (!whole.length) {
      return "";
    }
    if (closed) {
      return JSON.stringify(whole.length > 1 ? { type: "MultiPolygon", coordinates: whole } : { type: "Polygon", coordinates: whole[0] });
    }
    const bare = whole.map(function (paths) { return paths[0]; });
    return JSON.stringify(bare.length > 1 ? { type: "MultiLineString", coordinates: bare } : { type: "LineString", coordinates: bare[0] });
  }

  function copy() {
    return JSON.parse(JSON.stringify(groups));
  }

  function keep(before) {
    past.push(before);
    if (past.length > 100) {
      past.shift();
    }
    field.value = written();
    settle();
    show();
  }

  function all() {
    return groups.flat();
  }

  function measure() {
    let total = 0;
    all().forEach(function (path) {
      path.forEach(function (place, index) {
        if (index) {
          total += map.distance(path[index - 1], place);
        }
      });
      if (closed && path.length > 2) {
        total += map.distance(path[path.length - 1], path[0]);
      }
    });
    const corners = all().reduce(function (count, path) { return count + path.length; }, 0);
    if (sum) {
      sum.textContent = sum.dataset.words.replace("{metres}", String(Math.round(total))).replace("{corners}", String(corners));
    }
    const undo = document.querySelector("[data-pm-undo]");
    if (undo) {
      undo.disabled = !past.length;
    }
  }

  function handle(place, css, size, title) {
    const made = L.marker(place, {
      draggable: true, keyboard: css.indexOf("pm-corner") === 0, title: title, zIndexOffset: css === "pm-middle" ? 600 : 900,
      icon: L.divIcon({ className: css, iconSize: [size, size] })
    }).addTo(map);
    if (title) {
      made.getElement().setAttribute("aria-label", title);
    }
    handles.push(made);
    return made;
  }

  /* A focused corner: arrows move it by a metre (with Shift by ten), Delete takes it away. */
  function steps(event, place) {
    const far = (event.shiftKey ? 10 : 1) / 111195;
    const wide = far / Math.cos((place.lat * Math.PI) / 180);
    const ways = { ArrowUp: [far, 0], ArrowDown: [-far, 0], ArrowLeft: [0, -wide], ArrowRight: [0, wide] };
    const way = ways[event.key];
    if (!way) {
      return null;
    }
    event.preventDefault();
    event.stopPropagation();
    return [place.lat + way[0], place.lng + way[1]];
  }

  function redraw() {
    lines.forEach(function (layer) { layer.remove(); });
    lines = groups.map(function (paths) {
      const layer = closed ? L.polygon(paths, { interactive: false, className: "pm-shape pm-draft" })
        : L.polyline(paths, { interactive: false, className: "pm-shape pm-draft-line" });
      return layer.addTo(map);
    });
  }

  function corner(path, index, number) {
    const made = handle(path[index], "pm-corner" + (index ? "" : " pm-corner-first"), 44, box.dataset.corner + " " + number);
    let before = null;
    made.on("dragstart", function () { before = copy(); });
    made.on("drag", function () {
      path[index] = [made.getLatLng().lat, made.getLatLng().lng];
      redraw();
    });
    made.on("dragend", function () { keep(before); });
    made.on("click", function () { drop(path, index); });
    made.getElement().addEventListener("keydown", function (event) {
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        drop(path, index);
        return;
      }
      const step = steps(event, made.getLatLng());
      if (step) {
        const held = copy();
        path[index] = step;
        keep(held);
        const again = Array.from(box.querySelectorAll(".pm-corner"))[number - 1];
        if (again) {
          again.focus();
        }
      }
    });
  }

  function drop(path, index) {
    const before = copy();
    path.splice(index, 1);
    groups = groups.map(function (paths) { return paths.filter(function (one) { return one.length; }); })
      .filter(function (paths) { return paths.length; });
    keep(before);
  }

  /* Between two corners: drag it, and it is one more corner. */
  function middle(path, index) {
    const next = path[(index + 1) % path.length];
    const place = [(path[index][0] + next[0]) / 2, (path[index][1] + next[1]) / 2];
    const a = map.latLngToLayerPoint(path[index]);
    if (a.distanceTo(map.latLngToLayerPoint(next)) < 48) {
      return;
    }
    const made = handle(place, "pm-middle", 36, "");
    let before = null;
    made.on("dragstart", function () {
      before = copy();
      path.splice(index + 1, 0, place);
    });
    made.on("drag", function () {
      path[index + 1] = [made.getLatLng().lat, made.getLatLng().lng];
      redraw();
    });
    made.on("dragend", function () { keep(before); });
    made.on("click", function (event) { add(event.latlng, path, index + 1); });
  }

  function show() {
    redraw();
    handles.forEach(function (one) { one.remove(); });
    handles = [];
    const view = map.getBounds().pad(0.1);
    const seen = all().reduce(function (count, path) { return count + path.filter(function (p) { return view.contains(p); }).length; }, 0);
    let number = 0;
    all().forEach(function (path) {
      path.forEach(function (place, index) {
        if (seen <= MOST && view.contains(place)) {
          number += 1;
          corner(path, index, number);
        }
      });
      path.forEach(function (place, index) {
        if (seen <= MOST / 2 && view.contains(place) && path.length > 1 && (closed || index < path.length - 1)) {
          middle(path, index);
        }
      });
    });
    measure();
  }

  function add(place, path, index) {
    const before = copy();
    if (!groups.length) {
      groups = [[[]]];
    }
    const target = path || groups[groups.length - 1][0];
    target.splice(index === undefined ? spot(target, place) : index, 0, [place.lat, place.lng]);
    keep(before);
  }

  /* A click adds to the end of a line, and to the nearest side of an outline. */
  function spot(path, place) {
    if (!closed || path.length < 3) {
      return path.length;
    }
    const point = map.latLngToLayerPoint(place);
    let best = path.length;
    let least = Infinity;
    path.forEach(function (one, index) {
      const a = map.latLngToLayerPoint(one);
      const b = map.latLngToLayerPoint(path[(index + 1) % path.length]);
      const off = L.LineUtil.pointToSegmentDistance(point, a, b);
      if (off < least) {
        least = off;
        best = index + 1;
      }
    });
    return best;
  }

  function undo() {
    if (past.length) {
      groups = past.pop();
      field.value = written();
      show();
    }
  }

  /* Close to a checkpoint, a line goes through it. */
  const marks = closed ? [] : (tools.read(box.dataset.pm) || []).filter(function (feature) {
    return feature.geometry.type === "Point";
  }).map(function (feature) { return L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]); });

  function snapped(place) {
    const here = map.latLngToLayerPoint(place);
    return marks.find(function (mark) { return map.latLngToLayerPoint(mark).distanceTo(here) <= 16; }) || place;
  }

  map.on("click", function (event) { add(snapped(event.latlng)); });
  map.on("moveend", show);
  field.addEventListener("change", function () {
    const given = parse(field.value);
    if (given || !field.value.trim()) {
      past.push(copy());
      groups = given || [];
      show();
    }
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target.closest(".pm-box")) {
      event.preventDefault();
      undo();
    }
  });
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-pm-undo], [data-pm-clear], [data-pm-from]");
    if (!button) {
      return;
    }
    if (button.hasAttribute("data-pm-undo")) {
      undo();
      return;
    }
    const before = copy();
    groups = button.hasAttribute("data-pm-from") ? [[tools.read(button.dataset.pmFrom)]] : [];
    keep(before);
  });
  groups = parse(field.value) || [];
  show();
})();
