// @ts-check
/**
 * Which of a title's files plays in this browser, and which stands in when it stops.
 *
 * The order is the hub's.  A file is passed over only where the browser is sure that it
 * cannot play it.  Another file goes on at the same second, by itself where it is the
 * same cut; where it is not, the person is asked.
 */

import { clock } from "./player-data.js";
import { endTrouble, note, tellTrouble } from "./player-notes.js";
import { reportUrl } from "./player-report.js";

/** @typedef {import("./player-data.js").PlayableFile} PlayableFile */
/** @typedef {import("./player-data.js").PlayerData} PlayerData */

/** A wait longer than this is looked into. */
const PATIENCE_MS = 7000;
/** As on the hub: what differs by less is the same cut. */
const SAME_CUT_SECONDS = 1;
/** Containers a browser may play although it does not say so. */
const UNSURE = ["mkv", "mov", null];

export class Files {
  /**
   * @param {HTMLVideoElement} video
   * @param {PlayerData} data
   */
  constructor(video, data) {
    this.video = video;
    this.data = data;
    this.left = inOrder(video, data.files);
    /** @type {PlayableFile | null} */
    this.file = null;
    /** The one that played last, also after it was given up.
     * @type {PlayableFile | null} */
    this.played = null;
    /** @type {number | null} */
    this.duration = null;
    this.position = data.resume_at_ms / 1000;
    this.wanted = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    video.addEventListener("error", () => this.lookInto());
    for (const name of ["waiting", "stalled"]) {
      video.addEventListener(name, () => this.waitALittle());
    }
    for (const name of ["playing", "pause", "canplay"]) {
      video.addEventListener(name, () => clearTimeout(this.waiting));
    }
    video.addEventListener("loadedmetadata", () => this.arrived());
    video.addEventListener("timeupdate", () => {
      if (video.currentTime > 0) this.position = video.currentTime;
    });
  }

  /** Begin with the best file, or say why there is none. */
  begin() {
    const first = this.left.shift();
    if (first) this.load(first);
    else this.refuse();
  }

  /** @param {PlayableFile} file */
  load(file) {
    endTrouble();
    this.file = file;
    this.played = file;
    this.video.src = file.url;
    this.waitALittle();
    if (this.wanted) this.play();
  }

  play() {
    // A browser may want a tap first; the button is there.
    this.video.play().catch(() => {});
  }

  arrived() {
    clearTimeout(this.waiting);
    const { video } = this;
    const length = video.duration;
    const other = this.duration !== null && Math.abs(length - this.duration) > SAME_CUT_SECONDS;
    if (this.position > 0 && this.position < length - 1) video.currentTime = this.position;
    if (other && this.file?.same_cut !== true) {
      video.pause();
      tellTrouble(
        `The copy on ${this.file?.server} is another cut: the same second may be another scene.`,
        [
          { label: "Go on here", primary: true, run: () => this.play() },
          { label: "From the start", run: () => { video.currentTime = 0; this.play(); } },
        ],
      );
    }
    this.duration = length;
  }

  waitALittle() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.lookInto(), PATIENCE_MS);
  }

  /** The film stands still: ask the hub why, and go on with another file if need be. */
  async lookInto() {
    const file = this.file;
    if (!file) return;
    clearTimeout(this.waiting);
    const fault = await faultOf(file);
    if (file !== this.file) return;
    const { video } = this;
    if (fault === null && !video.error) {
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.paused) this.waitALittle();
      return;
    }
    if (fault === "log-in") {
      tellTrouble("You were logged out.", [
        { label: "Log in again", primary: true, run: () => location.reload() },
      ]);
      return;
    }
    this.replace(file, fault);
  }

  /**
   * @param {PlayableFile} file
   * @param {string | null} fault what the hub says, or null where the browser gave up
   */
  replace(file, fault) {
    this.wanted = !this.video.paused || this.video.error !== null || this.position === 0;
    const next = this.left.shift();
    if (next) {
      if (fault) note(`${fault} Going on with the copy on ${next.server}.`);
      this.load(next);
      return;
    }
    if (fault === null) {
      this.refuse();
      return;
    }
    const at = this.position > 1 ? ` You are at ${clock(this.position)}.` : "";
    const report = this.report(fault);
    this.stop();
    tellTrouble(`${fault}${at}`, [
      { label: "Try again", primary: true, run: () => this.again() },
      { label: "Back", run: () => location.assign(this.data.back_url) },
      report,
    ]);
  }

  /** All files once more, from the same second. */
  again() {
    this.left = inOrder(this.video, this.data.files);
    this.wanted = true;
    this.begin();
  }

  refuse() {
    const file = this.file ?? this.data.files[0];
    const words = `This ${this.data.noun} is ${file.what}, and this browser cannot play that.`;
    const report = this.report(words);
    this.stop();
    tellTrouble(`${words} ${file.advice}`, [
      { label: "Back", primary: true, run: () => location.assign(this.data.back_url) },
      report,
    ]);
  }

  /**
   * A way to tell a curator, with what the browser said before it is forgotten.
   * @param {string} words what the person is told
   */
  report(words) {
    const url = reportUrl(this, words);
    return { label: "Report a problem", run: () => location.assign(url) };
  }

  stop() {
    clearTimeout(this.waiting);
    this.file = null;
    this.video.removeAttribute("src");
    this.video.load();
  }
}

/**
 * The files this browser may play; those whose server did not answer come last.
 * @param {HTMLVideoElement} video
 * @param {PlayableFile[]} files
 */
export function inOrder(video, files) {
  const playable = files.filter((file) => mayPlay(video, file));
  return playable.sort((a, b) => Number(b.answers) - Number(a.answers));
}

/**
 * @param {HTMLVideoElement} video
 * @param {PlayableFile} file
 */
function mayPlay(video, file) {
  if (file.mime === null) return true;
  if (video.canPlayType(file.mime) !== "") return true;
  if (!UNSURE.includes(file.container)) return false;
  // The container is not spoken for; the codecs are, in another.
  const codecs = file.mime.split(";")[1];
  return codecs === undefined || video.canPlayType(`video/mp4;${codecs}`) !== "";
}

/**
 * What is wrong with a file's address: null for nothing, else a sentence.
 * @param {PlayableFile} file
 */
async function faultOf(file) {
  try {
    const answer = await fetch(file.url, {
      headers: { Range: "bytes=0-0" },
      redirect: "manual",
      cache: "no-store",
    });
    if (answer.type === "opaqueredirect") return "log-in";
    if (answer.ok) {
      await answer.body?.cancel();
      return null;
    }
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.startsWith("text/plain")) return await answer.text();
    return "This cannot be played right now.";
  } catch {
    return "MediaHub cannot be reached. Is this device online?";
  }
}
