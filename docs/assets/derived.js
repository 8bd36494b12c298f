// A derivation step by step, by its buttons or by the keys → and ← where the keyboard is in it. What is to come leaves its
// place empty, so that a reader can think of it first. At first all steps stand there, from which a key leads to step 1;
// after that the keys end at either end. Without this file all steps stand there.
(() => {
  "use strict";
  const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function setUp(box) {
    const steps = [...box.querySelectorAll("li")].filter((step) => !step.querySelector("ol")), last = steps.length - 1;
    const said = element("span", { role: "status" });
    let at = last, begun = false; // the last step that is shown; whether the reader has gone to it

    function show() {
      steps.forEach((step, k) => {
        step.classList.toggle("to-come", k > at);
        if (begun && k === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
      previous.setAttribute("aria-disabled", at === 0);
      next.textContent = at === last ? "from the start" : "next step";
      all.setAttribute("aria-disabled", at === last);
      const parts = [...steps[at].childNodes].map((part) => (part.nodeName === "SPAN" ? ", " : "") + part.textContent);
      said.replaceChildren(at === last ? `all ${steps.length} steps` : `step ${at + 1} of ${steps.length}`,
        element("span", { className: "unseen" }, begun ? `: ${parts.join("")}` : ""));
      if (begun) steps[at].scrollIntoView({ block: "nearest" });
    }

    function go(to) {
      if (to < 0 || to > last || to === at) return;
      [at, begun] = [to, true];
      show();
    }

    function button(textContent, to) {
      const made = element("button", { type: "button", textContent });
      made.addEventListener("click", () => go(to()));
      return made;
    }

    const previous = button("previous step", () => at - 1);
    const next = button("next step", () => (at === last ? 0 : at + 1));
    const all = button("all steps", () => last);
    box.prepend(element("p", { className: "eq-going" }, previous, next, all,
      said, element("span", { className: "eq-keys" }, "keys: ← →")));
    box.closest("details").addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (!event.currentTarget.open) return; // from a closed fold they lead on through the card
      go(begun || event.key === "ArrowLeft" ? at + KEYS[event.key] : 0);
      event.preventDefault();
      event.stopPropagation();
    });
    show();
  }

  for (const box of document.querySelectorAll(".eq-derived")) {
    box.closest("details").addEventListener("toggle", () => setUp(box), { once: true });
  }
})();
