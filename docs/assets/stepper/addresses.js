// The address of a step, and the step of an address.
(() => {
  "use strict";
  const stepping = window.stepping, { axesOf, printed } = stepping;

  // The address of a step: its form, its equation and its indices as printed, with those of an opened cell.
  function addressOf(step, cellOpened) {
    const { form, line, indices } = step;
    const at = line.names.map((name) => [name, printed(name, indices[name])]);
    for (const [k, index] of (cellOpened || []).entries()) at.push([axesOf(line.written)[k], index + 1]);
    const place = at.filter(([name]) => name !== " ").map(([name, index]) => `${name}=${index}`).join(",");
    return `#${[form, line.id, place].filter(Boolean).join("/")}`;
  }

  // What stands after the hash, as it was written; what is wrongly escaped is left as it is.
  function decoded(hash) {
    const address = hash.replace(/^#/, "");
    try { return decodeURIComponent(address); } catch { return address; }
  }

  // The step of an address: the wanted one, or the first of its equation, in the wanted form or the other; or the first.
  function find(run, address) {
    const [wantedForm, id, place = ""] = address.split("/");
    const wanted = Object.fromEntries(place.split(",").map((part) => part.split("=")));
    const fits = ({ line, indices }) =>
      line.names.every((name) => !(name in wanted) || printed(name, indices[name]) === +wanted[name]);
    for (const form of [...run.names].sort((one, other) => (other === wantedForm) - (one === wantedForm))) {
      const same = run.forms[form].filter((step) => step.line.id === id), step = same.find(fits) || same[0];
      if (step) return { form, at: run.forms[form].indexOf(step), opened: openedBy(run, step, wanted) };
    }
    return { form: "scalar", at: 0, opened: null };
  }

  function openedBy(run, step, wanted) {
    const axes = [...axesOf(step.line.written)];
    if (step.form !== "matrix" || !axes.some((letter) => letter in wanted)) return null;
    const matrix = run.recorded.matrix[run.forms.matrix.indexOf(step)].value, sizes = [matrix.length, matrix[0].length];
    // An axis of one entry need not be named.
    const [row, column] = axes.map((letter, k) => letter in wanted ? +wanted[letter] - 1 : sizes[k] === 1 ? 0 : -1);
    return matrix[row] !== undefined && matrix[row][column] !== undefined ? [row, column] : null;
  }

  // Whether a step is the one that an address names.
  function isCalled(step, opened, address) {
    const parts = (of) => of.split(/[/,]/).filter(Boolean).slice(1), there = parts(addressOf(step, opened));
    return parts(address).length > 0 && parts(address).every((part) => there.includes(part));
  }

  Object.assign(stepping, { addressOf, decoded, find, isCalled });
})();
