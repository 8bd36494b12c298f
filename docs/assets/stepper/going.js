// The way from one step to another.
(() => {
  "use strict";
  const stepping = window.stepping;

  const phaseOf = ({ line, turn }) => turn > 1 ? `second ${line.phase}` : line.phase;
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

  // The phases of a form, each with its first step and its last.
  function phases(run, form) {
    const found = [];
    run.forms[form].forEach((step, at) => {
      const name = phaseOf(step), last = found[found.length - 1];
      if (last && last.name === name) last.last = at;
      else found.push({ name, first: at, last: at });
    });
    return found;
  }

  // The equations of a form in the order in which they first occur, each phase's by themselves, with the first step.
  function equations(run, form) {
    const found = new Map();
    run.forms[form].forEach((step, first) => {
      const phase = phaseOf(step), { id, number, title } = step.line, key = `${phase} ${id}`;
      if (!found.has(key)) found.set(key, { phase, id, number, title, first });
    });
    return [...found.values()];
  }

  function writesLike(step, other) {
    const { writes: one } = step, { writes: two } = other;
    return one.in === two.in && one.layer === two.layer && phaseOf(step) === phaseOf(other);
  }

  // The scalar steps that write the cell of a scalar step, or the opened cell of a matrix.
  function behind(run, step, opened) {
    const [row, column] = step.writes.row === undefined ? opened || [] : [step.writes.row, step.writes.column];
    if (row === undefined) return [];
    return run.forms.scalar.filter((scalar) =>
      scalar.writes.row === row && scalar.writes.column === column && writesLike(scalar, step));
  }

  // The same moment of the run in the other form: from a cell to the matrix opened there, from an opened cell to the
  // first step behind it, else to the first step that writes the same matrix, or the first of its phase.
  function inForm(run, name, step, opened) {
    const { row, column } = step.writes;
    const at = opened ? run.forms[name].indexOf(behind(run, step, opened)[0])
      : run.forms[name].findIndex((each) => writesLike(each, step));
    if (at < 0) return { at: phases(run, name).find((phase) => phase.name === phaseOf(step)).first, opened: null };
    return { at, opened: row === undefined ? null : [row, column] };
  }

  Object.assign(stepping, { moved, phaseOf, phases, equations, behind, inForm });
})();
