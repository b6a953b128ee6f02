// @ts-check
/** The link to report a problem: it says where the film was, and what went wrong. */

import { element } from "./player-data.js";

/** @typedef {import("./player-files.js").Files} Files */

const LONGEST = 400;

/** @param {Files} files */
export function reportFrom(files) {
  const link = /** @type {HTMLAnchorElement} */ (element("report-link"));
  // Whichever way it is opened: by a click, by the keyboard, in another tab.
  for (const name of ["pointerdown", "focus", "click"]) {
    link.addEventListener(name, () => { link.href = reportUrl(files); });
  }
  link.addEventListener("click", () => files.video.pause());
}

/**
 * The form, with what the player knows.
 * @param {Files} files
 * @param {string} [trouble] what the person was told
 */
export function reportUrl(files, trouble) {
  const { video } = files;
  const said = [trouble, video.error && `error ${video.error.code}: ${video.error.message}`];
  const known = new URLSearchParams();
  known.set("at", String(Math.round((video.currentTime || files.position) * 1000)));
  if (files.played) known.set("file", files.played.file);
  const words = said.filter(Boolean).join(" ").slice(0, LONGEST);
  if (words) known.set("said", words);
  if (trouble) known.set("kind", "playback");
  return `${files.data.report_url}?${known}`;
}
