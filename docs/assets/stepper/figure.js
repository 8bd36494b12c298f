// The network: the numbers in its units, the sign and the size of its weights, and what the step touches, in colours.
(() => {
  "use strict";
  const stepping = window.stepping, { $, $$, write, run, now, axesOf, constant, shown, exactly } = stepping;

  // Each operand that stands in a part of the figure takes a ring of it, the inmost first.
  const parts = {};
  for (const part of $$(".st-figure [data-at]")) {
    const rings = $$(".st-ring", part).sort((x, y) => x.matches(".wide") - y.matches(".wide"));
    const kinds = rings.map((ring) => ring.getAttribute("class")), name = part.getAttribute("aria-label");
    const [number, weight] = [".st-number", ".st-weight"].map((kind) => $(kind, part));
    const index = $(`.st-index[data-of="${part.dataset.at}"]`);
    parts[part.dataset.at] = { part, rings, kinds, number, index, weight, name, value: null, roles: [] };
  }
  for (const each of Object.values(parts).filter(({ number }) => number)) {
    each.title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    each.part.prepend(each.title);
  }
  const captions = $$(".st-what"), NAMES = { A: "a", Z: "z", dJ_dA: "∂J/∂a", dJ_dZ: "∂J/∂z" };

  function renderFigure(step, state, marks) {
    const { line, indices } = step;
    const j = "j" in indices ? indices.j : now.opened && axesOf(line.written)[1] === "j" ? now.opened[1] : null;
    renderWeights(state);
    renderUnits(step, state, marks, j || 0);
    renderRings(step, marks);
    const one = `datapoint j = ${(j || 0) + 1} of ${run.data.m}`, all = `all ${run.data.m} datapoints`;
    write($(".st-datapoint"), j !== null ? one : line.sign === "←" ? "" : `${all}; in the units that of j = 1`);
  }

  // In each layer stands what the step reads or writes there, else what the phase computes; in the label's place the label.
  function renderUnits(step, state, marks, j) {
    const computed = stepping.phaseOf(step) === "backward pass" || step.line.sign === "←" ? ["dJ_dZ", "dJ_dA"] : ["A", "Z"];
    run.data.n.forEach((size, l) => {
      const touched = marks.find((mark) => mark.layer === l && mark.in in NAMES);
      const name = touched ? touched.in : l === 0 ? "A" : computed.find((each) => state[each][l].some((row) => row[j] !== null));
      write(captions[l], !name ? "" : l === 0 ? "x" : NAMES[name]);
      const values = l === 0 ? state.X[0] : name ? state[name][l] : [];
      for (let i = 0; i < size; i++) fill(parts[`${l} ${i + 1}`], values[i] ? values[i][j] : null);
    });
    fill(parts.Y, state.Y[0][0][j]);
    write(parts.Y.number, `y = ${state.Y[0][0][j]}`);
  }
  function fill(part, value) {
    part.value = value;
    write(part.number, short(value));
    write(part.title, exactly(value));
  }

  // Two decimals, or three digits: what a unit has room for.
  function short(x) {
    if (x === null) return "·";
    const size = Math.abs(x);
    if (!Number.isFinite(x)) return shown(x);
    const text = size < 10 ? x.toFixed(2) : size < 1000 ? x.toPrecision(3) : x.toExponential(0).replace("e+", "e");
    return text.replace(/^-(0\.00)$/, "$1").replace(/-/g, "−");
  }

  function renderWeights(state) {
    const largest = Math.max(...Object.values(state.W).flat(2).map(Math.abs)) || 1;
    for (const [key, part] of Object.entries(parts)) {
      const [name, layer, row, column] = key.split(" ");
      if (name !== "W" && name !== "B") continue;
      const value = state[name][layer][row - 1][(column || 1) - 1];
      if (value === part.value) continue;
      part.value = value;
      if (!part.weight) continue;
      part.weight.style.setProperty("--size", (1 + 2.5 * Math.abs(value) / largest).toFixed(2));
      part.weight.classList.toggle("minus", value < 0);
    }
  }

  let touched = [];
  function renderRings({ indices }, marks) {
    for (const part of touched) {
      part.rings.forEach((ring, k) => ring.setAttribute("class", part.kinds[k]));
      if (part.index) write(part.index, "");
      part.roles = [];
    }
    touched = [];
    for (const mark of marks) {
      if (now.opened && !mark.strong) continue;
      for (const part of keysOf(mark).map((key) => parts[key]).filter(Boolean)) {
        const ring = part.rings[part.roles.length], letter = mark.symbol.at[0];
        touched.push(part);
        if (!ring || part.roles.includes(mark.role)) continue;
        ring.setAttribute("class", `${part.kinds[part.roles.length]} lit ${mark.role}${mark.strong ? "" : " all"}`);
        part.roles.push(mark.role);
        if (part.index && typeof letter === "string" && letter in indices) write(part.index, `${letter}=${indices[letter] + 1}`);
      }
    }
  }

  function keysOf({ in: container, layer, row, column }) {
    const letter = container.replace("dJ_d", "");
    if (letter === "Y") return ["Y"];
    if (constant({ in: container })) return [];
    const rows = row === undefined ? [...Array(run.data.n[layer]).keys()] : [row];
    if (letter === "W") {
      const columns = column === undefined ? [...Array(run.data.n[layer - 1]).keys()] : [column];
      return rows.flatMap((i) => columns.map((h) => `W ${layer} ${i + 1} ${h + 1}`));
    }
    return rows.map((i) => letter === "B" ? `B ${layer} ${i + 1} 1` : `${layer} ${i + 1}`);
  }

  // The parts in words, for those who listen, once the keys rest.
  function nameParts() {
    for (const { part, name, value, number } of Object.values(parts)) {
      const words = `${name}: ${value === null ? exactly(value) : number ? number.textContent : shown(value)}`;
      if (part.getAttribute("aria-label") !== words) part.setAttribute("aria-label", words);
    }
  }

  Object.assign(stepping, { renderFigure, nameParts });
})();
