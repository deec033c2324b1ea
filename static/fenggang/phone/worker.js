/* The service worker of /c/: keeps what the pages are drawn with, and the last page of today of whoever holds the phone.
   Nobody else's page is ever kept: a page says whose it is (X-Phone-Owner), and one that does not is thrown away. */
(function () {
  "use strict";

  const FG = self.FG;
  const SHELL = "fg-phone-shell-" + FG.version;
  const OWN = "fg-phone-own";
  const PATIENCE = 5000;   /* ms until a page is drawn from what is kept */

  self.addEventListener("install", function (event) {
    event.waitUntil(caches.open(SHELL).then(function (cache) {
      return cache.addAll(FG.shell);
    }).then(function () { return self.skipWaiting(); }));
  });

  self.addEventListener("activate", function (event) {
    event.waitUntil(renewOwn().then(clean).catch(function () {}).then(function () { return self.clients.claim(); }));
  });

  function renewOwn() {
    return fetch(FG.home, { credentials: "same-origin", cache: "no-store", redirect: "manual" }).then(keepOwn);
  }

  /* Files of an older edition go once the page that names them has been drawn anew. */
  async function clean() {
    const old = (await caches.keys()).filter(function (name) {
      return name.startsWith("fg-phone-shell-") && name !== SHELL;
    });
    return Promise.all(old.map(function (name) { return caches.delete(name); }));
  }

  async function keepOwn(response) {
    const cache = await caches.open(OWN);
    if (response.ok && response.type === "basic" && response.headers.get("X-Phone-Owner")) {
      await cache.put(FG.home, response);
    } else if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
      await caches.delete(OWN);  /* logged out, or not a guard any more */
    }
  }

  async function kept() {
    const own = await caches.match(FG.home, { cacheName: OWN });
    return own || caches.match(FG.offline) || Response.error();
  }

  /* A page: from the network, and after a while without an answer from what is kept; the answer still renews it. */
  function page(event, home) {
    const fetched = fetch(event.request);
    const done = fetched.then(function (response) {
      return home ? keepOwn(response.clone()) : undefined;
    }).catch(function () {});
    event.waitUntil(done);
    let timer;
    const patience = new Promise(function (resolve) {
      timer = setTimeout(function () { resolve(null); }, PATIENCE);
    });
    return Promise.race([fetched, patience]).then(async function (response) {
      clearTimeout(timer);
      if (response && response.status < 500) {
        return response;
      }
      const own = await caches.match(FG.home, { cacheName: OWN });
      return own || fetched.catch(kept);
    }).catch(function () {
      clearTimeout(timer);
      return kept();
    });
  }

  self.addEventListener("fetch", function (event) {
    const request = event.request;
    const address = new URL(request.url);
    if (address.origin !== self.location.origin) {
      return;
    }
    if (request.method !== "GET") {
      if (request.mode === "navigate" && address.pathname.startsWith(FG.home)) {
        event.respondWith(fetch(request).catch(kept));
      }
      return;
    }
    if (request.mode === "navigate") {
      if (address.pathname.startsWith(FG.home)) {
        event.respondWith(page(event, address.pathname === FG.home));
      }
      return;
    }
    if (address.pathname.startsWith(FG.files)) {
      event.respondWith(caches.match(address.pathname).then(function (found) {
        return found || fetch(request);
      }));
    }
  });

  /* A page drawn before the worker was there, or for another person before, asks for its own copy. */
  self.addEventListener("message", function (event) {
    if (event.data === "fg-phone-keep") {
      event.waitUntil(renewOwn().then(function () { event.source.postMessage("fg-phone-kept"); }).catch(function () {}));
    }
  });

  /* Where the browser has Background Sync the queue also leaves with the page closed. */
  self.addEventListener("sync", function (event) {
    if (event.tag === "fg-phone-upload") {
      event.waitUntil(FGQueue.owner().then(function (owner) {
        return owner ? FGQueue.upload({ owner: owner, upload: FG.upload, findings: FG.findings }) : null;
      }).then(async function (got) {
        const windows = await self.clients.matchAll({ type: "window" });
        windows.forEach(function (client) { client.postMessage("fg-phone-queue"); });
        if (got && got.state === "failed") {
          throw new Error("later");
        }
      }));
    }
  });
})();
