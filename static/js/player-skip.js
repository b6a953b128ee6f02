// @ts-check
/** "Skip intro", while a chapter that is one plays. */

import { element } from "./player-data.js";

/** @typedef {import("./player-data.js").Chapter} Chapter */

const WORDS = { intro: "Skip intro", recap: "Skip recap", credits: "Skip credits" };

/**
 * @param {HTMLVideoElement} video
 * @param {Chapter[]} chapters
 */
export function offerSkipping(video, chapters) {
  const button = element("skip");
  /** @type {Chapter | undefined} */
  let now;

  function look() {
    const at = video.currentTime * 1000;
    // A button for its last second would be gone under the hand.
    now = chapters.find(
      (one) => one.skip && one.start_ms <= at && at < one.end_ms - 1000,
    );
    if (now?.skip) button.textContent = WORDS[now.skip];
    button.hidden = !now;
  }

  for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, look);
  button.addEventListener("click", () => {
    if (!now) return;
    video.currentTime = Math.min(now.end_ms / 1000, video.duration);
    button.hidden = true;
    element("player").focus();
  });
}
