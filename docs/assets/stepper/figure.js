// The network, with what the step touches in its colours.
(() => {
  "use strict";
  const stepping = window.stepping, { $, $$, write, run, now, axesOf, constant } = stepping;
  if (!stepping.root) return;

  // Each operand that stands in a part of the figure takes a ring of it, the inmost first.
  const parts = {};
  for (const part of $$(".st-figure [data-at]")) {
    const rings = $$(".st-ring", part).sort((x, y) => x.matches(".wide") - y.matches(".wide"));
    const kinds = rings.map((ring) => ring.getAttribute("class"));
    parts[part.dataset.at] = { rings, kinds, number: $(".st-number", part), roles: [] };
  }
  let touched = [];
  function renderFigure({ line, indices }, marks) {
    for (const part of touched) {
      part.rings.forEach((ring, k) => ring.setAttribute("class", part.kinds[k]));
      if (part.number) write(part.number, part.number.parentNode.dataset.at.split(" ")[1]);
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
        if (part.number && typeof letter === "string") write(part.number, `${letter}=${indices[letter] + 1}`);
      }
    }
    const j = "j" in indices ? indices.j : now.opened && axesOf(line.written)[1] === "j" ? now.opened[1] : null;
    const all = line.sign === "←" ? "" : `all ${run.data.m} datapoints`;
    write($(".st-datapoint"), j === null ? all : `datapoint j = ${j + 1} of ${run.data.m}`);
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

  Object.assign(stepping, { renderFigure });
})();
