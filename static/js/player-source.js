// @ts-check
/**
 * What the video element is given to play: a file, or a film in pieces.
 *
 * Pieces are put together by hls.js, which is loaded only then; a browser that lets no
 * script do that (an iPhone) plays them by itself.
 */

import { joinsPieces } from "./player-abilities.js";
import { choiceOf } from "./player-sounds.js";

/** @typedef {import("./player-data.js").Play} Play */
/** @typedef {import("./player-sounds.js").Sound} Sound */
/** @typedef {{destroy: () => void, recover: () => boolean, hls: any}} Joined */

const BUSY = 503;
const BUSY_WORDS = "MediaHub is busy converting other films. Try again soon.";

export class Source {
  /**
   * @param {HTMLVideoElement} video
   * @param {string} library where hls.js is
   * @param {(words: string | null) => void} troubled it does not go on; why, if known
   */
  constructor(video, library, troubled) {
    this.video = video;
    this.library = library;
    this.troubled = troubled;
    /** @type {Joined | null} */
    this.joined = null;
    /** The newest load: an older one that is still under way gives up. */
    this.turn = 0;
    /** What the person chose to hear, whatever plays.
     * @type {Sound | null} */
    this.wanted = null;
    /** Told which sounds there are, and which of them is heard.
     * @type {(sounds: Sound[], chosen: number) => void} */
    this.heard = () => {};
  }

  /**
   * @param {Play} play
   * @param {number} position in seconds, where it begins
   */
  async load(play, position) {
    this.leave();
    const turn = this.turn;
    if (play.decision === "direct" || !joinsPieces()) {
      this.video.src = play.url;
      return;
    }
    const joined = await join(this, play, position);
    if (turn === this.turn) this.joined = joined;
    else joined.destroy();
  }

  /** @returns {boolean} whether it goes on although the browser stumbled */
  recover() {
    return this.joined?.recover() ?? false;
  }

  /** @param {number} number of the sounds that `heard` was told of */
  choose(number) {
    if (!this.joined) return;
    const { hls } = this.joined;
    this.wanted = soundsOf(hls)[number] ?? null;
    if (this.wanted) hls.audioTrack = number;
  }

  /** Let go of what is played. */
  leave() {
    this.turn += 1;
    this.heard([], -1);
    this.joined?.destroy();
    this.joined = null;
  }

  stop() {
    this.leave();
    this.video.removeAttribute("src");
    this.video.load();
  }
}

/**
 * @param {Source} source
 * @param {Play} play
 * @param {number} position
 * @returns {Promise<Joined>}
 */
async function join(source, play, position) {
  const dear = play.decision === "transcode";
  const { default: Hls } = await import(source.library);
  const hls = new Hls({
    startPosition: position > 0 ? position : -1,
    // Captions are tracks of the page, the same for every way of playing.
    enableWebVTT: false,
    enableCEA708Captions: false,
    renderTextTracksNatively: false,
    // Who looks at a film's beginning does not need its first half.
    maxBufferLength: 30,
    backBufferLength: 60,
    // A server that has died is another's turn before what is held has been played; to
    // convert pictures takes longer.
    fragLoadPolicy: { default: policy(dear ? 60_000 : 12_000, dear ? 3 : 1) },
    // What a bigger picture than the player's own shows is lost.
    capLevelToPlayerSize: true,
    manifestLoadPolicy: { default: policy(30_000) },
    playlistLoadPolicy: { default: policy(30_000) },
  });
  let recovered = false;
  hls.on(Hls.Events.ERROR, (/** @type {unknown} */ _, /** @type {any} */ data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
      recovered = true;
      hls.recoverMediaError();
      return;
    }
    source.troubled(data.response?.code === BUSY ? BUSY_WORDS : null);
  });
  hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, () => {
    const wanted = choiceOf(soundsOf(hls), source.wanted);
    if (wanted >= 0) hls.audioTrack = wanted;
  });
  hls.on(Hls.Events.AUDIO_TRACK_SWITCHING, (/** @type {unknown} */ _, /** @type {any} */ now) => {
    source.heard(soundsOf(hls), now.id);
  });
  hls.loadSource(play.url);
  hls.attachMedia(source.video);
  return {
    hls,
    destroy: () => hls.destroy(),
    recover: () => {
      if (recovered) return false;
      recovered = true;
      hls.recoverMediaError();
      return true;
    },
  };
}

/**
 * @param {any} hls
 * @returns {Sound[]}
 */
function soundsOf(hls) {
  return hls.audioTracks.map((/** @type {any} */ track) => ({
    name: track.name,
    lang: track.lang ?? "",
  }));
}

/**
 * @param {number} longest in milliseconds
 * @param {number} [again] how often it is tried once more
 */
function policy(longest, again = 1) {
  const retry = { maxNumRetry: again, retryDelayMs: 500, maxRetryDelayMs: 1000 };
  return {
    maxTimeToFirstByteMs: longest,
    maxLoadTimeMs: 2 * longest,
    timeoutRetry: { ...retry, maxNumRetry: 0 },
    errorRetry: retry,
  };
}
