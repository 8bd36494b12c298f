// The equation of the step, in general and in numbers.
(() => {
  "use strict";
  const stepping = window.stepping, { $, $$, write, ready, constant, printed, valueOf } = stepping;

  const panels = [];
  function panelOf(line) {
    if (panels[line.at]) return panels[line.at];
    const general = ready(line, 0), present = ready(line, 1);
    const values = $$("[data-value]", present).map((place) => ({ key: place.dataset.value, place }));
    return panels[line.at] = { general, present, indices: indicesIn(present), values };
  }

  // The places in a box where an index goes.
  function indicesIn(box) {
    return $$("[data-at]", box).map((place) => {
      const [, name, offset = 0] = /^(\w)([+-]\d+)?$/.exec(place.dataset.at);
      return { place, name, offset: Number(offset) };
    });
  }
  function writeIndices(places, indices) {
    for (const { place, name, offset } of places) write(place, String(printed(name, indices[name]) + offset));
  }

  let panel = null;
  function renderEquations(step, took) {
    const { line, indices } = step, next = panelOf(line);
    if (next !== panel) {
      panel = next;
      $(".st-general").replaceChildren(panel.general);
      $(".st-present").replaceChildren(panel.present);
    }
    writeIndices(panel.indices, indices);
    for (const { place, key } of panel.values) {
      const text = valueOf(key, line, took);
      write(place, text);
      if (key === "old") place.setAttribute("class", step.start ? `start ${line.start.role}` : "");
      const varies = !constant(line.reads[parseInt(key)]) && !text.includes("×");
      if (varies) place.style.setProperty("--room", Math.max(0, 7 - text.length));
    }
  }

  Object.assign(stepping, { indicesIn, writeIndices, renderEquations });
})();
