// A derivation step by step, by its buttons or by the keys → and ← where the keyboard is in it. What is to come leaves its
// place empty, so that a reader can think of it first. Without this file all steps stand there.
(() => {
  "use strict";
  const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function setUp(box) {
    const steps = [...box.querySelectorAll("li")].filter((step) => !step.querySelector("ol"));
    const said = element("span", { role: "status" });
    let at = steps.length; // the step that is looked at; after the last one it is all of them

    function show() {
      steps.forEach((step, k) => {
        step.classList.toggle("to-come", k > at);
        if (k === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
      said.textContent = at < steps.length ? `step ${at + 1} of ${steps.length}` : `all ${steps.length} steps`;
      if (at < steps.length) steps[at].scrollIntoView({ block: "nearest" });
    }

    function go(by) {
      at = (at + by + steps.length + 1) % (steps.length + 1);
      show();
    }

    function button(textContent, by) {
      const made = element("button", { type: "button", textContent });
      made.addEventListener("click", () => go(by()));
      return made;
    }

    box.prepend(element("p", { className: "eq-going" },
      button("previous step", () => -1), button("next step", () => 1), button("all steps", () => steps.length - at),
      said, element("span", { className: "eq-keys" }, "keys: ← →")));
    box.closest("details").addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!event.currentTarget.open) return; // from a closed fold they lead on through the card
      go(KEYS[event.key]);
      event.preventDefault();
      event.stopPropagation();
    });
    show();
  }

  for (const box of document.querySelectorAll(".eq-derived")) {
    box.closest("details").addEventListener("toggle", () => setUp(box), { once: true });
  }
})();
