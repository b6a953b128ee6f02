// @ts-check
/**
 * Which of a title's files plays in this browser, and which stands in when it stops.
 *
 * The hub decides, told what the browser can: a list of files and of ways to play them.
 * Another one goes on at the same second, by itself where it is the same cut; where it
 * is not, the person is asked.
 */

import { abilities } from "./player-abilities.js";
import { ask, clock } from "./player-data.js";
import { endTrouble, note, tellTrouble } from "./player-notes.js";
import { reportUrl } from "./player-report.js";
import { Source } from "./player-source.js";

/** @typedef {import("./player-data.js").Play} Play */
/** @typedef {import("./player-data.js").PlayerData} PlayerData */

/** A wait longer than this is looked into. */
const PATIENCE_MS = 7000;
/** As on the hub: what differs by less is the same cut. */
const SAME_CUT_SECONDS = 1;
const AWAY = "MediaHub cannot be reached. Is this device online?";

export class Files {
  /**
   * @param {HTMLVideoElement} video
   * @param {PlayerData} data
   * @param {string} hls where hls.js is
   */
  constructor(video, data, hls) {
    this.video = video;
    this.data = data;
    this.source = new Source(video, hls, (words) => this.lookInto(true, words));
    /** @type {Play[]} */
    this.left = [];
    /** @type {Play | null} */
    this.play = null;
    /** The one that played last, also after it was given up.
     * @type {Play | null} */
    this.played = null;
    /** @type {number | null} */
    this.duration = null;
    this.position = data.resume_at_ms / 1000;
    this.wanted = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    video.addEventListener("error", () => {
      if (this.play && !this.source.recover()) this.lookInto(true);
    });
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

  /** Ask the hub, and begin with what it says, or say why nothing plays. */
  async begin() {
    const { data, video } = this;
    const answer = await ask(data.playback_url, { item: data.item, client: abilities(video) });
    if (answer === null) {
      this.giveUp(AWAY);
      return;
    }
    this.left = answer.url ? [{ ...answer, same_cut: true }, ...answer.fallbacks] : [];
    const first = this.left.shift();
    if (first) this.load(first);
    else this.refuse();
  }

  /** @param {Play} play */
  load(play) {
    endTrouble();
    this.play = play;
    this.played = play;
    this.waitALittle();
    this.source.load(play, this.position).then(
      () => { if (this.wanted && play === this.play) this.start(); },
      () => { if (play === this.play) this.lookInto(true); },
    );
  }

  start() {
    // A browser may want a tap first; the button is there.
    this.video.play().catch(() => {});
  }

  arrived() {
    clearTimeout(this.waiting);
    const { video } = this;
    const length = video.duration;
    const other = this.duration !== null && Math.abs(length - this.duration) > SAME_CUT_SECONDS;
    if (this.position > 0 && this.position < length - 1) video.currentTime = this.position;
    if (other && this.play?.same_cut !== true) {
      video.pause();
      tellTrouble(
        `The copy on ${this.play?.server} is another cut: the same second may be another scene.`,
        [
          { label: "Go on here", primary: true, run: () => this.start() },
          { label: "From the start", run: () => { video.currentTime = 0; this.start(); } },
        ],
      );
    }
    this.duration = length;
  }

  waitALittle() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.lookInto(), PATIENCE_MS);
  }

  /**
   * The film stands still: ask the hub why, and go on with another file if need be.
   * @param {boolean} [broken] whether it will not go on by itself
   * @param {string | null} [words] why, where that is known
   */
  async lookInto(broken = false, words = null) {
    const play = this.play;
    if (!play) return;
    clearTimeout(this.waiting);
    const fault = words ?? (await faultOf(play));
    if (play !== this.play) return;
    const { video } = this;
    if (fault === null && !broken) {
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.paused) this.waitALittle();
      return;
    }
    if (fault === "log-in") {
      tellTrouble("You were logged out.", [
        { label: "Log in again", primary: true, run: () => location.reload() },
      ]);
      return;
    }
    this.replace(play, fault);
  }

  /**
   * @param {Play} play
   * @param {string | null} fault what the hub says, or null where the browser gave up
   */
  replace(play, fault) {
    const { video } = this;
    this.wanted = !video.paused || video.error !== null || this.position === 0;
    // Whoever does not give this file gives it in no other way.
    if (fault) this.left = this.left.filter((other) => other.file !== play.file);
    const next = this.left.shift();
    if (next) {
      if (fault) note(`${fault} Going on with the copy on ${next.server}.`);
      this.load(next);
    } else if (fault) {
      this.giveUp(fault);
    } else {
      this.refuse();
    }
  }

  /** @param {string} fault */
  giveUp(fault) {
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
    this.wanted = true;
    this.begin();
  }

  refuse() {
    const { data } = this;
    const file = data.files.find(({ key }) => key === this.played?.file) ?? data.files[0];
    const words = `This ${data.noun} is ${file?.what}, and this browser cannot play that.`;
    const report = this.report(words);
    this.stop();
    tellTrouble(`${words} ${file?.advice}`, [
      { label: "Back", primary: true, run: () => location.assign(data.back_url) },
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
    this.play = null;
    this.source.stop();
  }
}

/**
 * What is wrong with what plays: null for nothing, else a sentence.
 * @param {Play} play
 */
async function faultOf(play) {
  try {
    const answer = await fetch(play.url, {
      headers: play.decision === "direct" ? { Range: "bytes=0-0" } : {},
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
    return AWAY;
  }
}
