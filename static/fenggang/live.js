/* Open pages stay in step: one event stream a page says which topics changed; elements with data-live are told by the
   DOM event "fg:live" and fetch what they show. Without the stream the same event comes every ten seconds. */
(function () {
  "use strict";

  const script = document.currentScript;
  const port = script.dataset.port;
  const url = (port ? location.protocol + "//" + location.hostname + ":" + port : "") + "/live/stream/";
  const words = { live: script.dataset.wordLive, poll: script.dataset.wordPoll };
  const POLL = 10000;          /* without a stream, everybody looks this often */
  const GATHER = 200;          /* hints within this time are one */
  const PACE = 600;            /* an element is told at most this often (or every data-live-pace ms); the last hint
                                  is never dropped, so no "throttle" is needed on hx-trigger */
  const SILENCE = 40000;       /* the server speaks every 15 s; a longer silence is a dead line */
  const AGAIN = [2000, 5000, 15000, 30000, 60000];

  let source = null;
  let open = false;
  let over = false;            /* the server sent us away: no new try, only polling */
  let heard = 0;
  let failures = 0;
  let retry = null;
  let missed = false;          /* hints may have been lost: look at everything once the stream is back */

  /* Telling the elements */

  const waiting = new Map();   /* element -> timer */
  const told = new WeakMap();  /* element -> when */

  function tell(element, topics) {
    if (waiting.has(element)) {
      return;
    }
    const since = Date.now() - (told.get(element) || 0);
    waiting.set(element, window.setTimeout(function () {
      waiting.delete(element);
      if (element.isConnected) {
        told.set(element, Date.now());
        element.dispatchEvent(new CustomEvent("fg:live", { bubbles: false, detail: { topics: topics } }));
      }
    }, Math.max(GATHER, (Number(element.dataset.livePace) || PACE) - since)));
  }

  function listening() {
    return document.querySelectorAll("[data-live]");
  }

  function tellAll() {
    listening().forEach(function (element) { tell(element, []); });
  }

  function changed(topics) {
    const own = topics.includes("mine");
    listening().forEach(function (element) {
      const wanted = element.dataset.live.split(/\s+/);
      if (own || topics.some(function (topic) { return wanted.includes(topic); })) {
        tell(element, topics);
      }
    });
  }

  /* The stream */

  function show() {
    document.documentElement.dataset.liveMode = open ? "live" : "poll";
    document.querySelectorAll("[data-live-state]").forEach(function (element) {
      element.textContent = open ? words.live : words.poll;
      element.classList.add("fg-badge");
      element.classList.toggle("fg-tone-ok", open);
      element.classList.toggle("fg-tone-warn", !open);
    });
  }

  function set(state) {
    if (open !== state) {
      open = state;
      missed = missed || !state;
      show();
    }
    if (open && missed) {
      missed = false;
      tellAll();
    }
  }

  function stop() {
    window.clearTimeout(retry);
    retry = null;
    if (source) {
      source.close();
      source = null;
    }
    set(false);
  }

  function later() {
    stop();
    if (!over) {
      const wait = AGAIN[Math.min(failures, AGAIN.length - 1)];
      failures += 1;
      retry = window.setTimeout(start, wait * (0.75 + Math.random() / 2));
    }
  }

  function start() {
    if (source || over || !window.EventSource || !listening().length) {
      return;
    }
    window.clearTimeout(retry);
    heard = Date.now();
    source = new EventSource(url, { withCredentials: Boolean(port) });
    const on = function (name, act) {
      source.addEventListener(name, function (event) {
        heard = Date.now();
        act(event);
      });
    };
    on("hello", function (event) {
      failures = 0;
      set(event.data !== "degraded");
    });
    on("changed", function (event) { changed(JSON.parse(event.data)); });
    on("degraded", function () { set(false); });
    on("recovered", function () { missed = true; set(true); });
    on("beat", function () {});
    on("bye", function (event) {
      /* "restart": the server comes back. Anything else: logged out, disconnected, or too many pages of one person. */
      over = event.data !== "restart" && event.data !== "busy";
      later();
      tellAll();
    });
    source.onerror = function () {
      missed = true;
      later();
    };
  }

  window.setInterval(function () {
    if (!open) {
      tellAll();
    }
  }, POLL);
  window.setInterval(function () {
    if (source && Date.now() - heard > SILENCE) {
      missed = true;
      later();
    }
  }, 5000);
  /* A page that comes back from sleep or from the history looks at once. */
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && !open) {
      failures = 0;
      tellAll();
      start();
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      missed = true;
      start();
    }
  });
  window.addEventListener("pagehide", stop);
  window.addEventListener("online", function () {
    failures = 0;
    later();
  });

  /* What a machine asks for renews no session (SE-04): only clicks, keys and the like are a person's doing. */
  document.addEventListener("htmx:configRequest", function (event) {
    const cause = event.detail.triggeringEvent;
    if (cause && cause.type.startsWith("fg:live")) {
      event.detail.headers["X-Background"] = "1";
    }
  });

  /* A part that was answered by the login page is not put in: the page itself goes there, and comes back. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    const place = event.detail.xhr.responseURL;
    if (place && new URL(place).pathname === "/login/" && location.pathname !== "/login/") {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  /* The bell */

  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches("details.fg-bell") && event.target.open && window.htmx) {
      window.htmx.trigger("#fg-bell-panel", "fg:open");
    }
  }, true);

  /* The alarm: banner (from the server), sound, title, until somebody confirms. */

  const title = document.title;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let audio = null;
  let ringing = null;
  let blinking = null;

  function unlock() {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!audio && Context) {
      audio = new Context();
    }
    if (audio && audio.state === "suspended") {
      audio.resume().then(mute, function () {});
    }
    mute();
  }

  function audible() {
    return Boolean(audio) && audio.state === "running";
  }

  function mute() {
    const note = document.querySelector("[data-alarm-mute]");
    if (note) {
      note.hidden = audible();
    }
  }

  function tone(pitch, from) {
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, from);
    gain.gain.exponentialRampToValueAtTime(0.25, from + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + 0.28);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + 0.3);
  }

  function ring() {
    mute();
    if (audible()) {
      [880, 660, 880].forEach(function (pitch, place) { tone(pitch, audio.currentTime + place * 0.32); });
      document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang || 0) + 1);
    }
  }

  function blink(prefix) {
    let on = true;
    document.title = prefix + title;
    if (!calm.matches) {
      blinking = window.setInterval(function () {
        on = !on;
        document.title = (on ? prefix : "") + title;
      }, 1000);
    }
  }

  let sounding = "";

  function alarm() {
    const banner = document.getElementById("fg-alarm");
    const alarms = banner ? banner.dataset.alarms.trim() : "";
    if (alarms === sounding) {
      mute();
      return;
    }
    const fresh = alarms.split(" ").some(function (one) { return one && !sounding.split(" ").includes(one); });
    sounding = alarms;
    if (!alarms || fresh) {
      window.clearInterval(ringing);
      window.clearInterval(blinking);
      document.title = title;
    }
    if (alarms && fresh) {
      ring();
      ringing = window.setInterval(ring, 4000);
      blink(banner.dataset.title);
    }
  }

  /* Not at pointerdown: the note above goes away, the page moves up, and the tap that was meant for a button misses it. */
  document.addEventListener("click", unlock);
  document.addEventListener("keydown", unlock);
  /* The same alarm is not put in again: a screen reader would read it aloud at every look. */
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    const target = event.detail.target;
    const fresh = event.detail.fragment.querySelector && event.detail.fragment.querySelector("#fg-alarm");
    if (target.id === "fg-alarm" && fresh && fresh.dataset.alarms === target.dataset.alarms) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:afterSettle", function () {
    alarm();
    show();
    start();
  });

  alarm();
  show();
  start();
})();
