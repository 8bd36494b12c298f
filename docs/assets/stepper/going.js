// The way from one step to another.
(() => {
  "use strict";
  const stepping = window.stepping, { cell } = stepping;

  const unitsOf = {
    call: (step) => step.line.function,
    layer: (step) => `${step.line.file} ${step.indices.l}`,
  };

  // The next step; or the first of the next unit, or of the last: back from within a unit goes to its own first step.
  function moved(steps, at, unit, way) {
    if (unit === "step") return at + way;
    const differs = (one, other) => unitsOf[unit](steps[one]) !== unitsOf[unit](steps[other]);
    let to = at;
    if (way > 0) {
      while (to < steps.length - 1 && !differs(to, at)) to++;
      return to;
    }
    if (to > 0 && differs(to - 1, to)) to--;
    while (to > 0 && !differs(to - 1, to)) to--;
    return to;
  }

  function writesLike(step, other) {
    const [one, two] = [step, other].map(({ line, indices }) => cell(line.written, indices));
    return one.in === two.in && one.layer === two.layer && step.line.sign === other.line.sign;
  }

  // The scalar steps that write the cell of a scalar step, or the opened cell of a matrix.
  function behind(run, step, opened) {
    const target = cell(step.line.written, step.indices);
    const [row, column] = target.row === undefined ? opened || [] : [target.row, target.column];
    return run.forms.scalar.filter((scalar) => {
      const each = cell(scalar.line.written, scalar.indices);
      return writesLike(scalar, step) && each.row === row && each.column === column && row !== undefined;
    });
  }

  // The same moment of the run in the other form: from a cell to the matrix opened there, from an opened cell to the
  // first step behind it, else to the first step that writes the same matrix.
  function inForm(run, name, step, opened) {
    const { row, column } = cell(step.line.written, step.indices);
    const at = opened ? run.forms[name].indexOf(behind(run, step, opened)[0])
      : run.forms[name].findIndex((each) => writesLike(each, step));
    return { at, opened: row === undefined ? null : [row, column] };
  }

  Object.assign(stepping, { moved, behind, inForm });
})();
