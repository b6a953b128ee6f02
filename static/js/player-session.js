// @ts-check
/** What the device shows of the film on its lock screen, and its keys for it. */

const STEP_SECONDS = 10;

/**
 * @param {HTMLVideoElement} video
 * @param {{url: string} | null} next
 */
export function tellDevice(video, next) {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  session.metadata = new MediaMetadata({
    title: text(".name"),
    artist: text(".line"),
    artwork: video.poster ? [{ src: video.poster }] : [],
  });
  /** @type {[MediaSessionAction, MediaSessionActionHandler | null][]} */
  const deeds = [
    ["play", () => { video.play().catch(() => {}); }],
    ["pause", () => video.pause()],
    ["seekbackward", ({ seekOffset }) => move(video, -(seekOffset ?? STEP_SECONDS))],
    ["seekforward", ({ seekOffset }) => move(video, seekOffset ?? STEP_SECONDS)],
    ["seekto", ({ seekTime }) => { if (seekTime !== undefined) video.currentTime = seekTime; }],
    ["nexttrack", next ? () => location.assign(next.url) : null],
  ];
  for (const [name, deed] of deeds) {
    try {
      session.setActionHandler(name, deed);
    } catch {
      // A device that does not know this key has the others.
    }
  }
  for (const name of ["loadedmetadata", "seeked", "ratechange", "playing", "pause"]) {
    video.addEventListener(name, () => place(session, video));
  }
}

/**
 * @param {MediaSession} session
 * @param {HTMLVideoElement} video
 */
function place(session, video) {
  const { duration, currentTime, playbackRate } = video;
  if (!Number.isFinite(duration) || playbackRate <= 0) return;
  const position = Math.min(currentTime, duration);
  session.setPositionState({ duration, playbackRate, position });
}

/**
 * @param {HTMLVideoElement} video
 * @param {number} seconds
 */
function move(video, seconds) {
  if (!Number.isFinite(video.duration)) return;
  video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), video.duration);
}

/** @param {string} where */
function text(where) {
  return document.querySelector(where)?.textContent?.trim() ?? "";
}
