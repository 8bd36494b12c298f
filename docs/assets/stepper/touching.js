// What a step touches: cells, parts of the network, lines of code.
(() => {
  "use strict";
  const stepping = window.stepping, { behind } = stepping;

  // The cells that a step writes and reads, with what a sum starts from while it starts.
  const cellsOf = ({ writes, reads, start }) => [writes, ...reads, ...(start ? [start] : [])];

  // What a step writes and reads, each with its colour: `strong` if it is looked at by itself. Of an opened cell, what
  // the scalar steps behind it take comes first, and then the whole matrices.
  function marksOf(run, step, opened) {
    const { line } = step, symbols = [line.written, ...line.reads, line.start];
    const marks = cellsOf(step).map((each, k) => ({ ...each, symbol: symbols[k], role: symbols[k].role }));
    if (!opened) return marks.map((mark) => ({ ...mark, strong: mark.row !== undefined }));
    const found = [{ ...marks[0], row: opened[0], column: opened[1], strong: true }];
    for (const each of behind(run, step, opened).flatMap((scalar) => cellsOf(scalar).slice(1))) {
      const like = marks.slice(1).find((mark) => mark.in === each.in && mark.layer === each.layer);
      if (like) found.push({ ...like, ...each, strong: true });
    }
    return [...found, ...marks];
  }

  // The next step, after the last the first ones again, that touches a thing as it is clicked; -1 if none does. A thing
  // is { unit, layer }, { weight: [i, h], layer }, { bias: i, layer }, all of these with their gradients,
  // { cell: [row, column], in, layer }, or { line, file }; counted from 0.
  function nextTouching(run, form, at, thing) {
    const steps = run.forms[form], touches = "line" in thing ? (k) => stopsAt(steps, k, thing)
      : (k) => cellsOf(steps[k]).some((each) => isAt(each, thing));
    for (let k = at + 1; k <= at + steps.length; k++) if (touches(k % steps.length)) return k % steps.length;
    return -1;
  }

  const UNITS = ["X", "Z", "A", "dJ_dZ", "dJ_dA"];
  function isAt(place, { unit, weight, bias, cell: at, layer, in: name }) {
    const [containers, [row, column]] = unit !== undefined ? [UNITS, [unit]] : weight ? [["W", "dJ_dW"], weight]
      : bias !== undefined ? [["B", "dJ_dB"], [bias]] : [[name], at];
    const meets = (mine, theirs) => mine === undefined || theirs === undefined || mine === theirs;
    if (!containers.includes(place.in) || place.layer !== layer) return false;
    return meets(place.row, row) && meets(place.column, column);
  }

  // Whether a debugger would stop at a line of code on the way to a step: the tagged line, or a loop or the function
  // above it that has just begun or gone on.
  function stopsAt(steps, k, { line: number, file }) {
    const { line, indices } = steps[k], before = steps[k - 1];
    if (line.file !== file) return false;
    if (line.lineno === number) return true;
    const loop = line.loops.find(([at]) => at === number);
    if (!loop) return false;
    const name = loop[1] === "L" ? "l" : loop[1], outer = line.names.slice(0, line.names.indexOf(name) + 1);
    if (!before || before.line.function !== line.function) return true;
    return outer.some((each) => before.indices[each] !== indices[each]);
  }

  Object.assign(stepping, { marksOf, nextTouching });
})();
