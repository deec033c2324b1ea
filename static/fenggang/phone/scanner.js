/* The scanner of the page: the browser's own reader of codes where it has one, else the decoder we serve ourselves. */
(function () {
  "use strict";

  const PACE = 120;   /* ms between two looks */
  const SIGN = /\/c\/([0-9a-z]{1,13}-[0-9a-z]{1,4}(?:\.[0-9a-z]{1,10})?-[A-Za-z0-9_-]{12})$/;
  let detector = null;

  function load(address) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function reader(app) {
    if (detector) {
      return detector;
    }
    if ("BarcodeDetector" in window) {
      const formats = await BarcodeDetector.getSupportedFormats().catch(function () { return []; });
      if (formats.includes("qr_code")) {
        detector = new BarcodeDetector({ formats: ["qr_code"] });
        return detector;
      }
    }
    await load(app.scanner);
    /* Without this the decoder would be fetched from somebody else's server. */
    BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: function (path, folder) {
      return path.endsWith(".wasm") ? app.wasm : folder + path;
    } } });
    detector = new BarcodeDetectionAPI.BarcodeDetector({ formats: ["qr_code"] });
    return detector;
  }

  /* The token in what a code holds, of a sign unless another pattern is given; any host will do, the signature is
     what counts. */
  function token(text, pattern) {
    const found = (pattern || SIGN).exec(text.trim());
    return found ? found[1] : null;
  }

  /* Opens the dialog; calls found(token) once. app: words, scanner and wasm (addresses), pattern where it is no sign. */
  function start(app, found) {
    const dialog = document.getElementById("ph-scanner");
    const video = dialog.querySelector("video");
    const word = dialog.querySelector("[data-word]");
    const torch = dialog.querySelector("[data-torch]");
    let stream = null;
    let over = false;

    function say(name) { word.textContent = app.words[name]; }

    function stop() {
      over = true;
      if (stream) {
        stream.getTracks().forEach(function (track) { track.stop(); });
      }
      video.srcObject = null;
      torch.hidden = true;
      if (dialog.open) {
        dialog.close();
      }
    }

    function light(track) {
      const can = track.getCapabilities ? track.getCapabilities() : {};
      torch.hidden = !can.torch;
      torch.setAttribute("aria-pressed", "false");
      torch.onclick = function () {
        const on = torch.getAttribute("aria-pressed") !== "true";
        track.applyConstraints({ advanced: [{ torch: on }] }).then(function () {
          torch.setAttribute("aria-pressed", String(on));
        }, function () { torch.hidden = true; });
      };
    }

    async function look(codes) {
      while (!over) {
        let seen = [];
        try {
          seen = await codes.detect(video);
        } catch (error) {
          seen = [];
        }
        for (const code of seen) {
          const sign = token(code.rawValue, app.pattern);
          if (sign && !over) {
            if (navigator.vibrate) {
              navigator.vibrate(60);
            }
            stop();
            found(sign);
            return;
          }
          say("scan_foreign");
        }
        await new Promise(function (resolve) { window.setTimeout(resolve, PACE); });
      }
    }

    async function run() {
      say("scan_start");
      if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
        say("scan_missing");
        return;
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" },
                                                             width: { ideal: 1280 }, height: { ideal: 720 } } });
      } catch (error) {
        say(error.name === "NotAllowedError" ? "scan_refused" : "scan_missing");
        return;
      }
      if (over) {
        stop();
        return;
      }
      video.srcObject = stream;
      await video.play();
      light(stream.getVideoTracks()[0]);
      let codes;
      try {
        codes = await reader(app);
      } catch (error) {
        say("scan_missing");
        return;
      }
      say("scan_aim");
      look(codes);
    }

    if (!dialog.showModal) {
      location.hash = "";
      return false;
    }
    dialog.querySelector("[data-close]").onclick = stop;
    dialog.onclose = stop;
    dialog.showModal();
    run().catch(function () { say("scan_missing"); });
    return true;
  }

  window.FGScanner = { start: start, token: token };
})();
