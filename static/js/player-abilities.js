// @ts-check
/** What this browser plays, asked of itself: what the hub decides by. */

const CONTAINERS = {
  mp4: "video/mp4",
  webm: "video/webm",
  mkv: "video/x-matroska",
  mov: "video/quicktime",
  ogg: "video/ogg",
  ts: "video/mp2t",
};

/** A codec's name, and how MP4 and WebM files call an ordinary film in it. */
const VIDEO = {
  h264: ['video/mp4; codecs="avc1.640028"'],
  hevc: ['video/mp4; codecs="hvc1.2.4.L120.B0"', 'video/mp4; codecs="hvc1.1.6.L120.B0"'],
  av1: ['video/mp4; codecs="av01.0.08M.08"'],
  vp9: ['video/mp4; codecs="vp09.00.40.08"', 'video/webm; codecs="vp9"'],
  vp8: ['video/webm; codecs="vp8"'],
  mpeg4: ['video/mp4; codecs="mp4v.20.9"'],
};

const AUDIO = {
  aac: ['audio/mp4; codecs="mp4a.40.2"'],
  mp3: ['audio/mp4; codecs="mp4a.40.34"', "audio/mpeg"],
  ac3: ['audio/mp4; codecs="ac-3"'],
  eac3: ['audio/mp4; codecs="ec-3"'],
  opus: ['audio/mp4; codecs="opus"'],
  vorbis: ['audio/webm; codecs="vorbis"'],
  flac: ['audio/mp4; codecs="fLaC"'],
  alac: ['audio/mp4; codecs="alac"'],
};

const PLAYLIST = "application/vnd.apple.mpegurl";

/**
 * @param {HTMLVideoElement} video
 * @returns {boolean} whether it plays films in pieces by itself
 */
export function playsPieces(video) {
  return video.canPlayType(PLAYLIST) !== "";
}

/** @returns {boolean} whether a script may put the pieces together for it */
export function joinsPieces() {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

/**
 * What `POST /api/v1/playback/` is told of the player.
 * @param {HTMLVideoElement} video
 */
export function abilities(video) {
  /** @param {string[]} types */
  const plays = (types) => types.some((type) => video.canPlayType(type) !== "");
  /** @param {Record<string, string[]>} codecs */
  const known = (codecs) => Object.keys(codecs).filter((name) => plays(codecs[name] ?? []));
  return {
    containers: Object.entries(CONTAINERS)
      .filter(([, type]) => plays([type]))
      .map(([name]) => name),
    video: known(VIDEO).map((codec) => ({ codec })),
    audio: known(AUDIO),
    hls: playsPieces(video) || joinsPieces(),
  };
}
