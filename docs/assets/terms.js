// A term of an equation and its piece of code light up together: under the pointer, under the keyboard's focus,
// or after a tap. Without this file every card can still be read.
(() => {
  "use strict";
  let hovered = null, focused = null, pinned = null;

  const termAt = (target) => target instanceof Element ? target.closest(".eq [data-term]") : null;
  const cardOf = (term) => term.closest(".eq");
  const same = (a, b) => a && b && cardOf(a) === cardOf(b) && a.dataset.term === b.dataset.term;

  function show() {
    const shown = hovered || focused || pinned;
    for (const lit of document.querySelectorAll(".term.lit")) lit.classList.remove("lit");
    for (const button of document.querySelectorAll('.eq [aria-pressed="true"]')) button.setAttribute("aria-pressed", "false");
    if (pinned) {
      for (const term of partners(pinned)) if (term.hasAttribute("aria-pressed")) term.setAttribute("aria-pressed", "true");
    }
    if (shown) for (const term of partners(shown)) term.classList.add("lit");
  }

  function partners(term) {
    return [...cardOf(term).querySelectorAll("[data-term]")].filter((other) => same(term, other));
  }

  // In a narrow card the partner may stand outside its scrolled box: bring it in, sideways only.
  function reveal(term) {
    for (const other of partners(term)) {
      const box = other.closest(".formula, .eq-lines");
      if (!box || box.contains(term) || box.scrollWidth <= box.clientWidth) continue;
      const inner = other.getBoundingClientRect(), outer = box.getBoundingClientRect();
      if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left + 16;
      else if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right + 16;
    }
  }

  function pin(term) {
    pinned = same(term, pinned) ? null : term;
    if (pinned) reveal(pinned);
    show();
  }

  document.addEventListener("pointerover", (event) => {
    const term = event.pointerType === "mouse" ? termAt(event.target) : null;
    if (term !== hovered) { hovered = term; show(); }
  });
  document.addEventListener("pointerleave", () => { hovered = null; show(); });
  document.addEventListener("click", (event) => {
    const term = termAt(event.target), link = event.target.closest(".eq-link");
    if (term) pin(term);
    else if (pinned && !event.target.closest("a, button, summary")) { pinned = null; show(); }
    if (link) copy(link);
  });
  document.addEventListener("focusin", (event) => {
    const stop = event.target.closest(STOPS);
    if (stop) rove(stop);
    focused = termAt(event.target);
    if (focused && !focused.matches(":focus-visible")) focused = null;
    if (focused) reveal(focused);
    show();
  });
  document.addEventListener("focusout", () => { focused = null; show(); });

  // A card is one stop of the Tab key, as soon as it has been reached. From there the arrow keys lead to all its links,
  // terms and folds: to the sides from one to the next, up and down from row to row.
  const STOPS = ".eq-head a, .eq-codes :is(a, button, .term), .eq summary", ROWS = ".eq-head, .eq-file, .eq-lines, summary";
  const STEPS = { ArrowRight: [1, ""], ArrowDown: [1, ROWS], ArrowLeft: [-1, ""], ArrowUp: [-1, ROWS] };

  function stopsOf(card) {
    return [...card.querySelectorAll(STOPS)].filter((stop) => stop.checkVisibility());
  }

  function rove(here) {
    for (const stop of stopsOf(cardOf(here))) {
      stop.tabIndex = stop === here ? 0 : -1;
      if (!stop.matches(".term") || stop.role) continue;
      stop.setAttribute("role", "button");
      stop.setAttribute("aria-pressed", `${Boolean(same(stop, pinned))}`);
    }
  }

  function next(here, step, rows) {
    const stops = stopsOf(cardOf(here)), row = rows && here.closest(rows);
    let at = stops.indexOf(here) + step;
    while (rows && stops[at] && stops[at].closest(rows) === row) at += step;
    const first = rows && stops[at] && stops[at].closest(rows);
    while (first && stops[at - 1] && stops[at - 1].closest(rows) === first) at -= 1;
    return stops[at];
  }

  document.addEventListener("keydown", (event) => {
    const here = event.target instanceof Element && event.target.closest(STOPS);
    if (!here || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const there = event.key in STEPS && next(here, ...STEPS[event.key]);
    if (there) there.focus();
    else if (event.key === "Escape" && pinned) { pinned = null; show(); }
    else if (here.matches(".term") && (event.key === "Enter" || event.key === " ")) pin(here);
    else return;
    event.preventDefault();
  });

  // The # of a card copies its address, where the browser allows it; it is a plain link all the same.
  function copy(link) {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(link.href).then(() => {
      link.textContent = "copied";
      setTimeout(() => { link.textContent = "#"; }, 1500);
    }, () => {});
  }
})();
