// @ts-check
/** Captions: shown as the person chose last, on whatever device, and remembered. */

import { tell } from "./player-data.js";
import { note } from "./player-notes.js";

const OFF = "off";

/**
 * @param {HTMLVideoElement} video
 * @param {string} chosen a key, or "off"
 * @param {string} meUrl
 */
export function keepCaptions(video, chosen, meUrl) {
  const tracks = [...video.querySelectorAll("track")].filter(
    (track) => track.kind === "subtitles",
  );
  if (tracks.length === 0) return;
  for (const track of tracks) {
    track.addEventListener("error", () => {
      note(`${track.label} captions cannot be loaded right now.`);
    });
    track.track.mode = track.dataset.key === chosen ? "showing" : "disabled";
  }
  let kept = chosen;
  video.textTracks.addEventListener("change", () => {
    const now = shown(tracks);
    if (now === kept) return;
    kept = now;
    void tell("PATCH", meUrl, { captions: now });
  });
}

/** @param {HTMLTrackElement[]} tracks */
function shown(tracks) {
  const track = tracks.find((one) => one.track.mode === "showing");
  return track?.dataset.key ?? OFF;
}
