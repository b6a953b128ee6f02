// @ts-check
// Shows each answer of the server's test as it comes. Without this the form itself
// is sent, and its page shows all answers at once.

/** @typedef {{part: string, ok: boolean, message: string}} Result */

/** Without these no other part can be tried. */
const FIRST = ["api", "secret"];
/** What mends these is folded away. */
const MENDED_BELOW = ["prefix", "file"];

/**
 * @param {HTMLElement} row
 * @param {"busy" | "good" | "bad" | ""} state
 * @param {string} word
 * @param {string} message
 */
function show(row, state, word, message) {
  row.className = state;
  const mark = row.querySelector("[data-state]");
  const said = row.querySelector("[data-message]");
  if (mark) mark.textContent = word;
  if (said) said.textContent = message;
}

/** @param {Response} answer @returns {AsyncGenerator<Result>} */
async function* results(answer) {
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

/** @param {HTMLFormElement} form */
async function test(form) {
  /** @type {HTMLElement[]} */
  const rows = [...form.querySelectorAll("li")];
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  if (said) said.textContent = "Testing …";
  for (const row of rows) show(row, "busy", "…", "");
  let good = 0;
  let isStopped = false;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/x-ndjson" },
    });
    if (!answer.ok || answer.redirected) throw new Error("no answers");
    for await (const result of results(answer)) {
      const row = rows.find((one) => one.dataset.part === result.part);
      if (result.ok) {
        if (row) show(row, "good", "yes", result.message);
        good += 1;
        continue;
      }
      if (isStopped) {
        if (row) show(row, "", "not tested", "");
        continue;
      }
      if (row) show(row, "bad", "no", result.message);
      if (FIRST.includes(result.part)) isStopped = true;
      if (MENDED_BELOW.includes(result.part)) document.querySelector(".setup-more .setup-more")?.setAttribute("open", "");
    }
    const isWell = good === rows.length;
    const outcome = isWell ? "All is well." : "Not all works yet. The answers above say what to mend.";
    if (said) said.textContent = outcome;
    form.dataset.outcome = isWell ? "good" : "bad";
    if (!isWell) document.querySelector("[data-change]")?.setAttribute("open", "");
  } catch {
    if (said) said.textContent = "The test was cut off. Try it again.";
  }
  for (const row of rows) if (row.className === "busy") show(row, "", "not tested", "");
  if (button) {
    button.disabled = false;
    button.textContent = "Test again";
  }
}

for (const form of document.querySelectorAll("form[data-test]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void test(form);
  });
  if ("now" in form.dataset) void test(form);
}

// A press of "Look for servers" takes a few seconds: say so.
document.querySelector("#look form")?.addEventListener("submit", () => {
  document.querySelector("#look [data-busy]")?.removeAttribute("hidden");
});
