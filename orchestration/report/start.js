"use strict";
const ERRORS = 1; // Vega's level of what it says to the console
async function draw(drawing) {
  const specification = JSON.parse(drawing.nextElementSibling.textContent);
  // an expression is walked, not compiled: the page's policy forbids making code of text
  await vegaEmbed(drawing, specification, {renderer: "svg", actions: false, ast: true, logLevel: ERRORS});
}
for (const drawing of document.querySelectorAll(".drawing")) {
  draw(drawing).catch(() => {
    drawing.textContent = "This could not be drawn; the table below has the numbers.";
  });
}
// paper has nothing to click on
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
