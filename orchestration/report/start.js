"use strict";
// Tables are for whom drawings are nothing, and for paper.
for (const drawing of document.querySelectorAll(".drawing")) {
  const specification = JSON.parse(drawing.nextElementSibling.textContent);
  // an expression is walked, not compiled: the page's policy forbids making code of text
  vegaEmbed(drawing, specification, {renderer: "svg", actions: false, ast: true, logLevel: vega.Error}).catch(() => {
    drawing.textContent = "This could not be drawn; the table below has the numbers.";
  });
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
