// @ts-check
/** What the player says in words: a passing note, or trouble with its ways out. */

import { element } from "./player-data.js";

/** @typedef {{label: string, run: () => void, primary?: boolean}} Action */

const toast = element("toast");
const trouble = element("trouble");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/**
 * A note that goes by itself.
 * @param {string} text
 * @param {Action} [action]
 */
export function note(text, action) {
  clearTimeout(fading);
  toast.replaceChildren(document.createTextNode(text));
  if (action) toast.append(button({ ...action, run: () => { hush(); action.run(); } }, ""));
  toast.hidden = false;
  fading = setTimeout(hush, 8000);
}

function hush() {
  toast.hidden = true;
}

/**
 * Something that stops the film, and what a person can do about it.
 * @param {string} text
 * @param {Action[]} actions
 */
export function tellTrouble(text, actions) {
  element("trouble-text").textContent = text;
  const row = element("trouble-actions");
  row.replaceChildren(
    ...actions.map((action) =>
      button({ ...action, run: () => { endTrouble(); action.run(); } }, "btn"),
    ),
  );
  trouble.hidden = false;
  const first = row.querySelector("button");
  if (first) first.focus();
}

export function endTrouble() {
  trouble.hidden = true;
}

/**
 * @param {Action} action
 * @param {string} name
 */
function button(action, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = action.primary ? `${name} primary` : name;
  made.textContent = action.label;
  made.addEventListener("click", action.run);
  return made;
}
