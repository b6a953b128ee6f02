// @ts-check
/** What the page gives its player, and how the hub is told something. */

/**
 * @typedef {object} PlayableFile
 * @property {string} key
 * @property {string} url
 * @property {string} server
 * @property {boolean} answers whether its server did when last asked
 * @property {string | null} mime
 * @property {string | null} container
 * @property {string} what such as "HEVC video in a Matroska file"
 * @property {string} advice
 * @property {boolean | null} same_cut as the first file; null where nobody knows
 */

/**
 * @typedef {object} PlayerData
 * @property {PlayableFile[]} files
 * @property {string} noun
 * @property {string} chosen the captions to show, or "off"
 * @property {number} resume_at_ms
 * @property {string} progress_url
 * @property {string} me_url
 * @property {string} back_url
 * @property {string} report_url
 * @property {{url: string, title: string, line: string} | null} next
 */

/** @returns {PlayerData} */
export function readData() {
  return JSON.parse(element("player-data").textContent ?? "");
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * A small change of ours; goes out even while the page is being left.
 * @param {"PUT" | "PATCH"} method
 * @param {string} url
 * @param {object} body
 * @returns {Promise<boolean>} whether the hub took it
 */
export async function tell(method, url, body) {
  const token = document.querySelector("#csrf input");
  try {
    const answer = await fetch(url, {
      method,
      keepalive: true,
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": token instanceof HTMLInputElement ? token.value : "",
      },
      body: JSON.stringify(body),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * @param {number} seconds
 * @returns {string} such as 1:02:03
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}
