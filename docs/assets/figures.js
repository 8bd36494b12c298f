// The figures that move: a slider puts into the drawing what the build computed for each of its places. Without this
// file a figure stands still, at the place where its sliders start.
(() => {
  "use strict";

  function setUp(figure) {
    const columns = JSON.parse(figure.querySelector("script").textContent);
    const svg = figure.querySelector("svg"), inputs = [...figure.querySelectorAll("input")];
    const parts = Object.fromEntries([...svg.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));

    inputs.forEach((input, k) => { parts[k] = input.nextElementSibling; });

    function show() {
      for (const [by, names, column] of columns) {
        const place = by.reduce((sum, k) => sum * (Number(inputs[k].max) + 1) + Number(inputs[k].value), 0);
        for (const [part, attribute] of names.split(" ").map((name) => name.split("."))) {
          if (attribute === "text") parts[part].textContent = column[place];
          else parts[part].setAttribute(attribute, column[place]);
        }
      }
      inputs.forEach((input, k) => {
        const said = input.dataset.says.replace(/\{([\w-]*)\}/g, (_, name) => parts[name || k].textContent);
        input.setAttribute("aria-valuetext", said);
      });
    }

    // Along a curve the pointer, or a finger, moves the first slider from within the drawing.
    function drag(event) {
      const [from, to] = figure.dataset.drag.split(" ").map(Number), box = svg.getBoundingClientRect();
      const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
      inputs[0].value = Math.round((x - from) / (to - from) * inputs[0].max);
      show();
    }

    for (const input of inputs) input.addEventListener("input", show);
    if (!figure.dataset.drag) return;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      svg.setPointerCapture(event.pointerId);
      drag(event);
    });
    svg.addEventListener("pointermove", (event) => {
      if (svg.hasPointerCapture(event.pointerId)) drag(event);
    });
  }

  for (const figure of document.querySelectorAll(".moving")) setUp(figure);
})();
