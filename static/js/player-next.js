// @ts-check
/** The next episode: offered near the end, begun by itself after it. */

import { element } from "./player-data.js";

const OFFER_SECONDS = 20;
const COUNT_SECONDS = 10;

/**
 * @param {HTMLVideoElement} video
 * @param {{url: string}} next
 */
export function offerNext(video, next) {
  const card = element("next");
  const counter = element("next-in");
  let stay = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let counting;

  function stop() {
    clearInterval(counting);
    counting = undefined;
    counter.textContent = "";
  }

  function count() {
    let left = COUNT_SECONDS;
    counter.textContent = ` in ${left}`;
    counting = setInterval(() => {
      left -= 1;
      counter.textContent = ` in ${left}`;
      if (left > 0) return;
      stop();
      location.assign(next.url);
    }, 1000);
  }

  element("next-stay").addEventListener("click", () => {
    stay = true;
    stop();
    card.hidden = true;
  });
  video.addEventListener("timeupdate", () => {
    const left = video.duration - video.currentTime;
    // Short films have no end worth naming.
    const near = left <= OFFER_SECONDS && video.duration > 4 * OFFER_SECONDS;
    card.hidden = stay || !(near || video.ended);
    if (!video.ended) stop();
  });
  video.addEventListener("ended", () => {
    if (stay) return;
    card.hidden = false;
    stop();
    count();
  });
}
