// @ts-check
/** How far the person is, told to the hub every few seconds and whenever it matters. */

import { tell } from "./player-data.js";

const EVERY_MS = 10_000;

/**
 * @param {HTMLVideoElement} video
 * @param {string} url
 */
export function keepProgress(video, url) {
  let told = -1;
  let begun = false;

  /** @param {boolean} [finished] */
  function report(finished) {
    const length = Math.round(video.duration * 1000);
    const position = Math.min(Math.round(video.currentTime * 1000), length);
    if (!begun || !Number.isFinite(length) || length < 1) return;
    if (position === told && !finished) return;
    told = position;
    void tell("PUT", url, {
      position_ms: position,
      duration_ms: length,
      ...(finished ? { finished: true } : {}),
    });
  }

  video.addEventListener("playing", () => {
    begun = true;
  });
  video.addEventListener("pause", () => {
    if (!video.ended) report();
  });
  video.addEventListener("seeked", () => report());
  video.addEventListener("ended", () => report(true));
  setInterval(() => {
    if (!video.paused && !video.seeking) report();
  }, EVERY_MS);
  addEventListener("pagehide", () => report());
}
