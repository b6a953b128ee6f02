// @ts-check
/**
 * Servers dragged into another order: templates/admin/catalog/server/order.html.
 *
 * Adds nothing that the arrows beside each server cannot do: dropped, it asks for the
 * page with that order, which says what it would change.
 */

for (const list of document.querySelectorAll("[data-order]")) {
  if (list instanceof HTMLElement) order(list);
}

/** @param {HTMLElement} list */
function order(list) {
  /** @type {HTMLElement | null} */
  let held = null;
  const before = slugs(list);
  for (const row of rows(list)) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      held = row;
      row.classList.add("mh-held");
      event.dataTransfer?.setData("text/plain", row.dataset.slug ?? "");
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragend", () => {
      row.classList.remove("mh-held");
      held = null;
      const now = slugs(list);
      if (now === before) return;
      const address = new URL(list.dataset.order ?? "", window.location.href);
      address.searchParams.set("order", now);
      window.location.assign(address);
    });
  }
  list.addEventListener("dragover", (event) => {
    if (!held) return;
    event.preventDefault();
    const next = rows(list).find((row) => row !== held && event.clientY < middle(row));
    if (next) next.before(held);
    else list.append(held);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
}

/** @param {HTMLElement} list @returns {HTMLElement[]} */
function rows(list) {
  return [...list.querySelectorAll("[data-slug]")].filter(
    (row) => row instanceof HTMLElement,
  );
}

/** @param {HTMLElement} list */
function slugs(list) {
  return rows(list)
    .map((row) => row.dataset.slug)
    .join(",");
}

/** @param {HTMLElement} row */
function middle(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}
