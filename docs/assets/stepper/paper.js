// On paper: the steps of the equation as a table, made when the page is about to be printed.
(() => {
  "use strict";
  const stepping = window.stepping, { $, element, headCell, run, now, here, tableOf } = stepping;

  matchMedia("print").addEventListener("change", ({ matches }) => {
    if (!matches) return;
    const { heads, rows } = tableOf(run, here()), table = $(".st-paper");
    table.replaceChildren(element("caption", here().line.title));
    const head = table.createTHead().insertRow(), body = table.createTBody();
    for (const name of heads) headCell(head, "col").textContent = name;
    for (const { at, indices, numbers } of rows) {
      const row = body.insertRow();
      row.className = at === now.at ? "here" : "";
      for (const text of [...indices, ...numbers]) row.insertCell().textContent = text;
    }
  });
})();
