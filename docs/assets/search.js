// The search in the header. What it searches, and how, is loaded when a reader first turns to it.
"use strict";

(() => {
  const here = document.currentScript.src, toggle = document.getElementById("__search");
  const form = document.getElementById("search"), list = document.getElementById("search-results");
  let loaded;

  // The index, ready for questions. A page opened from a folder can load scripts, and nothing else. What could not be
  // loaded is asked for again at the next question.
  function searchIndex() {
    const load = (name) => new Promise((onload, onerror) => {
      document.head.append(Object.assign(element("script"), { src: new URL(name, here), onload, onerror }));
    });
    if (!loaded) {
      loaded = Promise.all([load("find.js"), load("search-index.js")]).then(() => finding.prepare(window.searchIndex));
      loaded.catch(() => { loaded = null; });
    }
    return loaded;
  }
  window.bookIndex = searchIndex;
  if (!form) return;

  const field = form.elements.q, status = document.querySelector(".md-search-result__meta");
  const MOST = 30;

  function show(open) {
    if (toggle.checked !== open) toggle.click(); // the theme watches it
  }

  function element(name, textContent = "") {
    return Object.assign(document.createElement(name), { textContent });
  }

  // Text with its hits marked.
  function marked(name, text, hits) {
    const inside = element(name);
    let end = 0;
    for (const [from, to] of finding.marks(text, hits)) {
      inside.append(text.slice(end, from), element("mark", text.slice(from, to)));
      end = to;
    }
    inside.append(text.slice(end));
    return inside;
  }

  function result({ document: found, hits }) {
    const item = element("li"), link = element("a");
    item.className = "md-search-result__item";
    link.className = "found";
    link.href = new URL(`../${found.location}`, here);
    link.append(marked("strong", found.title, hits));
    if (found.place) link.append(element("small", found.place));
    const text = finding.excerpt(found.text, hits);
    if (text) link.append(marked("span", text, hits));
    if (found.formula) link.append(marked("code", found.formula, hits));
    item.append(link);
    return item;
  }

  function tell(count) {
    if (count > MOST) return `The best ${MOST} of ${count} results`;
    return count === 1 ? "1 result" : `${count || "No"} results`;
  }

  async function search() {
    const asked = field.value;
    if (!asked.trim()) {
      list.replaceChildren();
      status.textContent = "Words, an equation’s number or name, or symbols: dJ_dW, ∂J/∂W, σ";
      return;
    }
    if (!window.searchIndex) status.textContent = "Loading …";
    const index = await searchIndex().catch(() => null);
    if (asked !== field.value) return;
    if (!index) {
      status.textContent = "The index of the search could not be loaded.";
      return;
    }
    const found = finding.find(index, asked), whole = found.filter(({ share }) => share === 1);
    const shown = whole.length ? whole : found.filter(({ share }) => share === found[0].share);
    const count = tell(shown.length);
    status.textContent = whole.length === shown.length ? count : `Nothing has all of it. With a part of it: ${count}`;
    list.replaceChildren(...shown.slice(0, MOST).map(result));
    list.closest(".md-search__scrollwrap").scrollTop = 0;
  }

  function open() {
    show(true);
    searchIndex().catch(() => {});
    search();
  }

  function close() {
    show(false);
    field.blur();
  }

  field.addEventListener("focus", open);
  field.addEventListener("input", search);
  toggle.addEventListener("change", () => {
    list.hidden = !toggle.checked; // no stop for the Tab key while it cannot be seen
    if (toggle.checked) field.focus();
  });
  form.addEventListener("reset", () => setTimeout(() => { search(); field.focus(); }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  list.addEventListener("click", (event) => event.target.closest("a") && show(false));

  const box = form.closest(".md-search");
  box.addEventListener("keydown", (event) => {
    const links = [field, ...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && at >= 0) links[Math.min(at + 1, links.length - 1)].focus();
    else if (event.key === "ArrowUp" && at > 0) links[at - 1].focus();
    else return;
    event.preventDefault();
  });
  // Wherever the focus goes, the list does not stay open over it.
  box.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    field.focus();
    open(); // in a window behind others nothing gets the focus
  }
})();
