// @ts-check
/** The player of the watch page: everything it does beyond the browser's own. */

import { keepCaptions } from "./player-captions.js";
import { clock, element, readData } from "./player-data.js";
import { Files } from "./player-files.js";
import { listenToKeys } from "./player-keys.js";
import { offerNext } from "./player-next.js";
import { note } from "./player-notes.js";
import { keepProgress } from "./player-progress.js";
import { reportFrom } from "./player-report.js";
import { tellDevice } from "./player-session.js";
import { offerSkipping } from "./player-skip.js";
import { offerSounds } from "./player-sounds.js";

const data = readData();
const controller = element("player");
const video = /** @type {HTMLVideoElement} */ (element("video"));

keepCaptions(video, data.chosen, data.me_url);
keepProgress(video, data.progress_url);
listenToKeys(video, controller);
if (data.next) offerNext(video, data.next);
followChapters();
offerSkipping(video, data.chapters);
tellDevice(video, data.next);

const files = new Files(video, data, controller.dataset.hls ?? "");
offerSounds(files.source);
files.begin();
reportFrom(files);

if (data.resume_at_ms > 0) {
  video.addEventListener(
    "loadedmetadata",
    () => {
      note(`Going on at ${clock(data.resume_at_ms / 1000)}`, {
        label: "Start over",
        run: () => { video.currentTime = 0; },
      });
    },
    { once: true },
  );
}

function followChapters() {
  const menu = document.getElementById("chapters");
  menu?.addEventListener("change", () => {
    const value = Number(/** @type {HTMLInputElement} */ (menu).value);
    if (Number.isFinite(value)) video.currentTime = value / 1000;
  });
}
