// @ts-check
/** What the page gives its player, and how the hub is told something. */

/**
 * @typedef {object} KnownFile
 * @property {string} key
 * @property {string} server
 * @property {string} what such as "HEVC video in a Matroska file"
 * @property {string} advice
 */

/**
 * @typedef {object} Play one way to play one file
 * @property {"direct" | "remux" | "transcode"} decision
 * @property {string} file the file's key
 * @property {string} url
 * @property {string} server
 * @property {string} how it is played and why so, in words
 * @property {boolean | null} same_cut as what plays first; null where nobody knows
 */

/**
 * @typedef {object} Chapter
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {"intro" | "recap" | "credits" | null} skip what it is, where it may be skipped
 */

/**
 * @typedef {object} PlayerData
 * @property {string} item
 * @property {KnownFile[]} files
 * @property {string} playback_url
 * @property {string} noun
 * @property {string} chosen the captions to show, or "off"
 * @property {Chapter[]} chapters
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
 * Ask the hub something it answers in JSON.
 * @param {string} url
 * @param {object} body
 * @returns {Promise<any>} null where it does not answer
 */
export async function ask(url, body) {
  try {
    const answer = await fetch(url, request("POST", body));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/**
 * A small change of ours; goes out even while the page is being left.
 * @param {"PUT" | "PATCH"} method
 * @param {string} url
 * @param {object} body
 * @returns {Promise<boolean>} whether the hub took it
 */
export async function tell(method, url, body) {
  try {
    const answer = await fetch(url, { ...request(method, body), keepalive: true });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * @param {string} method
 * @param {object} body
 * @returns {RequestInit}
 */
function request(method, body) {
  const token = document.querySelector("#csrf input");
  return {
    method,
    credentials: "same-origin",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token instanceof HTMLInputElement ? token.value : "",
    },
    body: JSON.stringify(body),
  };
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
