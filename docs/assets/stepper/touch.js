// What is pressed leads to the next step that touches it: a cell, a unit, a line of the network, the line of code.
(() => {
  "use strict";
  const stepping = window.stepping, { root, $, $$, write, element, run, now, here } = stepping;
  const { phaseOf, exactly, SHOWN, LAYERED } = stepping;
  const HINT = "Press a cell, a unit, a line or a line of code: on to the next step that touches it.";
  const BOXES = { ".st-tables": "button", ".st-code": ".stop", ".st-figure": "[data-at]" };
  const itemAt = (target) => Object.entries(BOXES).map(([box, kind]) => target.closest(`${box} ${kind}`)).find(Boolean);

  // The thing that a place on the page shows, as the run knows it.
  function thingOf(item) {
    if (item.cell) return item.cell();
    if (!item.dataset.at) return { line: Number(item.dataset.line), file: here().line.file };
    const [name, ...numbers] = item.dataset.at.split(" "), [layer, i, h] = numbers.map(Number);
    if (name === "Y") return { in: "Y", layer: 0, cell: [] };
    if (name === "B") return { bias: i - 1, layer };
    return name === "W" ? { weight: [i - 1, h - 1], layer } : { unit: layer - 1, layer: Number(name) };
  }

  function press(item) {
    if (item.open) return item.open();
    const thing = thingOf(item), to = stepping.nextTouching(run, now.form, now.at, thing);
    const from = now.at, phase = phaseOf(here());
    stepping.stop();
    if (to >= 0) stepping.jump(to);
    const found = to < 0 ? "No step" : to === from ? "This is the only step that" : "This is the next step that";
    const text = `${found} touches ${called(thing)}`, there = phaseOf(here());
    const elsewhere = there === phase ? "" : ` in the ${there},`;
    if (to < 0 || (to >= from && !elsewhere)) return write($(".st-exact"), `${text}.`);
    const back = element("button", `back to step ${from + 1}`, "st-return");
    back.type = "button";
    back.addEventListener("click", () => stepping.jump(from));
    $(".st-exact").replaceChildren(`${text}:${elsewhere} step ${to + 1}; `, back);
  }

  // What is pressed, in words; of a cell all the digits that it has after the step.
  function called({ unit, weight, bias, line, in: name, layer, cell }) {
    const of = ` of layer ${layer}`;
    if (line !== undefined) return `line ${line}`;
    if (unit !== undefined) return `unit ${unit + 1}${of}`;
    if (bias !== undefined) return `bias ${bias + 1}${of}`;
    if (weight) return `weight ${weight.map((index) => index + 1).join(",")}${of}`;
    const [row, column] = cell;
    if (row === undefined) return "a label y";
    const value = run.stateAfter(now.form, now.at)[name][layer][row][column];
    const digits = exactly(value).replace(/-/g, "−");
    return `${SHOWN[name]}${name in LAYERED ? of : ""}, row ${row + 1}, column ${column + 1} (${digits})`;
  }

  function renderTouch() {
    write($(".st-exact"), now.form === "matrix" && !now.opened
      ? "Press a cell of the first matrix to see what is behind it; any other, a unit or a line: on to the next step that touches it." : HINT);
    for (const [box, kind] of Object.entries(BOXES)) oneStop($(box), kind);
  }

  // Of each box one thing is reached by Tab, the others from it by the arrow keys.
  const stops = {};
  function oneStop(box, kind, item = null) {
    const old = stops[kind];
    if (!item && old && old.isConnected) return;
    if (old) old.tabIndex = -1;
    stops[kind] = item || $(kind, box);
    if (stops[kind]) stops[kind].tabIndex = 0;
  }

  const middle = (item) => {
    const { x, y, width, height } = item.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  function neighbour(items, from, [right, down]) {
    const [x, y] = middle(from);
    let found = null, least = Infinity;
    for (const item of items) {
      const [dx, dy] = middle(item).map((at, k) => at - [x, y][k]), along = dx * right + dy * down;
      const away = along + 3 * Math.abs(dx * down + dy * right);
      if (along > 1 && away < least) [found, least] = [item, away];
    }
    return found;
  }

  root.addEventListener("click", (event) => {
    const item = itemAt(event.target);
    if (item) press(item);
  });
  root.addEventListener("focusin", (event) => {
    const item = itemAt(event.target);
    for (const [box, kind] of Object.entries(BOXES)) if (item && item.closest(box)) oneStop($(box), kind, item);
  });

  // A key within a box; whether it was one for it.
  function keyAmong(event) {
    const item = itemAt(event.target), way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!item) return false;
    if (way) {
      const [box, kind] = Object.entries(BOXES).find(([box]) => item.closest(box));
      const next = neighbour($$(kind, $(box)), item, way);
      if (next) next.focus();
    } else if (event.key === "Enter" || event.key === " ") press(item);
    else if (event.key === "Escape" && !now.opened) root.focus({ preventScroll: true });
    else return false;
    return true;
  }

  Object.assign(stepping, { renderTouch, keyAmong });
})();
