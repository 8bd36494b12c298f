// The cells that a step touches.
(() => {
  "use strict";
  const stepping = window.stepping, { behind, cell, isFirst } = stepping;

  // What a step writes and reads, each with its colour: `strong` if it is looked at by itself. Of an opened cell, what
  // the scalar steps behind it take comes first, and then the whole matrices.
  function marksOf(run, step, opened) {
    const { line, indices } = step;
    const start = isFirst(step) && line.start.in ? [line.start] : []; // what a sum starts from, while it starts
    const marks = [line.written, ...line.reads, ...start].map((symbol) =>
      ({ ...cell(symbol, indices), symbol, role: symbol.role }));
    if (!opened) return marks.map((mark) => ({ ...mark, strong: mark.row !== undefined }));
    const found = [{ ...marks[0], row: opened[0], column: opened[1], strong: true }];
    for (const scalar of behind(run, step, opened)) {
      for (const symbol of [...scalar.line.reads, scalar.line.start].filter((each) => each && each.in)) {
        const each = cell(symbol, scalar.indices);
        const like = marks.slice(1).find((mark) => mark.in === each.in && mark.layer === each.layer);
        if (like) found.push({ ...like, ...each, strong: true });
      }
    }
    return [...found, ...marks];
  }

  Object.assign(stepping, { marksOf });
})();
