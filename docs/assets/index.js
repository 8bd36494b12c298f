// The index of equations, narrowed while one types, by what the search finds; the query is kept in the address.
"use strict";

(() => {
  const entries = [...document.querySelectorAll(".equation")];
  if (!entries.length) return;

  const chapters = [...document.querySelectorAll("h2")].filter((head) => head.nextElementSibling?.matches(".equation"));
  const form = document.createElement("form");
  form.id = "equation-filter";
  form.innerHTML = `<label for="equation-query">Filter</label>
    <input id="equation-query" name="filter" type="search" autocomplete="off" autocapitalize="off" spellcheck="false"
    aria-describedby="equation-hint"><output role="status"></output>`;
  const hint = document.createElement("p");
  hint.id = "equation-hint";
  hint.append("Narrow it down by number, name, symbols or words: ");
  for (const example of ["37", "hidden.dJ-da-sum", "dJ_dW[l]", "∂J/∂w", "D32", "bias gradient"]) {
    hint.append(Object.assign(document.createElement("button"), { type: "button", textContent: example }), " ");
  }
  const field = form.elements.filter, status = form.querySelector("output");
  chapters[0].before(hint, form);

  async function filter() {
    const asked = field.value, query = asked.trim();
    let shown = new Set(entries);
    if (query) {
      const index = await bookIndex().catch(() => null);
      if (asked !== field.value) return;
      if (!index) {
        status.textContent = "The index of the search could not be loaded.";
        return;
      }
      const found = finding.find(index, query).filter(({ share, document: found }) => share === 1 && found.formula);
      const ids = new Set(found.map(({ document: found }) => found.location.split("#")[1]));
      shown = new Set(entries.filter((entry) => ids.has(entry.id)));
    }
    for (const entry of entries) entry.hidden = !shown.has(entry);
    for (const chapter of chapters) {
      let next = chapter.nextElementSibling;
      while (next && next.hidden) next = next.nextElementSibling;
      chapter.hidden = !next || next.tagName === "H2";
    }
    status.textContent = query ? `${shown.size} of ${entries.length}` : `${entries.length} equations`;
    const address = new URL(location);
    if (query) address.searchParams.set("filter", query);
    else address.searchParams.delete("filter");
    history.replaceState(history.state, "", address);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", filter);
  field.addEventListener("focus", () => bookIndex().catch(() => {}));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    field.value = "";
    filter();
  });
  hint.addEventListener("click", ({ target }) => {
    if (target.type !== "button") return;
    field.value = target.textContent;
    field.focus();
    filter();
  });

  field.value = new URLSearchParams(location.search).get("filter") || "";
  filter();
})();
