// @ts-check
// Guesses the time zone, while nobody chose another one than the usual.

const field = document.querySelector("#id_time_zone");
if (field instanceof HTMLInputElement && field.value === "UTC" && !field.closest(".wrong")) {
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...document.querySelectorAll("#time-zones option")];
  if (known.some((option) => option.getAttribute("value") === guess)) field.value = guess;
}
