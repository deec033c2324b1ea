/* Photos are made small before they are kept or sent: upright, at most SIDE pixels a side, and drawn anew, so that
   nothing the camera wrote beside the picture (where it was taken, by which phone) leaves this phone. */
(function () {
  "use strict";

  const SIDE = 1600;
  const QUALITY = 0.8;
  const under = new WeakMap();   /* input → the making small that is under way */

  /* The picture upright and unpacked; one that this browser cannot show is refused. */
  async function drawn(file) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch (error) {
      const picture = new Image();   /* older browsers; also formats that only an <img> reads */
      picture.src = URL.createObjectURL(file);
      try {
        await picture.decode();
        return picture;
      } finally {
        URL.revokeObjectURL(picture.src);
      }
    }
  }

  /* A photo of some hundred kilobytes. What is no picture goes as it is: the server says what is wrong with it. */
  async function smaller(file) {
    try {
      const picture = await drawn(file);
      const width = picture.naturalWidth || picture.width;
      const height = picture.naturalHeight || picture.height;
      const scale = Math.min(1, SIDE / Math.max(width, height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(width * scale));
      canvas.height = Math.max(1, Math.round(height * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";   /* JPEG has no glass */
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      if (picture.close) {
        picture.close();
      }
      const made = await new Promise(function (resolve) { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
      return made ? new File([made], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch (error) {
      return file;
    }
  }

  function put(input, files) {
    const carrier = new DataTransfer();
    files.forEach(function (file) { carrier.items.add(file); });
    input.files = carrier.files;
  }

  /* An input whose photos are small as soon as they are chosen, so that a plain form sends small ones, too. A camera
     gives one photo at a time: with ``multiple`` each one is added to those before. ``changed`` is called afterwards. */
  function input(field, changed) {
    let before = [];
    function draw(files) {
      before = files;
      put(field, files);
      changed(files, function (file) { draw(before.filter(function (one) { return one !== file; })); });
    }
    field.addEventListener("change", function () {
      const chosen = Array.from(field.files);
      const kept = field.multiple ? before : [];
      const made = Promise.all(chosen.map(smaller)).then(function (small) { draw(kept.concat(small)); });
      under.set(field, made.catch(function () {}));
    });
    field.addEventListener("fg:put", function (event) { draw(event.detail); });
  }

  /* What the input holds once everything chosen has been made small. */
  async function files(field) {
    await under.get(field);
    return Array.from(field.files);
  }

  window.FGPhoto = { smaller: smaller, input: input, files: files };
})();
