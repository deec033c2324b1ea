/* A point: its card, the tap, the position of this moment or a photo, the result, and the one tap that closes the card.
   The same code serves the page that a sign opens and the panel in the page of today. */
(function () {
  "use strict";

  const PLACE = { enableHighAccuracy: true, timeout: 8000, maximumAge: 5000 };
  const ANSWER = 12000;       /* ms until "kept on this phone" is said; the queue goes on by itself */

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function show(element, text) {
    element.hidden = false;
    (element.querySelector("span") || element).textContent = text;
  }

  /* One position, asked for by a tap. Resolves to null with a reason when there is none. */
  function position() {
    return new Promise(function (resolve) {
      if (!navigator.geolocation || !window.isSecureContext) {
        resolve({ reason: "no_position" });
        return;
      }
      navigator.geolocation.getCurrentPosition(function (place) {
        resolve({ lat: Number(place.coords.latitude.toFixed(6)), lng: Number(place.coords.longitude.toFixed(6)),
                  accuracy: Math.round(place.coords.accuracy) });
      }, function (error) {
        resolve({ reason: error.code === 1 ? "no_permission" : "no_position" });
      }, PLACE);
    });
  }

  /* spot: { point, token, name, indoor, scanned } */
  function bind(app, holder, spot) {
    const form = holder.querySelector("form[data-check-in]");
    if (!form || form.dataset.bound) {
      return;
    }
    form.dataset.bound = "1";
    const photo = form.querySelector("input[type=file]");
    const area = form.querySelector("[data-photo]");
    const why = form.querySelector("[data-photo-why]");
    const wait = form.querySelector("[data-wait]");
    const anyway = form.querySelector("[data-anyway]");
    const client_id = form.elements.client_id.value || FGQueue.uuid();
    const begun = new Date().toISOString();
    let busy = false;
    let without = false;   /* the second button; older browsers do not say which button sent a form */
    anyway.addEventListener("click", function () { without = true; });

    photo.required = false;
    area.hidden = Boolean(spot.token) && !spot.indoor;
    if (!area.hidden) {
      why.textContent = app.words[spot.token ? "indoor" : "typed"];
    }
    FGPhoto.input(photo, function (files) {
      photo.closest("label").classList.toggle("ph-chosen", files.length > 0);
      form.querySelector("[data-photo-word]").textContent = app.words[files.length ? "photo_chosen" : "take_photo"];
    });

    function ask(reason) {
      area.hidden = false;
      area.classList.add("ph-urgent");
      why.textContent = app.words[reason];
      anyway.hidden = !spot.token;
      wait.hidden = true;
      area.scrollIntoView({ block: "nearest" });
    }

    function rest() {
      busy = false;
      form.removeAttribute("aria-busy");
    }

    async function go(bare) {
      const item = { client_id: client_id, name: spot.name, point: spot.point, token: spot.token || undefined,
                     checkpoint: spot.token ? undefined : spot.point };
      /* The moment of the tap; for the code of a display the moment it was scanned. */
      const rotating = /^[0-9a-z]+-[0-9a-z]+\./.test(spot.token || "");
      item.claimed_at = rotating ? spot.scanned || begun : new Date().toISOString();
      item.method = rotating ? "rotating" : "scan";
      const [taken] = await FGPhoto.files(photo);
      if (taken) {
        item.photo = taken;
        item.method = "photo";
      } else if (!bare && (spot.indoor || !spot.token)) {
        ask(spot.token ? "indoor" : "typed");
        return;
      }
      if (!spot.token) {
        item.method = "photo";
      }
      if (!bare && !(item.photo && spot.indoor)) {
        show(wait, app.words.locating);
        const place = await position();
        if (place.reason && !item.photo) {
          ask(place.reason);
          return;
        }
        Object.assign(item, place.reason ? {} : place);
      }
      show(wait, app.words.sending);
      await FGQueue.addCheckIn(app.owner, item);
      const reply = await answered(app, client_id);
      result(app, holder, spot, client_id, reply);
    }

    form.addEventListener("submit", function (event) {
      if (!app.keeps) {
        return;  /* no storage here: the form goes as it is */
      }
      event.preventDefault();
      delete form.dataset.sent;
      const bare = without;
      without = false;
      if (busy) {
        return;
      }
      busy = true;
      form.setAttribute("aria-busy", "true");
      go(bare).then(rest, function () {
        rest();
        app.keeps = false;
        form.requestSubmit ? form.requestSubmit() : form.submit();
      });
    });
  }

  async function answered(app, client_id) {
    const late = new Promise(function (resolve) { window.setTimeout(resolve, ANSWER); });
    await Promise.race([app.upload(), late]);
    const kept = await FGQueue.answer(client_id);
    return kept ? kept.reply : null;
  }

  function headline(app, reply) {
    if (!reply) {
      return ["info", "kept", app.words.kept];
    }
    if (reply.status === "conflict" || reply.status === "refused") {
      return ["danger", "warn", app.words.refused];
    }
    return reply.counted ? ["ok", "ok", app.words.done] : ["warn", "warn", app.words.not_counted];
  }

  function result(app, holder, spot, client_id, reply) {
    const box = app.mould("result");
    const [tone, picture, text] = headline(app, reply);
    const head = box.querySelector("[data-headline]");
    head.classList.add("fg-tone-" + tone);
    ["ok", "warn", "kept"].forEach(function (name) { head.querySelector("[data-icon-" + name + "]").hidden = name !== picture; });
    head.querySelector("[data-word]").textContent = text;
    head.querySelector("time").textContent = app.clock(reply && reply.at ? new Date(reply.at) : new Date());
    const good = !reply || reply.status === "recorded" || reply.status === "repeated";
    const message = box.querySelector("[data-message]");
    if (!reply) {
      show(message, app.words.kept_more);
    } else if (!good || !reply.counted) {
      show(message, reply.message || "");
    }
    app.visited(spot.point, reply, good);
    const left = reply && reply.duty_id ? reply.left : app.left(spot.point);
    if (good && left !== null) {
      show(box.querySelector("[data-left-word]"), left ? fill(app.words.left, { n: left }) : app.words.left_none);
    }
    /* Why it does not count has been said already. */
    const told = reply && !reply.counted ? ["repeat", "unplanned", "too_old"] : [];
    const flags = (reply && reply.flags || []).filter(function (flag) { return !told.includes(flag); }).map(function (flag) { return app.words["flag_" + flag]; }).filter(Boolean);
    if (flags.length && good) {
      const list = box.querySelector("[data-flags]");
      list.hidden = box.querySelector("[data-flags-note]").hidden = false;
      flags.forEach(function (words) {
        const line = app.mould("flag");
        line.querySelector("span").textContent = words;
        list.append(line);
      });
    }
    const next = app.next(spot.point);
    if (good && next) {
      const line = box.querySelector("[data-next]");
      line.hidden = false;
      line.querySelector("a").textContent = next.name;
      line.querySelector("a").href = next.address;
    }
    closings(app, box, spot, client_id, good);
    const card = holder.querySelector(".ph-card");
    card.querySelectorAll(".ph-why, form, .ph-spot, .ph-back, [data-state]").forEach(function (part) { part.remove(); });
    const only = holder.querySelector(".ph-only");
    if (only) {
      only.remove();
    }
    card.append(box);
    box.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  function closings(app, box, spot, client_id, good) {
    const part = box.querySelector("[data-closings]");
    part.hidden = !good;
    part.addEventListener("click", async function (event) {
      const button = event.target.closest("[data-closing]");
      if (!button) {
        return;
      }
      part.hidden = true;
      const chosen = button.dataset.closing;
      await FGQueue.addClosing(app.owner, client_id, chosen);
      const done = box.querySelector("[data-closed]");
      if (chosen === "nothing") {
        show(done, app.words.closed);
        app.upload();
        return;
      }
      await Promise.race([app.upload(), new Promise(function (resolve) { window.setTimeout(resolve, 4000); })]);
      const kept = await FGQueue.answer(client_id);
      const found = kept && kept.reply.id;
      if (app.finding && found) {
        location.assign(app.finding + "?checkpoint=" + spot.point + "&check_in=" + found + "&closing=" + chosen);
      } else if (app.finding && !kept && !app.report({ checkpoint: spot.point, check_in: client_id, place: spot.name })) {
        show(done, app.words.closed_later);
      } else {
        show(done, app.words.closed);
      }
    });
  }

  /* The card of a point out of what is kept on the phone. */
  function card(app, spot) {
    const box = app.mould("point");
    const known = app.points[spot.point];
    box.querySelector("[data-name]").textContent = spot.name;
    box.querySelector("[data-where]").textContent = known ? [known.code, known.where].filter(Boolean).join(" · ") : "";
    if (!known) {
      show(box.querySelector("[data-state]"), app.words.unknown_offline);
      return box;
    }
    const facts = box.querySelector(".ph-facts");
    if (known.asks && known.asks.length) {
      box.querySelector("[data-ask]").hidden = false;
      box.querySelector("[data-ask-words]").textContent = known.asks.join("；");
    }
    if (known.look_at) {
      show(box.querySelector("[data-look]"), known.look_at);
    }
    if (known.stay) {
      show(box.querySelector("[data-stay]"), fill(app.words.stay, { n: known.stay }));
    }
    if (known.why) {
      const about = { n: known.why.total, days: known.why.days, reach: known.why.reach };
      const calls = box.querySelector("[data-calls]");
      show(calls, fill(app.words[about.n ? "calls" : "calls_none"], about));
      known.why.calls.forEach(function (fold) {
        const badge = document.createElement("span");
        badge.className = "fg-badge fg-tone-muted";
        badge.textContent = fold[0] + " " + fold[1];
        calls.querySelector("span").append(badge);
      });
      known.why.hazards.forEach(function (hazard) {
        const line = app.mould("hazard");
        line.querySelector("span").textContent = hazard[0] + " · " + hazard[1] + " " + fill(app.words.metres, { n: hazard[2] });
        facts.append(line);
      });
    }
    return box;
  }

  window.FGPoint = { bind: bind, card: card, fill: fill };
})();
