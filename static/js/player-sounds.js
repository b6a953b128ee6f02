// @ts-check
/** The choice of sound, for films that have several: a menu like that of chapters. */

import { element } from "./player-data.js";

/** @typedef {import("./player-source.js").Source} Source */
/** @typedef {{name: string, lang: string}} Sound */

/** @param {Source} source */
export function offerSounds(source) {
  const menu = element("sounds");
  const button = element("sounds-button");
  /** @type {string[]} */
  let named = [];
  source.heard = (sounds, chosen) => {
    const names = sounds.map(({ name }) => name);
    button.hidden = names.length < 2;
    // A menu that is open is not made anew under somebody's hand.
    if (names.join("\n") !== named.join("\n")) {
      for (const old of itemsOf(menu)) old.remove();
      menu.append(...names.map(item));
      named = names;
    }
    itemsOf(menu).forEach((one, number) => {
      one.setAttribute("aria-checked", String(number === chosen));
    });
  };
  menu.addEventListener("change", () => {
    const value = Number(/** @type {HTMLInputElement} */ (menu).value);
    if (Number.isInteger(value)) source.choose(value);
  });
}

/** @param {HTMLElement} menu */
function itemsOf(menu) {
  return [...menu.querySelectorAll("media-chrome-menu-item")];
}

/**
 * @param {string} name
 * @param {number} number
 */
function item(name, number) {
  const made = document.createElement("media-chrome-menu-item");
  made.setAttribute("type", "radio");
  made.setAttribute("value", String(number));
  made.textContent = name;
  return made;
}

/**
 * Which of the sounds was chosen: the same, else one in the same language.
 * @param {Sound[]} sounds
 * @param {Sound | null} wanted
 * @returns {number} -1 for none
 */
export function choiceOf(sounds, wanted) {
  if (!wanted) return -1;
  const same = sounds.findIndex(({ name, lang }) => name === wanted.name && lang === wanted.lang);
  return same >= 0 ? same : sounds.findIndex(({ lang }) => lang === wanted.lang);
}
