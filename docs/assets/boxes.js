// A box that scrolls is a stop of the Tab key, as long as something lies beyond its edge: not every browser
// lets the keyboard into it by itself. book.css has the same boxes, and shades their edges.
(() => {
  "use strict";
  const BOXES = ".formula, .eq-lines, .eq-grid, .work-table, .task-grid, .drawing-box, .task-choice, .dictionary td, "
    + ".stacked td, .md-typeset__scrollwrap, pre > code";

  const sizes = new ResizeObserver((entries) => {
    const boxes = entries.map(({ target }) => target);
    const tall = (box) => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === "auto";
    const scrolls = boxes.map((box) => box.scrollWidth > box.clientWidth + 1 || tall(box));
    boxes.forEach((box, at) => {
      if (scrolls[at]) {
        box.tabIndex = 0;
        const held = box.matches("code") ? "The code" : box.querySelector("table") ? "The table" : "The formula";
        const ariaLabel = box.ariaLabel ?? held;
        Object.assign(box, { role: "group", ariaLabel });
      } else box.removeAttribute("tabindex");
    });
  });

  // The theme puts the tables into their boxes meanwhile.
  addEventListener("load", () => { for (const box of document.querySelectorAll(BOXES)) sizes.observe(box); });
})();
