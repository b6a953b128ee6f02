// @ts-check
/** What is wrong with what plays, and which servers failed lately in this browser tab. */

/** @typedef {import("./player-data.js").Play} Play */

/**
 * @typedef {object} Fault
 * @property {"none" | "away" | "log-in" | "file" | "server" | "busy"} at where it lies
 * @property {string} words what a person is told
 */

const KEPT = "mediahub-failed";
/** A server that failed longer ago is tried like any other. */
const KEPT_MS = 10 * 60_000;

/**
 * Ask the hub for what plays, as the player does.
 * @param {Play} play
 * @param {number} patience how long the answer may take, in milliseconds
 * @returns {Promise<Fault>}
 */
export async function faultOf(play, patience) {
  const given = AbortSignal.timeout(patience);
  try {
    const answer = await fetch(play.url, {
      headers: play.decision === "direct" ? { Range: "bytes=0-0" } : {},
      redirect: "manual",
      cache: "no-store",
      signal: given,
    });
    if (answer.type === "opaqueredirect") return { at: "log-in", words: "You were logged out." };
    if (answer.ok) {
      await answer.body?.cancel();
      return { at: "none", words: "" };
    }
    const type = answer.headers.get("Content-Type") ?? "";
    const words = type.startsWith("text/plain")
      ? await answer.text()
      : "This cannot be played right now.";
    if (answer.status === 503) return { at: "busy", words };
    return { at: answer.status < 500 ? "file" : "server", words };
  } catch {
    if (given.aborted) return { at: "server", words: `${play.server} does not answer.` };
    return { at: "away", words: "MediaHub cannot be reached. Is this device online?" };
  }
}

/** @returns {string[]} the servers that failed lately, for the hub to put last */
export function failedLately() {
  const now = Date.now();
  return Object.entries(kept())
    .filter(([, at]) => now - at < KEPT_MS)
    .map(([server]) => server)
    .slice(0, 50);
}

/** @param {string} server */
export function rememberFailure(server) {
  if (!server) return;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), [server]: Date.now() }));
  } catch {
    // A browser that keeps nothing for us asks the server once more.
  }
}

/** @returns {Record<string, number>} */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") ?? {};
  } catch {
    return {};
  }
}
