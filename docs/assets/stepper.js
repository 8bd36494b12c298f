// Plays the recorded run of the worked net. The record, the lines' arithmetic, the formulas and the code stand in the
// page, made at build time; this file only puts numbers and colours in their places. No number is known to it.
(() => {
  "use strict";
  const root = document.getElementById("stepper");
  if (!root) return;
  const $ = (selector, within = root) => within.querySelector(selector);
  const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
  const data = JSON.parse(document.getElementById("st-record").textContent);
  const templates = $$("template.st-line", document);
  const WORDS = { l: "layer", i: "unit", k: "unit", h: "from unit", g: "from unit", p: "to unit", j: "datapoint" };
  const AXES = { X: "hj", Y: " j", W: "ih", B: "i ", Z: "ij", A: "ij" }; // what a container's rows and columns count

  // ---------------------------------------------------------------- the run

  const quotient = (x, y) => y !== 0 ? x / y : x > 0 ? Infinity : x < 0 ? -Infinity : 0;
  const sum = (size, term) => {
    let total = 0;
    for (let q = 0; q < size; q++) total += term(q);
    return total;
  };
  const arithmetic = window.stepperArithmetic(quotient, sum);
  const copied = (value) => Array.isArray(value) ? value.map(copied) : value;
  const same = (x, y) => Array.isArray(x) && Array.isArray(y)
    ? x.length === y.length && x.every((each, at) => same(each, y[at])) : Object.is(x, y);
  const empty = (rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(null));

  const lines = data.lines.map((line, at) => ({ ...line, at, compute: arithmetic.lines[at] }));
  const forms = Object.fromEntries(Object.entries(data.forms).map(([form, steps]) => [form, steps.map((step) => {
    const line = lines[step[0]];
    const indices = Object.fromEntries(line.names.map((name, at) => [name, step[at + 1]]));
    return { form, line, indices, recorded: step[step.length - 1] };
  })]));

  let given = structuredClone(data.given); // the inputs, labels, weights and biases that the run starts from
  const runs = {}; // what each step of a form took and wrote, from the numbers given

  function start(form) {
    const L = data.n.length - 1, state = structuredClone(given);
    for (const name of ["Z", "A", "dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB"]) state[name] = {};
    for (let l = 1; l <= L; l++) {
      for (const name of ["Z", "A", "dJ_dA", "dJ_dZ"]) state[name][l] = empty(data.n[l], data.m);
      state.dJ_dW[l] = empty(data.n[l], data.n[l - 1]);
      state.dJ_dB[l] = empty(data.n[l], 1);
    }
    state.A[0] = data.dataIsLayer0[form] ? copied(given.X[0]) : empty(data.n[0], data.m);
    return state;
  }

  // The cell of a symbol: its container, layer, row and column, counted from 0; no row where it is a whole matrix.
  function cell(symbol, indices) {
    const [row, column] = symbol.at.map((index) => typeof index === "string" ? indices[index] : index - 1);
    return { in: symbol.in, layer: (symbol.moves ? indices.l : 0) + symbol.layer, row, column };
  }
  const get = (state, { in: name, layer, row, column }) =>
    row === undefined ? copied(state[name][layer]) : state[name][layer][row][column];
  function put(state, { in: name, layer, row, column }, value) {
    if (row === undefined) state[name][layer] = copied(value);
    else state[name][layer][row][column] = value;
  }

  const isFirst = ({ line, indices }) => line.gathers && line.summed.every((letter) => indices[letter] === 0);
  function gathered(state, step) {
    const { line, indices } = step;
    if (!line.gathers) return null;
    if (!isFirst(step)) return get(state, cell(line.written, indices));
    return typeof line.start === "number" ? line.start : get(state, cell(line.start, indices));
  }

  function calculated(state, { line, indices }, reads, old) {
    const target = cell(line.written, indices);
    if (target.row === undefined) {
      return state[target.in][target.layer].map((row, r) => row.map((_, c) => line.compute[0](reads, r, c)));
    }
    return line.gathers ? old + line.compute[0](reads) : line.compute[0](reads);
  }

  // Every step's reads and values in turn. Where `stands` says so a step's value is the recorded one, else computed.
  function play(form, stands) {
    const state = start(form);
    return forms[form].map((step, at) => {
      const { line, indices } = step;
      const reads = line.reads.map((symbol) => get(state, cell(symbol, indices))), old = gathered(state, step);
      const value = stands(at, reads, old) ? step.recorded : calculated(state, step, reads, old);
      put(state, cell(line.written, indices), value);
      return { reads, old, value };
    });
  }

  // The recorded value stands until something that its step reads has changed.
  const names = Object.keys(forms);
  const recorded = Object.fromEntries(names.map((form) => [form, play(form, () => true)]));
  function rerun() {
    for (const form of names) {
      const stands = (at, reads, old) => same(reads, recorded[form][at].reads) && same(old, recorded[form][at].old);
      runs[form] = play(form, stands);
    }
  }

  function stateAfter(form, at) {
    const state = start(form);
    for (let k = 0; k <= at; k++) {
      const { line, indices } = forms[form][k];
      put(state, cell(line.written, indices), runs[form][k].value);
    }
    return state;
  }

  // J of the run, from the preactivations of the last layer and the labels.
  function costOf(form) {
    const L = data.n.length - 1, state = stateAfter(form, forms[form].length - 1);
    return arithmetic.cost(state.Z[L], state.Y[0], data.m);
  }

  // ---------------------------------------------------------------- words and numbers

  // Four decimals, so that they stand under each other; a number with no more than two, such as a given one, as it is.
  function shown(x) {
    if (x === null || x === undefined) return "·";
    if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "?";
    const size = Math.abs(x), short = Number(size.toFixed(2));
    const text = size < 100000 && Math.abs(size - short) < 1e-12 ? String(short)
      : size >= 0.0001 && size < 10 ? size.toFixed(4)
        : size >= 10 && size < 100000 ? size.toPrecision(5) : size.toExponential(1).replace("e+", "e");
    return (x < 0 && text !== "0" ? "−" : "") + text.replace("-", "−");
  }
  const size = (matrix) => `${matrix.length}×${matrix[0].length}`;
  const transposed = (value) => Array.isArray(value) ? value[0].map((_, c) => value.map((row) => row[c])) : value;
  const label = (value) => Array.isArray(value) ? size(value) : shown(value);
  const constant = (symbol) => Boolean(symbol) && (symbol.in === "m" || symbol.in === "gamma");
  const axesOf = (symbol) => AXES[symbol.in.replace("dJ_d", "")];
  const printed = (name, index) => index + (name === "l" ? 0 : 1);

  // The indices of a symbol, as printed.
  function subscript(symbol, indices) {
    const { row, column } = cell(symbol, indices);
    const at = row === undefined || constant(symbol) ? [] : [row, column].filter((_, k) => axesOf(symbol)[k] !== " ");
    return at.map((index) => index + 1).join(",");
  }

  // A symbol in words, and as it is printed.
  function named(symbol, indices) {
    const at = subscript(symbol, indices), layer = symbol.moves ? `of layer ${cell(symbol, indices).layer}` : "";
    return [symbol.name, at, layer].filter(Boolean).join(" ");
  }
  function printedAs(symbol, indices) {
    const layer = symbol.moves ? `(${cell(symbol, indices).layer})` : "";
    return [symbol.name, element("sub", subscript(symbol, indices)), element("sup", layer)];
  }

  // The address of a step: its form, its equation and its indices as printed, with those of an opened cell.
  function addressOf(step, cellOpened) {
    const { form, line, indices } = step;
    const at = line.names.map((name) => [name, printed(name, indices[name])]);
    for (const [k, index] of (cellOpened || []).entries()) at.push([axesOf(line.written)[k], index + 1]);
    const place = at.filter(([name]) => name !== " ").map(([name, index]) => `${name}=${index}`).join(",");
    return `#${[form, line.id, place].filter(Boolean).join("/")}`;
  }

  const negative = (text) => text.startsWith("−") ? `(${text})` : text;
  const filled = (step, put) => step.line.says.replace(/\{(\d+)\}/g, (_, number) => put(+number));

  function spoken(step, run) {
    const { line, indices } = step;
    const right = filled(step, (k) => `${named(line.reads[k], indices)} (${label(run.reads[k])})`);
    const gathered = line.gathers ? `so far (${shown(run.old)}) + ` : "";
    return `${line.title}. ${named(line.written, indices)} ${line.sign} ${gathered}${right} = ${label(run.value)}.`;
  }

  // ---------------------------------------------------------------- where we are

  let form = "scalar", at = 0, opened = null, playing = 0, resting = 0, notice = "";
  const here = () => forms[form][at];

  const unitsOf = {
    call: (step) => step.line.function,
    layer: (step) => `${step.line.file} ${step.indices.l}`,
  };

  // The next step; or the first of the next unit, or of the last: back from within a unit goes to its own first step.
  function moved(unit, way) {
    if (unit === "step") return at + way;
    const steps = forms[form], differs = (one, other) => unitsOf[unit](steps[one]) !== unitsOf[unit](steps[other]);
    let to = at;
    if (way > 0) {
      while (to < steps.length - 1 && !differs(to, at)) to++;
      return to;
    }
    if (to > 0 && differs(to - 1, to)) to--;
    while (to > 0 && !differs(to - 1, to)) to--;
    return to;
  }

  function go(to, cellToOpen = null) {
    at = Math.max(0, Math.min(forms[form].length - 1, to));
    opened = cellToOpen;
    notice = "";
    render();
    clearTimeout(resting);
    resting = setTimeout(rest, 250);
  }

  // Once the keys rest: the address, and the words for those who listen.
  function rest() {
    writeAddress();
    const words = `Step ${at + 1} of ${forms[form].length}. ${spoken(here(), runs[form][at])}`;
    $(".st-live").textContent = [notice, words, opened && `Opened: ${$(".st-sum").textContent}.`].filter(Boolean).join(" ");
  }
  function writeAddress() {
    const address = addressOf(here(), opened);
    resting = 0;
    if (location.hash !== address) history.replaceState(history.state, "", address);
  }

  // The step of an address: the wanted one, or the first of its equation, in the wanted form or the other; or the first.
  function find(address) {
    const [wantedForm, id, place = ""] = address.split("/");
    const wanted = Object.fromEntries(place.split(",").map((part) => part.split("=")));
    const fits = ({ line, indices }) =>
      line.names.every((name) => !(name in wanted) || printed(name, indices[name]) === +wanted[name]);
    for (const name of [...names].sort((one, other) => (other === wantedForm) - (one === wantedForm))) {
      const same = forms[name].filter((step) => step.line.id === id), step = same.find(fits) || same[0];
      if (step) return { form: name, at: forms[name].indexOf(step), opened: openedBy(step, wanted) };
    }
    return { form: "scalar", at: 0, opened: null };
  }
  function decoded(address) {
    try { return decodeURIComponent(address); } catch { return address; }
  }

  function openedBy(step, wanted) {
    const axes = [...axesOf(step.line.written)];
    if (step.form !== "matrix" || !axes.some((letter) => letter in wanted)) return null;
    const matrix = recorded.matrix[forms.matrix.indexOf(step)].value, sizes = [matrix.length, matrix[0].length];
    // An axis of one entry need not be named.
    const [row, column] = axes.map((letter, k) => letter in wanted ? +wanted[letter] - 1 : sizes[k] === 1 ? 0 : -1);
    return matrix[row] !== undefined && matrix[row][column] !== undefined ? [row, column] : null;
  }

  // Go where the address says, if it is one of a step, and say so where there is no such step.
  function arrive(hash = location.hash) {
    const address = decoded(hash).replace(/^#/, ""), found = find(address);
    if (!address || document.getElementById(address)) return false;
    setForm(found.form);
    go(found.at, found.opened);
    const parts = (of) => of.split(/[/,]/).filter(Boolean).slice(1), there = parts(addressOf(here(), opened));
    if (!parts(address).length || !parts(address).every((part) => there.includes(part))) {
      notice = `No step is called ${address}; this one is shown instead.`;
      write($(".st-place"), notice);
    }
    return true;
  }

  function setForm(name) {
    form = name;
    root.dataset.form = name;
    for (const button of $$(".st-forms [data-form]")) {
      button.setAttribute("aria-pressed", String(button.dataset.form === name));
    }
    $(".st-track input").max = forms[name].length - 1;
    drawStrip();
  }

  // The same moment of the run in the other form: from a cell to the matrix opened there, from an opened cell to the
  // first step behind it, else to the first step that writes the same matrix.
  function changeForm(name) {
    if (name === form) return;
    const { row, column } = cell(here().line.written, here().indices);
    const found = opened ? forms[name].indexOf(behind(here())[0])
      : forms[name].findIndex((step) => writesLike(step, here()));
    setForm(name);
    go(found, row === undefined ? null : [row, column]);
  }
  function writesLike(step, other) {
    const [one, two] = [step, other].map(({ line, indices }) => cell(line.written, indices));
    return one.in === two.in && one.layer === two.layer && step.line.sign === other.line.sign;
  }

  // ---------------------------------------------------------------- what is shown

  const panels = [];
  const panelOf = (line) => panels[line.at] ||= build(line, templates[line.at].content.cloneNode(true));

  // What is shown of a line, and the places in it where numbers go.
  function build(line, content) {
    const [general, present, code, list] = content.children, captions = [...list.children];
    const indices = [present, ...captions].flatMap((box) => $$("[data-at]", box)).map((place) => {
      const [, name, offset = 0] = /^(\w)([+-]\d+)?$/.exec(place.dataset.at);
      return { place, name, offset: Number(offset) };
    });
    const values = $$("[data-value]", present).map((place) => ({ key: place.dataset.value, place }));
    const notes = notesIn(code, line), matrices = matricesOf(line, captions);
    return { general, present, code, indices, values, notes, matrices };
  }

  // Beside each loop and argument that gives an index its value stands a note of it. Where there is no room, only the
  // lines `near` are shown: the loops, the tagged line, and those that its symbols were read from.
  function notesIn(code, line) {
    for (const row of $$(".line:not(:first-child)", code)) {
      if (row.matches(".tagged") || $(".term", row)) row.classList.add("near");
    }
    return line.loops.map(([number, shownAs]) => {
      const row = $(`[data-line="${number}"]`, code), note = element("span", "", "st-note");
      row.lastChild.textContent = row.lastChild.textContent.replace(/\n$/, ""); // the note stands before the line's end
      row.append(note, "\n");
      if (row.previousSibling) row.classList.add("near");
      return { note, shownAs, name: shownAs === "L" ? "l" : shownAs };
    });
  }

  function matricesOf(line, captions) {
    const found = [];
    for (const symbol of [line.written, ...line.reads].filter((each) => !constant(each))) {
      const { in: container, layer, moves } = symbol;
      const known = found.find((each) => each.in === container && each.layer === layer && each.moves === moves);
      if (known) known.symbols.push(symbol);
      else found.push({ in: container, layer, moves, symbols: [symbol], caption: captions[found.length], tables: {} });
    }
    return found;
  }

  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };

  let panel = null;
  function render() {
    const step = here(), run = runs[form][at], { line, indices } = step;
    const next = panelOf(line);
    if (next !== panel) {
      panel = next;
      $(".st-general").replaceChildren(panel.general);
      $(".st-present").replaceChildren(panel.present);
      $(".st-code").replaceChildren(panel.code);
      const id = $(".st-id");
      id.href = line.card;
      id.textContent = line.id;
      id.title = `Equation ${line.number} in the book`;
      write($(".st-title"), line.title);
    }
    const places = line.names.map((name) => `${WORDS[name]} ${name} = ${printed(name, indices[name])}`);
    write($(".st-place"), places.join(", "));
    write($(".st-count"), `step ${at + 1} of ${forms[form].length}`);
    for (const { place, name, offset } of panel.indices) write(place, String(printed(name, indices[name]) + offset));
    const first = isFirst(step);
    for (const { place, key } of panel.values) {
      const text = valueOf(key, line, run);
      write(place, text);
      if (key === "old") place.setAttribute("class", first && line.start.in ? `start ${line.start.role}` : "");
      const varies = !constant(line.reads[parseInt(key)]) && !text.includes("×");
      if (varies) place.style.setProperty("--room", Math.max(0, 7 - text.length));
    }
    for (const { note, name, shownAs } of panel.notes) {
      write(note, `  # ${shownAs} is ${indices[name]}` + (name === "l" ? "" : `, printed ${indices[name] + 1}`));
    }
    const state = stateAfter(form, at), marks = marksOf(step);
    renderTables(state, step, run, marks);
    renderSum(step);
    renderFigure(step, marks);
    const slider = $(".st-track input");
    slider.value = at;
    slider.setAttribute("aria-valuetext", `step ${at + 1} of ${forms[form].length}, ${line.title}`);
    strip.forEach((each) => each.bar.classList.toggle("here", each.first <= at && at <= each.last));
    if ($(".st-all").open) renderAll(state);
    bringIn($(".st-code"), ".tagged");
    bringIn($(".st-tables"), ".strong");
  }

  // Where a box is too small for all of it, what is marked is brought into sight.
  function bringIn(box, marked) {
    const fits = box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth, outer = box.getBoundingClientRect();
    for (const inner of fits ? [] : $$(marked, box).reverse().map((each) => each.getBoundingClientRect())) {
      if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
      if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
      if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right;
      if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left;
    }
  }

  function valueOf(key, line, run) {
    if (key === "written") return label(run.value);
    if (key === "old") return shown(run.old);
    if (key[0] === "f") return shown(applied(line, key, run.reads));
    const value = run.reads[parseInt(key)];
    return label(key.endsWith("T") ? transposed(value) : value);
  }
  const applied = (line, key, reads) => line.compute[1 + Number(key.slice(1))](reads); // f0: its first function

  // What a step writes and reads, each with its colour: `strong` if it is looked at by itself. Of an opened cell, what
  // the scalar steps behind it take comes first, and then the whole matrices.
  function marksOf(step) {
    const { line, indices } = step;
    const start = isFirst(step) && line.start.in ? [line.start] : []; // what a sum starts from, while it starts
    const marks = [line.written, ...line.reads, ...start].map((symbol) =>
      ({ ...cell(symbol, indices), symbol, role: symbol.role }));
    if (!opened) return marks.map((mark) => ({ ...mark, strong: mark.row !== undefined }));
    const found = [{ ...marks[0], row: opened[0], column: opened[1], strong: true }];
    for (const scalar of behind(step)) {
      for (const symbol of [...scalar.line.reads, scalar.line.start].filter((each) => each && each.in)) {
        const each = cell(symbol, scalar.indices);
        const like = marks.slice(1).find((mark) => mark.in === each.in && mark.layer === each.layer);
        if (like) found.push({ ...like, ...each, strong: true });
      }
    }
    return [...found, ...marks];
  }

  // The scalar steps that write the cell of a scalar step, or the opened cell of a matrix.
  function behind(step) {
    const target = cell(step.line.written, step.indices);
    const [row, column] = target.row === undefined ? opened || [] : [target.row, target.column];
    return forms.scalar.filter((scalar) => {
      const each = cell(scalar.line.written, scalar.indices);
      return writesLike(scalar, step) && each.row === row && each.column === column && row !== undefined;
    });
  }

  const covers = (mark, row, column) => mark.row === undefined || (mark.row === row && mark.column === column);

  function renderTables(state, step, run, marks) {
    const tables = panel.matrices.map((matrix, k) => {
      const layer = (matrix.moves ? step.indices.l : 0) + matrix.layer, values = state[matrix.in][layer];
      const table = matrix.tables[`${form} ${layer}`] ||= buildTable(values, k === 0 && form === "matrix");
      const mine = marks.filter((mark) => mark.in === matrix.in && mark.layer === layer);
      const old = k === 0 ? priorOf(step, run) : null;
      table.cells.forEach((row, r) => row.forEach((place, c) => {
        const mark = mine.find((each) => covers(each, r, c));
        const kind = mark ? `${mark.role} ${mark.strong ? "strong" : "whole"}` : shade(mine, step.line, r, c);
        renderCell(place, values[r][c], kind);
        write(place.old, mark && old !== null ? shown(Array.isArray(old) ? old[r][c] : old) : "");
        if (!table.opens) return;
        place.value.setAttribute("aria-pressed", String(same(opened, [r, c])));
        place.value.setAttribute("aria-label", `row ${r + 1}, column ${c + 1}: ${shown(values[r][c])}`);
      }));
      renderHeads(table.rows, matrix.symbols.map((symbol) => symbol.at[0]), step.indices);
      renderHeads(table.columns, matrix.symbols.map((symbol) => symbol.at[1]), step.indices);
      write(table.size, size(values));
      table.grid.setAttribute("aria-label", `${matrix.symbols[0].name}, layer ${layer}`);
      if (table.caption.firstChild !== matrix.caption) table.caption.prepend(matrix.caption);
      return table.box;
    });
    const box = $(".st-tables");
    if (!same([...box.children], tables)) box.replaceChildren(...tables);
  }

  function renderCell(place, value, kind) {
    if (place.td.className !== kind) place.td.className = kind;
    write(place.value, shown(value));
    const exact = value === null ? "" : String(value);
    if (place.td.title !== exact) place.td.title = exact;
  }

  // A cell that another turn of the sum reads has the colour of the one that is read now, paler.
  function shade(marks, line, r, c) {
    const runs = (symbol, axis) => line.summed.includes(symbol.at[axis]);
    const found = marks.find(({ symbol, row, column }) => (runs(symbol, 0) || runs(symbol, 1))
      && (runs(symbol, 0) || row === r) && (runs(symbol, 1) || column === c));
    return found ? `${found.role} shade` : "";
  }

  function renderHeads(heads, named, indices) {
    heads.forEach((head, at) => {
      const letter = named.find((each) => indices[each] === at);
      write(head, letter ? `${letter}=${at + 1}` : String(at + 1));
      head.classList.toggle("here", Boolean(letter));
    });
  }

  // What stood in the written cell before: what was gathered so far, or the parameter that is updated.
  function priorOf({ line }, run) {
    if (line.gathers) return run.old;
    const read = line.reads.findIndex((symbol) => symbol.in === line.written.in);
    return read < 0 ? null : run.reads[read];
  }

  function buildTable(values, opens) {
    const box = element("div", "", "st-table"), table = element("table", "", "st-grid");
    const caption = element("p", ""), measure = element("span", "", "st-size");
    box.dataset.columns = values[0].length;
    caption.append(measure);
    box.append(caption, table);
    const head = table.createTHead().insertRow(), body = table.createTBody(), rows = [];
    head.insertCell();
    const columns = values[0].map(() => headCell(head, "col"));
    const cells = values.map((row, r) => {
      const line = body.insertRow();
      rows.push(headCell(line, "row"));
      return row.map((_, c) => {
        const td = line.insertCell(), old = element("s", ""), value = element(opens ? "button" : "span", "");
        if (opens) {
          value.type = "button";
          value.addEventListener("click", () => open(r, c));
        }
        td.append(old, value);
        return { td, old, value };
      });
    });
    return { box, grid: table, caption, size: measure, cells, rows, columns, opens };
  }
  function headCell(row, scope) {
    const head = element("th", "");
    head.scope = scope;
    row.append(head);
    return head;
  }

  function open(row, column) {
    go(at, same(opened, [row, column]) ? null : [row, column]);
  }

  // The scalar steps behind the cell that is written, as one line of numbers, each a link to its step.
  function renderSum(step) {
    const steps = behind(step), place = $(".st-sum");
    if (!steps.length) {
      write(place, form === "matrix" ? "Choose a cell of the first matrix to see what is behind it." : "");
      return;
    }
    const { line, indices } = steps[0], took = (scalar) => runs.scalar[forms.scalar.indexOf(scalar)];
    const result = (scalar) => [" = ", element("b", shown(took(scalar).value), "term written")];
    const pieces = [...printedAs(line.written, indices), ` ${line.sign} `];
    if (line.gathers && line.start.in) {
      pieces.push(element("span", shown(took(steps[0]).old), `term ${roleIn(step, line.start)}`), " + ");
    }
    steps.forEach((scalar, k) => {
      const link = linkTo(scalar, step, took(scalar).reads);
      if (scalar === step && steps.length > 1) link.className = "here";
      if (k) pieces.push(" + ");
      pieces.push(link);
      if (scalar === step && k < steps.length - 1) pieces.push(...result(scalar), ", then");
    });
    place.replaceChildren(...pieces, ...result(steps[steps.length - 1]));
    const current = $("a.here", place);
    place.scrollLeft = current ? current.offsetLeft - place.offsetLeft - place.clientWidth / 2 : 0;
  }

  function linkTo(scalar, step, reads) {
    const { line } = scalar, link = element("a", "");
    link.href = addressOf(scalar);
    for (const [k, template] of [line.says, line.works].filter(Boolean).entries()) {
      if (k) link.append(" = ");
      link.append(...inColours(template, scalar, step, reads));
    }
    return link;
  }

  // What a line says, with its numbers in their colours; one below 0 stands in brackets, unless it has them already.
  function inColours(template, { line }, step, reads) {
    const pieces = template.split(/\{(\w+)\}/);
    return pieces.map((piece, k) => {
      if (k % 2 === 0) return piece;
      const text = piece[0] === "f" ? shown(applied(line, piece, reads)) : label(reads[piece]);
      const inside = pieces[k - 1].endsWith("(") && pieces[k + 1].startsWith(")");
      const role = piece[0] === "f" ? line.functions[piece.slice(1)] : roleIn(step, line.reads[piece]);
      return element("span", inside ? text : negative(text), `term ${role}`);
    });
  }

  // In matrix form the colours are those of the matrices.
  const roleIn = (step, symbol) => (step.line.reads.find((each) => each.in === symbol.in) || symbol).role;

  function element(name, text, kind = "") {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  }

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
      if (opened && !mark.strong) continue;
      for (const part of keysOf(mark).map((key) => parts[key]).filter(Boolean)) {
        const ring = part.rings[part.roles.length], letter = mark.symbol.at[0];
        touched.push(part);
        if (!ring || part.roles.includes(mark.role)) continue;
        ring.setAttribute("class", `${part.kinds[part.roles.length]} lit ${mark.role}${mark.strong ? "" : " all"}`);
        part.roles.push(mark.role);
        if (part.number && typeof letter === "string") write(part.number, `${letter}=${indices[letter] + 1}`);
      }
    }
    const j = "j" in indices ? indices.j : opened && axesOf(line.written)[1] === "j" ? opened[1] : null;
    const all = line.sign === "←" ? "" : `all ${data.m} datapoints`;
    write($(".st-datapoint"), j === null ? all : `datapoint j = ${j + 1} of ${data.m}`);
  }

  function keysOf({ in: container, layer, row, column }) {
    const letter = container.replace("dJ_d", "");
    if (letter === "Y") return ["Y"];
    if (constant({ in: container })) return [];
    const rows = row === undefined ? [...Array(data.n[layer]).keys()] : [row];
    if (letter === "W") {
      const columns = column === undefined ? [...Array(data.n[layer - 1]).keys()] : [column];
      return rows.flatMap((i) => columns.map((h) => `W ${layer} ${i + 1} ${h + 1}`));
    }
    return rows.map((i) => letter === "B" ? `B ${layer} ${i + 1} 1` : `${layer} ${i + 1}`);
  }

  // A bar for each function call and layer, as long as it has steps.
  let strip = [];
  function drawStrip() {
    strip = [];
    forms[form].forEach((step, k) => {
      const key = `${step.line.function} ${step.indices.l}`, last = strip[strip.length - 1];
      if (last && last.key === key) last.last = k;
      else strip.push({ key, first: k, last: k, bar: document.createElement("i") });
    });
    for (const { first, last, bar } of strip) {
      bar.style.flexGrow = last - first + 1;
      bar.title = forms[form][first].line.title;
      bar.addEventListener("click", () => { stop(); go(first); });
    }
    $(".st-strip").replaceChildren(...strip.map((each) => each.bar));
  }

  // ---------------------------------------------------------------- every matrix, and what if

  const LAYERED = { W: "W", B: "B", Z: "Z", A: "A", dJ_dA: "∂J/∂A", dJ_dZ: "∂J/∂Z", dJ_dW: "∂J/∂W", dJ_dB: "∂J/∂B" };
  const SHOWN = { ...LAYERED, X: "X", Y: "y" };

  // Small tables of every layer of some containers; `entry` makes what stands in a cell.
  function grids(containers, values, entry) {
    return containers.flatMap((name) => Object.entries(values[name]).map(([layer, matrix]) => {
      const box = element("div", "", "st-table"), table = element("table", "", "st-grid");
      const above = element("sup", name in LAYERED ? `(${layer})` : ""), caption = element("p", SHOWN[name]);
      caption.append(above);
      box.dataset.matrix = `${name} ${layer}`;
      for (const [r, row] of matrix.entries()) {
        const line = table.insertRow();
        row.forEach((value, c) => line.insertCell().append(entry(value, name, layer, r, c)));
      }
      box.append(caption, table);
      return box;
    }));
  }

  function renderAll(state) {
    const entry = (value) => {
      const place = element("span", shown(value));
      place.title = value === null ? "" : String(value);
      return place;
    };
    $(".st-all > div").replaceChildren(...grids(Object.keys(LAYERED), state, entry));
  }

  function buildWhatIf() {
    $(".st-fields").replaceChildren(...grids(["X", "B", "W", "Y"], given, field));
  }

  // The place of a number in words, such as W, layer 2, i 1, h 2.
  function called(name, layer, r, c) {
    const at = [r, c].map((index, k) => [AXES[name][k], index + 1]).filter(([letter]) => letter !== " ");
    const where = [...(name in LAYERED ? [["layer", layer]] : []), ...at];
    return [SHOWN[name], ...where.map(([what, number]) => `${what} ${number}`)].join(", ");
  }

  // What changes a number of the run: a label is chosen, any other number typed, or turned by the arrow keys.
  function field(value, name, layer, r, c) {
    const row = given[name][layer][r], was = data.given[name][layer][r][c];
    const input = element(name === "Y" ? "select" : "input", "");
    if (name === "Y") input.append(element("option", "0"), element("option", "1"));
    else Object.assign(input, { inputMode: "decimal", autocomplete: "off" });
    input.value = value;
    input.setAttribute("aria-label", called(name, layer, r, c));
    input.classList.toggle("changed", value !== was);
    const take = () => {
      const typed = window.typed.number(input.value), fits = Number.isFinite(typed), now = shown(row[c]);
      input.setAttribute("aria-invalid", String(!fits));
      write($(".st-wrong"), fits ? "" : `${called(name, layer, r, c)}: found “${input.value}”, `
        + `expected a finite number; the run keeps ${now}.`);
      if (!fits) return;
      row[c] = typed;
      input.classList.toggle("changed", typed !== was);
      change();
    };
    input.addEventListener("input", take);
    input.addEventListener("change", () => { input.value = row[c]; take(); }); // on leaving, the number that the run has
    if (name !== "Y") input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      input.value = Number((row[c] + way / 10).toPrecision(12));
      event.preventDefault();
      take();
    });
    return input;
  }

  const isAsRecorded = () => JSON.stringify(given) === JSON.stringify(data.given);
  const costs = {}; // J of each form as recorded

  function renderCost() {
    const now = shown(costOf(form));
    write($(".st-cost"), isAsRecorded() ? `J = ${now}` : `J = ${now}, as recorded ${shown(costs[form])}`);
  }

  function change() {
    rerun();
    renderCost();
    $(".st-restore").hidden = isAsRecorded();
    go(at, opened);
  }
  $(".st-restore").addEventListener("click", () => {
    given = structuredClone(data.given);
    if ($(".st-what-if").open) buildWhatIf();
    write($(".st-wrong"), "");
    change();
    root.focus({ preventScroll: true });
  });
  $(".st-what-if").addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    buildWhatIf();
    renderCost();
    root.scrollIntoView(); // it has moved up to where the figure was
  });
  $(".st-all").addEventListener("toggle", (event) => { if (event.target.open) renderAll(stateAfter(form, at)); });

  // ---------------------------------------------------------------- going

  function stop() {
    clearInterval(playing);
    playing = 0;
    showPlaying();
  }
  function toggle() {
    if (playing) return stop();
    if (at === forms[form].length - 1) go(0);
    const onward = () => { if (at === forms[form].length - 1) stop(); else go(at + 1); };
    playing = setInterval(onward, 1000 / Number($(".st-speed select").value));
    showPlaying();
  }
  function showPlaying() {
    const button = $('[data-go="play"]');
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
    button.classList.toggle("playing", Boolean(playing));
  }
  function move(unit, way) {
    if (unit === "play") return toggle();
    stop();
    go(unit === "start" ? 0 : unit === "end" ? forms[form].length - 1 : moved(unit, way));
  }

  // A click leaves the focus where it was, so that the keys, Space above all, go on doing what the page says.
  $(".st-bar").addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]"), chosen = event.target.closest(".st-forms [data-form]");
    if (button) move(button.dataset.go, Number(button.dataset.way));
    if (chosen) { stop(); changeForm(chosen.dataset.form); }
  });
  $(".st-track input").addEventListener("input", (event) => { stop(); go(Number(event.target.value)); });
  $(".st-speed select").addEventListener("change", () => { if (playing) { stop(); toggle(); } });

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (target !== document.body && !root.contains(target)) return;
    if (target.closest("select, textarea, input:not([type=range])")) return;
    if (event.shiftKey && /^(Home|End|Page)/.test(event.key)) return; // they select text
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key], page = { PageUp: -1, PageDown: 1 }[event.key];
    if (arrow) move(event.shiftKey ? "call" : "step", arrow);
    else if (page) move("layer", page);
    else if (event.key === "Home") move("start");
    else if (event.key === "End") move("end");
    else if (event.key === " " && !target.closest("button, a, summary")) toggle();
    else if (event.key.toLowerCase() === "m") { stop(); changeForm(form === "scalar" ? "matrix" : "scalar"); }
    else if (event.key === "Escape" && opened) go(at);
    else if (!["n", "p", ".", ","].includes(event.key)) return; // with these the theme would leave the page
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // Of the event, since the address of the step before may have been written meanwhile.
  window.addEventListener("hashchange", (event) => { stop(); arrive(new URL(event.newURL).hash); });
  window.addEventListener("pagehide", () => { if (resting) writeAddress(); });

  root.tabIndex = -1;
  rerun();
  for (const name of names) costs[name] = costOf(name);
  setForm("scalar");
  if (!arrive()) render();

  // What the tests of the site look into.
  root.stepper = { forms, play, stateAfter, costOf };
})();
