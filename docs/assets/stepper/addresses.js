// The address of a step, and the step of an address.
(() => {
  "use strict";
  const stepping = window.stepping, { LONGEST, axesOf, printed, counted, wanted } = stepping;

  // The place of a step in an address: its form, its equation and its indices as printed, with those of an opened cell.
  function placeOf({ form, line, indices, turn }, cellOpened) {
    const at = line.names.map((name) => [name, printed(name, indices[name])]);
    for (const [k, index] of (cellOpened || []).entries()) at.push([axesOf(line.written)[k], index + 1]);
    if (turn > 1) at.push(["pass", turn]);
    const place = at.filter(([name]) => name !== " ").map(([name, index]) => `${name}=${index}`).join(",");
    return [form, line.id, place].filter(Boolean).join("/");
  }

  // The address of a step, with what is changed: #scalar/hidden.dJ-db/l=1,i=2,j=3;W2,1,3=0.9;gamma=0.3;training=2.
  function addressOf(run, step, cellOpened) {
    const changes = run.changes().map((change) => `${nameOf(change)}=${exactly(change.value)}`);
    const training = run.training > 1 ? [`training=${run.training}`] : [];
    return `#${[placeOf(step, cellOpened), ...changes, ...training].join(";")}`;
  }
  const nameOf = (place) => place.in + counted(place).map(([, number]) => number).join(",");
  const exactly = (x) => Object.is(x, -0) ? "-0" : String(x);

  // What stands after the hash, as it was written; what is wrongly escaped is left as it is.
  function decoded(hash) {
    const address = hash.replace(/^#/, "");
    try { return decodeURIComponent(address); } catch { return address; }
  }

  // What an address asks for: a step, what is to be changed, and what cannot be, as a line that says so.
  function find(run, address) {
    const [place, ...parts] = address.split(";");
    return { ...stepAt(run, place), ...changesIn(run, parts.filter(Boolean)) };
  }

  // The step of a place: the wanted one, or the first of its equation, in the wanted form or the other; or, as where no
  // place is given, that on which the page opens.
  function stepAt(run, place) {
    const number = numberIn(place), numbered = (form) => run.forms[form].findIndex(({ line }) => line.number === number);
    const first = run.names.find((form) => numbered(form) >= 0);
    if (first) return { form: first, at: numbered(first), opened: null };
    const [wantedForm, id, at = ""] = place.split("/");
    const asked = Object.fromEntries(at.split(",").map((part) => part.split("=")));
    const fits = ({ line, indices, turn }) => turn === +(asked.pass || 1)
      && line.names.every((name) => !(name in asked) || printed(name, indices[name]) === +asked[name]);
    for (const form of [...run.names].sort((one, other) => (other === wantedForm) - (one === wantedForm))) {
      const same = run.forms[form].filter((step) => step.line.id === id), step = same.find(fits) || same[0];
      if (step) return { form, at: run.forms[form].indexOf(step), opened: openedBy(run, step, asked) };
    }
    return stepAt(run, run.data.open);
  }

  // The number of an equation, where a place is no more than that: 56 or equation-56.
  function numberIn(place) {
    const [, digits] = /^(?:equation-)?(\d+)$/.exec(place) || [];
    return digits && Number(digits);
  }

  function changesIn(run, parts) {
    const places = new Map(run.places.map((place) => [nameOf(place), place])), changes = [], faults = [];
    let training = 1;
    for (const part of parts) {
      const [, name, text] = /^([^=]*)=?(.*)$/s.exec(part);
      const number = window.typed.number(text), place = places.get(name);
      const says = name === "training" ? `a whole number from 1 to ${LONGEST}` : place ? wanted(place).says
        : "a number of the run, such as W2,1,3=0.9, or training=2";
      if (name === "training" && Number.isInteger(number) && number >= 1 && number <= LONGEST) training = number;
      else if (place && wanted(place).fits(number)) changes.push({ ...place, value: number });
      else faults.push(`found “${clipped(part)}”, expected ${says}`);
    }
    return { changes, training, fault: faults.length > 1 ? `${faults[0]}, and ${faults.length - 1} more` : faults[0] };
  }
  const clipped = (text) => text.length > 40 ? `${text.slice(0, 40)}…` : text;

  function openedBy(run, step, asked) {
    const axes = [...axesOf(step.line.written)];
    if (step.form !== "matrix" || !axes.some((letter) => letter in asked)) return null;
    const matrix = run.recorded.matrix[run.forms.matrix.indexOf(step)].value, sizes = [matrix.length, matrix[0].length];
    // An axis of one entry need not be named.
    const [row, column] = axes.map((letter, k) => letter in asked ? +asked[letter] - 1 : sizes[k] === 1 ? 0 : -1);
    return matrix[row] !== undefined && matrix[row][column] !== undefined ? [row, column] : null;
  }

  // Whether a step is the one that an address names, if it names any.
  function isCalled(step, opened, address) {
    const parts = (of) => of.split(/[/,]/).filter(Boolean).slice(1), there = parts(placeOf(step, opened));
    const [place] = address.split(";");
    if (!place || numberIn(place) === step.line.number) return true;
    return parts(place).length > 0 && parts(place).every((part) => there.includes(part));
  }

  Object.assign(stepping, { addressOf, decoded, find, isCalled });
})();
