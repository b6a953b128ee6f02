// @ts-check
/* A picture that does not come makes room for its stand-in, in the frame the page gave
   it, and is asked for again: it may only have been one too many at once. */

const PAUSES_MS = [3000, 12000];

/** @type {WeakMap<HTMLImageElement, number>} */
const tries = new WeakMap();

/** @param {HTMLImageElement} image */
function failed(image) {
  image.parentElement?.classList.add("picture-failed");
  const count = tries.get(image) ?? 0;
  if (count >= PAUSES_MS.length) return;
  tries.set(image, count + 1);
  setTimeout(() => {
    // The same address again: a browser keeps no failure.
    image.srcset = image.srcset;
  }, PAUSES_MS[count]);
}

/** @param {Event} event */
function pictureOf(event) {
  const image = event.target;
  return image instanceof HTMLImageElement && image.classList.contains("picture-image")
    ? image
    : null;
}

// These events do not bubble, but they pass here on their way down.
document.addEventListener("error", (event) => {
  const image = pictureOf(event);
  if (image) failed(image);
}, true);
document.addEventListener("load", (event) => {
  pictureOf(event)?.parentElement?.classList.remove("picture-failed");
}, true);

for (const image of document.querySelectorAll("img.picture-image")) {
  if (image instanceof HTMLImageElement && image.complete && image.naturalWidth === 0) {
    failed(image);
  }
}
