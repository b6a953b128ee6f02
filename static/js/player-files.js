// @ts-check
/**
 * Which of a title's files plays in this browser, and which stands in when it stops.
 *
 * The hub decides, told what the browser can: a list of files and of ways to play them.
 * Another one goes on at the same second, by itself where it is the same cut; where it
 * is not, the person is asked.
 */

import { abilities } from "./player-abilities.js";
import { ask, clock, element } from "./player-data.js";
import { failedLately, faultOf, rememberFailure } from "./player-faults.js";
import { endTrouble, note, tellTrouble } from "./player-notes.js";
import { reportUrl } from "./player-report.js";
import { Source } from "./player-source.js";

/** @typedef {import("./player-data.js").Play} Play */
/** @typedef {import("./player-data.js").PlayerData} PlayerData */

/** A film that stands still longer than this is looked into. */
const PATIENCE_MS = 700;
/** So long it may take to begin: its server may have to wake, its file to be read. */
const BEGINNING_MS = 7000;
/** How long its server may take to answer, where another one could go on. */
const ANSWER_MS = 1500;
const LAST_ANSWER_MS = 30_000;
/** How long MediaHub itself may be away before the film is given up, and how often it
 * is looked for meanwhile. */
const AWAY_MS = 30_000;
const AGAIN_MS = 2000;
/** As on the hub: what differs by less is the same cut. */
const SAME_CUT_SECONDS = 1;
const AWAY = "MediaHub cannot be reached. Is this device online?";

/** @typedef {import("./player-faults.js").Fault} Fault */

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
    /** Whether what was loaded has got going. */
    this.runs = false;
    /** Whether another file is about to go on. */
    this.changing = false;
    /** Since when MediaHub is away.
     * @type {number | null} */
    this.away = null;
    /** What did not answer, and waits for its second turn.
     * @type {Set<Play>} */
    this.late = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    video.addEventListener("error", () => {
      if (this.play && !this.source.recover()) this.lookInto(true);
    });
    for (const name of ["waiting", "stalled"]) {
      video.addEventListener(name, () => this.waitALittle());
    }
    for (const name of ["playing", "pause", "canplay"]) {
      video.addEventListener(name, () => this.waitNoMore());
    }
    video.addEventListener("canplay", () => { this.runs = true; });
    // A browser begins another file at the usual speed else.
    video.addEventListener("ratechange", () => {
      video.defaultPlaybackRate = video.playbackRate;
    });
    video.addEventListener("seeking", () => {
      if (this.runs) this.position = video.currentTime;
    });
    video.addEventListener("loadedmetadata", () => this.arrived());
    video.addEventListener("timeupdate", () => {
      if (video.currentTime > 0 && !video.seeking) this.position = video.currentTime;
    });
  }

  /** Ask the hub, and begin with what it says, or say why nothing plays. */
  async begin() {
    const { data, video } = this;
    const answer = await ask(data.playback_url, {
      item: data.item,
      client: abilities(video),
      avoid: failedLately(),
    });
    if (answer === null) {
      this.giveUp(AWAY);
      return;
    }
    const same = !this.played || this.played.file === answer.file || null;
    this.left = answer.url ? [{ ...answer, same_cut: same }, ...answer.fallbacks] : [];
    this.late.clear();
    const first = this.left.shift();
    if (first) this.load(first);
    else this.refuse();
  }

  /** @param {Play} play */
  load(play) {
    endTrouble();
    this.play = play;
    this.played = play;
    this.runs = false;
    element("how").textContent = play.how;
    this.waitNoMore();
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
    this.waitNoMore();
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
    // Counted from the first sign of it: a stall becomes a wait.
    this.waiting ??= setTimeout(
      () => this.lookInto(),
      this.runs ? PATIENCE_MS : BEGINNING_MS,
    );
  }

  waitNoMore() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  /**
   * The film stands still: ask the hub why, and go on with another file if need be.
   * @param {boolean} [broken] whether it will not go on by itself
   * @param {string | null} [words] why, where that is known
   */
  async lookInto(broken = false, words = null) {
    const play = this.play;
    if (!play || this.changing) return;
    this.waitNoMore();
    // Another cut is no quick way out: the person is asked then.
    const others = this.left.some(
      (other) => other.server !== play.server && other.same_cut !== false,
    );
    /** @type {Fault} */
    const fault = words
      ? { at: "busy", words }
      : await faultOf(play, others ? ANSWER_MS : LAST_ANSWER_MS);
    if (play !== this.play || this.changing) return;
    const { video } = this;
    if (fault.at === "log-in") {
      tellTrouble(fault.words, [
        { label: "Log in again", primary: true, run: () => location.reload() },
      ]);
    } else if (fault.at === "away") {
      this.waitForTheHub(broken);
    } else if (this.away !== null && fault.at === "none" && broken) {
      this.away = null;
      this.load(play);
    } else if (fault.at !== "none" || broken) {
      this.away = null;
      this.replace(play, fault);
    } else {
      this.away = null;
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.paused) {
        this.waitALittle();
      }
    }
  }

  /**
   * No other file would do better: look again in a while.
   * @param {boolean} broken
   */
  waitForTheHub(broken) {
    this.away ??= Date.now();
    const still = broken || this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (still && Date.now() - this.away > AWAY_MS) {
      this.away = null;
      this.giveUp(AWAY);
      return;
    }
    this.waiting = setTimeout(() => this.lookInto(broken), AGAIN_MS);
  }

  /**
   * @param {Play} play
   * @param {Fault} fault what the hub says, or nothing where the browser gave up
   */
  async replace(play, fault) {
    this.changing = true;
    if (fault.at !== "none") this.passOver(play, fault);
    const next = this.left.shift();
    if (next) await this.awaken(next);
    this.changing = false;
    if (play !== this.play) return;
    if (this.runs) this.wanted = !this.video.paused;
    if (next) {
      if (fault.words) note(`${fault.words} Going on with the copy on ${next.server}.`);
      this.load(next);
    } else if (fault.words) {
      this.giveUp(fault.words);
    } else {
      this.refuse();
    }
  }

  /**
   * While there is something left to be seen, the hub may get to know the next file.
   * @param {Play} next
   */
  async awaken(next) {
    const { video } = this;
    if (video.paused || video.error || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    await faultOf(next, ANSWER_MS);
  }

  /**
   * Whoever does not give a file gives it in no other way; a server that fails comes
   * last with its other files, and with this one where it may only be slow.
   * @param {Play} play
   * @param {Fault} fault
   */
  passOver(play, fault) {
    const others = this.left.filter((other) => other.file !== play.file);
    if (fault.at === "file") {
      this.left = others;
      return;
    }
    if (fault.at === "server") rememberFailure(play.server);
    const elsewhere = others.filter((other) => other.server !== play.server);
    const there = others.filter((other) => other.server === play.server);
    const once = elsewhere.length > 0 && !this.late.has(play);
    this.late.add(play);
    this.left = [...elsewhere, ...there, ...(once ? [play] : [])];
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
    this.waitNoMore();
    this.play = null;
    this.source.stop();
  }
}
