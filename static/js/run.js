// @ts-check
/**
 * Follows a run on a page: templates/shared/_run_progress.html.
 *
 * Listens to the run's events where an address of them is given; where they are
 * refused or break off, and where none is given, asks the run's own address every two
 * seconds. Ends when the run is over, or gone. What stands around it and carries
 * data-fresh is brought up to date whenever the state of the run changes, or the state
 * or phase of a part; at the end the page is loaded anew (data-reload) or that part of
 * it (data-refresh).
 *
 * @typedef {{
 *   server: string | null, state: string, phase: string | null, phase_words: string,
 *   words: string, silence: string | null, share: number | null, is_over: boolean,
 * }} Part
 * @typedef {{finished: boolean, state: string, progress: Part[]}} Run
 */

const EVERY = 2000; // milliseconds

/** A form or a link that is on its way would be lost. */
let isLeaving = false;
for (const name of ["submit", "beforeunload"]) {
  window.addEventListener(name, () => {
    isLeaving = true;
  });
}

/** Show what a run says. @param {HTMLElement} root @param {Run} run */
function show(root, run) {
  const places = root.querySelectorAll("[data-part]");
  run.progress.forEach((part, at) => {
    const place = places[at];
    if (!place) return;
    say(place, "[data-phase]", part.phase_words);
    say(place, "[data-words]", part.words);
    say(place, "[data-silence]", part.silence ?? "");
    const bar = place.querySelector("progress");
    const share = part.is_over ? 1 : part.share;
    if (bar && share === null) bar.removeAttribute("value");
    else if (bar) bar.value = share ?? 0;
    place.classList.toggle("run-over", part.is_over);
  });
  const states = [
    run.state,
    ...run.progress.map((part) => `${part.state} ${part.phase ?? ""}`),
  ].join(",");
  if (root.dataset.states === undefined || root.dataset.states === states) return;
  root.dataset.states = states;
  if (!run.finished) void freshen();
}

/**
 * Put what the page would say now in the place of what it said.
 * @returns {Promise<boolean>} whether that could be done
 */
async function freshen() {
  try {
    const answer = await fetch(window.location.href);
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelectorAll("[data-fresh]");
    const stale = document.querySelectorAll("[data-fresh]");
    if (fresh.length !== stale.length) return false;
    stale.forEach((element, at) => element.replaceWith(fresh[at] ?? element));
    return true;
  } catch {
    // The connection is away, which is said elsewhere.
    return false;
  }
}

/** @param {Element} place @param {string} name @param {string} text */
function say(place, name, text) {
  const found = place.querySelector(name);
  if (!(found instanceof HTMLElement)) return;
  if (found.textContent !== text) found.textContent = text;
  if (name === "[data-silence]") found.hidden = !text;
}

/** @param {HTMLElement} root @param {boolean} isLost */
function lost(root, isLost) {
  const note = root.querySelector("[data-lost]");
  if (note instanceof HTMLElement) note.hidden = !isLost;
}

/** @param {HTMLElement} root */
function over(root) {
  root.dispatchEvent(new CustomEvent("run:over", { bubbles: true }));
  if (isLeaving) return;
  if ("reload" in root.dataset) window.location.reload();
  else if ("refresh" in root.dataset) void freshenAtLast();
}

/** What the run changed is to be seen: nobody looks again for us. */
async function freshenAtLast() {
  if (!(await freshen()) && !isLeaving) window.location.reload();
}

/** Ask again and again. @param {HTMLElement} root @param {string} address */
async function poll(root, address) {
  for (;;) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if ([401, 403, 404].includes(answer.status)) return;
      if (answer.ok) {
        const run = /** @type {Run} */ (await answer.json());
        lost(root, false);
        show(root, run);
        if (run.finished) return over(root);
      } else {
        lost(root, true);
      }
    } catch {
      lost(root, true);
    }
    await new Promise((go) => setTimeout(go, EVERY));
  }
}

/** @param {HTMLElement} root @param {string} events @param {string} address */
function listen(root, events, address) {
  const source = new EventSource(events);
  /** @param {Event} event @returns {Run} */
  const read = (event) => JSON.parse(/** @type {MessageEvent} */ (event).data);
  source.addEventListener("run", (event) => {
    lost(root, false);
    show(root, read(event));
  });
  source.addEventListener("end", (event) => {
    source.close();
    show(root, read(event));
    over(root);
  });
  source.addEventListener("error", () => {
    // Refused for want of a place, or broken off: asking costs no place.
    source.close();
    void poll(root, address);
  });
  window.addEventListener("pagehide", () => source.close(), { once: true });
}

for (const root of document.querySelectorAll("[data-run]")) {
  if (!(root instanceof HTMLElement)) continue;
  const address = root.dataset.run ?? "";
  if (root.dataset.events) listen(root, root.dataset.events, address);
  else void poll(root, address);
}
