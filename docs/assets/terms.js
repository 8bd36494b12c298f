// A term of an equation and its piece of code light up together: under the pointer, under the keyboard's focus,
// or after a tap. Without this file every card can still be read.
(() => {
  "use strict";
  let hovered = null, focused = null, pinned = null;

  const cards = document.querySelectorAll(".eq");
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
    const term = termAt(event.target);
    if (term) pin(term);
    else if (pinned && !event.target.closest("a, button, summary")) { pinned = null; show(); }
  });
  document.addEventListener("focusin", (event) => {
    focused = termAt(event.target);
    if (focused && !focused.matches(":focus-visible")) focused = null;
    if (focused) reveal(focused);
    show();
  });
  document.addEventListener("focusout", () => { focused = null; show(); });

  // One stop of the Tab key per card; the arrow keys go from term to term.
  for (const card of cards) {
    const terms = [...card.querySelectorAll(".eq-codes .term")];
    if (terms.length) card.classList.add("has-terms");
    terms.forEach((term, place) => {
      term.tabIndex = place === 0 ? 0 : -1;
      term.setAttribute("role", "button");
      term.setAttribute("aria-pressed", "false");
      term.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step) {
          const next = terms[(place + step + terms.length) % terms.length];
          term.tabIndex = -1;
          next.tabIndex = 0;
          next.focus();
        } else if (event.key === "Enter" || event.key === " ") pin(term);
        else if (event.key === "Escape") { pinned = null; show(); }
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
    });
  }

  // The # of a card copies its address, where the browser allows it; it is a plain link all the same.
  for (const link of document.querySelectorAll(".eq-link")) {
    link.addEventListener("click", () => {
      if (!navigator.clipboard) return;
      navigator.clipboard.writeText(link.href).then(() => {
        link.textContent = "copied";
        setTimeout(() => { link.textContent = "#"; }, 1500);
      }, () => {});
    });
  }
})();
