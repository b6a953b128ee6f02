// @ts-check
/** The keyboard, wherever the focus is: space, arrows, f, m, c, s; ? says them. */

import { element } from "./player-data.js";
import { note } from "./player-notes.js";

const STEP_SECONDS = 10;
const STEP_VOLUME = 0.1;
const HELP =
  "Space plays and pauses, \u2190 \u2192 seek, \u2191 \u2193 volume, "
  + "M mutes, C captions, S skips an intro, F full screen.";
/** These use some of the keys themselves. */
const OWN_KEYS = "button, a, input, select, textarea, media-chrome-menu, media-captions-menu, media-playback-rate-menu";
const BUTTONS = "media-chrome-button, [role=button], [role=slider]";

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} controller
 */
export function listenToKeys(video, controller) {
  /** @type {Record<string, () => void>} */
  const deeds = {
    " ": () => toggle(video),
    k: () => toggle(video),
    ArrowLeft: () => seek(video, -STEP_SECONDS),
    ArrowRight: () => seek(video, STEP_SECONDS),
    ArrowUp: () => louder(video, STEP_VOLUME),
    ArrowDown: () => louder(video, -STEP_VOLUME),
    f: () => press(controller, "media-fullscreen-button"),
    m: () => { video.muted = !video.muted; },
    c: () => toggleCaptions(controller),
    s: () => { if (!element("skip").hidden) element("skip").click(); },
    "?": () => note(HELP),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(OWN_KEYS)) return;
    if (event.key.length > 1 || event.key === " ") {
      // A focused button is pressed with the space bar, a slider moved with arrows.
      if (target !== controller && target.closest(BUTTONS)) return;
      if (target.tagName.startsWith("MEDIA-") && target !== controller) return;
    }
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

/** @param {HTMLVideoElement} video */
function toggle(video) {
  if (video.paused) video.play().catch(() => {});
  else video.pause();
}

/**
 * @param {HTMLVideoElement} video
 * @param {number} seconds
 */
function seek(video, seconds) {
  if (!Number.isFinite(video.duration)) return;
  video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), video.duration);
}

/**
 * @param {HTMLVideoElement} video
 * @param {number} step
 */
function louder(video, step) {
  video.volume = Math.min(1, Math.max(0, video.volume + step));
  if (step > 0) video.muted = false;
}

/**
 * @param {HTMLElement} controller
 * @param {string} name
 */
function press(controller, name) {
  const found = controller.querySelector(name);
  if (found instanceof HTMLElement) found.click();
}

/** @param {HTMLElement} controller */
function toggleCaptions(controller) {
  controller.dispatchEvent(
    new CustomEvent("mediatogglesubtitlesrequest", { bubbles: true, composed: true }),
  );
}
