"use strict";
const wanted = document.getElementById("wanted");
const entries = [...document.querySelectorAll(".entry")].map((entry) => {
  const rows = [...entry.querySelectorAll("tbody tr")].map((row) => ({row, text: row.textContent.toLowerCase()}));
  const told = [...entry.children].filter((child) => !child.matches(".scroll, details"));
  return {entry, rows, text: told.map((child) => child.textContent).join(" ").toLowerCase()};
});
// All words, in any order: in a row, or in what is said of the whole, which then is shown whole.
function find() {
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  let shown = 0;
  for (const {entry, rows, text} of entries) {
    const isWhole = has(text);
    const fitting = rows.filter(({row, text: own}) => !(row.hidden = !(isWhole || has(own))));
    entry.hidden = !isWhole && fitting.length === 0;
    if (!entry.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = !section.querySelector(".entry:not([hidden])");
  }
  document.getElementById("intro").hidden = words.length > 0;
  const told = shown === 1 ? "1 metric or table" : `${shown} metrics and tables`;
  document.getElementById("found").textContent = words.length === 0 ? "" : shown === 0 ? "nothing has all these words" : told;
}
wanted.addEventListener("input", find);
document.querySelector(".search").hidden = false; // without a script it could find nothing
find();
