// @ts-check
/* What pages do beyond links and forms: close open menus, offer buttons to move a row,
   say so when an answer does not come.  Without any of it every page still works. */

/** @returns {HTMLDetailsElement | null} */
const openMenu = () => document.querySelector(".top details[open]");

document.addEventListener("keydown", (event) => {
  const menu = openMenu();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
document.addEventListener("click", (event) => {
  const menu = openMenu();
  if (menu && event.target instanceof Node && !menu.contains(event.target)) {
    menu.open = false;
  }
});

/** @param {HTMLElement} row @param {"back" | "on"} way */
function shifter(row, way) {
  const list = row.querySelector(".cards");
  const button = document.createElement("button");
  button.type = "button";
  button.className = `shift ${way}`;
  // The keyboard moves from card to card; these are for the mouse.
  button.tabIndex = -1;
  button.setAttribute("aria-hidden", "true");
  const path = way === "on" ? "m9 5 7 7-7 7" : "m15 5-7 7 7 7";
  button.innerHTML = `<svg viewBox="0 0 24 24"><path d="${path}"/></svg>`;
  button.addEventListener("click", () => {
    const step = (list?.clientWidth ?? 0) * 0.85;
    list?.scrollBy({ left: way === "on" ? step : -step });
  });
  return button;
}

/** @param {HTMLElement} row */
function prepare(row) {
  const list = row.querySelector(".cards");
  if (!list || row.querySelector(".shift")) return;
  const back = shifter(row, "back");
  const on = shifter(row, "on");
  row.append(back, on);
  const update = () => {
    back.hidden = list.scrollLeft < 8;
    on.hidden = list.scrollLeft + list.clientWidth > list.scrollWidth - 8;
  };
  list.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(list);
  update();
}

function prepareRows() {
  for (const row of document.querySelectorAll(".row")) {
    if (row instanceof HTMLElement) prepare(row);
  }
}
prepareRows();
document.addEventListener("htmx:afterSettle", prepareRows);

const trouble = document.getElementById("trouble");
/** @param {boolean} shown */
function showTrouble(shown) {
  if (trouble) trouble.hidden = !shown;
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => showTrouble(true));
}
document.addEventListener("htmx:beforeRequest", () => showTrouble(false));

// Who was logged out meanwhile gets the page to log in, not a part of it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!(event instanceof CustomEvent)) return;
  const there = event.detail.xhr?.responseURL ?? "";
  if (there && /\/login\/$/.test(new URL(there).pathname)) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
