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
  const WORDS = { l: "layer", i: "unit", k: "unit", h: "unit below", g: "unit below", p: "unit above", j: "datapoint" };
  const LETTERS = { X: "hj", Y: " j", W: "ih", B: "i ", Z: "ij", A: "ij" }; // of a container's rows and columns

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

  const lines = data.lines.map((line, at) => ({ ...line, at, compute: arithmetic[at] }));
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

  function gathered(state, { line, indices }) {
    if (!line.gathers) return null;
    if (line.summed.some((letter) => indices[letter] > 0)) return get(state, cell(line.written, indices));
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
    for (let k = 0; k <= at; k++) put(state, cell(forms[form][k].line.written, forms[form][k].indices), runs[form][k].value);
    return state;
  }

  // ---------------------------------------------------------------- words and numbers

  function shown(x) {
    if (x === null || x === undefined) return "·";
    if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "?";
    const size = Math.abs(x);
    let text = size === 0 || (size >= 0.001 && size < 10) ? size.toFixed(4) : size < 100000 && size >= 10
      ? size.toPrecision(5) : size.toExponential(1).replace("e+", "e");
    if (text.includes(".") && !text.includes("e")) text = text.replace(/\.?0+$/, "");
    return (x < 0 ? "−" : "") + text.replace("-", "−");
  }
  const size = (matrix) => `${matrix.length}×${matrix[0].length}`;
  const label = (value) => Array.isArray(value) ? size(value) : shown(value);
  const printed = (name, at) => at + (name === "l" ? 0 : 1);
  const placeOf = ({ line, indices }) => line.names.map((name) => `${name}=${printed(name, indices[name])}`).join(",");

  function named(symbol, indices) {
    const { row, column, layer } = cell(symbol, indices);
    const at = constant(symbol) || row === undefined ? []
      : LETTERS[symbol.in.replace("dJ_d", "")].split("").map((letter, k) => letter === " " ? "" : [row, column][k] + 1);
    return symbol.name + at.filter((index) => index !== "").map((index, k) => (k ? "," : " ") + index).join("")
      + (symbol.moves ? ` of layer ${layer}` : "");
  }

  const negative = (text) => text.startsWith("−") ? `(${text})` : text;
  const filled = (step, put) => step.line.says.replace(/\{(\d+)\}/g, (_, number) => put(+number));

  function spoken(step, run) {
    const { line, indices } = step;
    const right = filled(step, (k) => `${named(line.reads[k], indices)} (${label(run.reads[k])})`);
    return `${line.title}. ${named(line.written, indices)} ${line.sign} ${line.gathers ? `so far (${shown(run.old)}) + ` : ""}`
      + `${right} = ${label(run.value)}.`;
  }

  // ---------------------------------------------------------------- where we are

  let form = "scalar", at = 0, opened = null, playing = 0, resting = 0;
  const here = () => forms[form][at];

  const unitsOf = {
    step: (step) => step,
    call: (step) => step.line.function,
    layer: (step) => `${step.line.file} ${step.indices.l}`,
  };

  // The first step of the next or the last unit; back from within a unit goes to its own first step.
  function moved(unit, way) {
    const steps = forms[form], of = unitsOf[unit];
    let to = at;
    if (unit === "step") to += way;
    else if (way > 0) {
      while (to < steps.length && of(steps[to]) === of(steps[at])) to++;
      if (to === steps.length) to = steps.length - 1;
    } else {
      if (to > 0 && of(steps[to - 1]) !== of(steps[to])) to--;
      while (to > 0 && of(steps[to - 1]) === of(steps[to])) to--;
    }
    return Math.max(0, Math.min(steps.length - 1, to));
  }

  function go(to, cellToOpen = null) {
    at = Math.max(0, Math.min(forms[form].length - 1, to));
    opened = cellToOpen;
    render();
    clearTimeout(resting);
    resting = setTimeout(rest, 250);
  }

  // Once the keys rest: the address, and the words for those who listen.
  function rest() {
    const address = addressOf(here());
    if (location.hash !== address) history.replaceState(history.state, "", address);
    $(".st-live").textContent = `Step ${at + 1} of ${forms[form].length}. ${spoken(here(), runs[form][at])}`;
  }

  function addressOf(step) {
    const { line } = step;
    let place = placeOf(step);
    if (opened && step === here()) place += "," + cellPlace(line.written, opened);
    return `#${[step.form, line.id, place].filter(Boolean).join("/")}`;
  }
  const lettersOf = (symbol) => LETTERS[symbol.in.replace("dJ_d", "")];
  const cellPlace = (symbol, place) =>
    place.map((index, k) => [lettersOf(symbol)[k], index + 1]).filter(([letter]) => letter !== " ")
      .map(([letter, index]) => `${letter}=${index}`).join(",");

  function find(address) {
    const [wantedForm, id, place = ""] = decodeURIComponent(address).replace(/^#/, "").split("/");
    const wanted = Object.fromEntries(place.split(",").filter(Boolean).map((part) => part.split("=")));
    for (const name of [wantedForm, ...names]) {
      const steps = forms[name] || [];
      const fits = (step) => step.line.id === id
        && step.line.names.every((letter) => !(letter in wanted) || printed(letter, step.indices[letter]) === +wanted[letter]);
      let found = steps.findIndex(fits);
      if (found < 0) found = steps.findIndex((step) => step.line.id === id);
      if (found >= 0) return { form: name, at: found, opened: openedBy(steps[found], wanted) };
    }
    return null;
  }

  function openedBy(step, wanted) {
    if (step.form !== "matrix") return null;
    const [row, column] = lettersOf(step.line.written).split("").map((letter) => letter === " " ? 0 : +wanted[letter] - 1);
    const matrix = recorded.matrix[forms.matrix.indexOf(step)].value;
    return matrix[row] !== undefined && matrix[row][column] !== undefined ? [row, column] : null;
  }

  function arrive() {
    const found = location.hash && find(location.hash);
    if (found) { setForm(found.form); go(found.at, found.opened); }
    return Boolean(found);
  }

  function setForm(name) {
    form = name;
    root.dataset.form = name;
    for (const button of $$("[data-form]", $(".st-forms"))) button.setAttribute("aria-pressed", String(button.dataset.form === name));
    $(".st-track input").max = forms[name].length - 1;
    drawStrip();
  }

  // The same moment of the run in the other form: the step that writes the same matrix, or the next one.
  function changeForm(name) {
    if (name === form) return;
    const { line, indices } = here(), target = cell(line.written, indices), other = forms[name];
    const fits = (step) => {
      const each = cell(step.line.written, step.indices);
      return each.in === target.in && each.layer === target.layer && step.line.sign === line.sign;
    };
    const found = other.findIndex(fits);
    setForm(name);
    go(found < 0 ? 0 : found);
  }

  // ---------------------------------------------------------------- what is shown

  const panels = lines.map(() => null);
  function panelOf(line) {
    return panels[line.at] ||= build(line, templates[line.at].content.cloneNode(true));
  }

  function build(line, content) {
    const [general, present, code] = content.children;
    const captions = [...content.children[3].children];
    const indices = [...present.querySelectorAll("[data-at]"), ...captions.flatMap((each) => [...each.querySelectorAll("[data-at]")])];
    const values = [...present.querySelectorAll("[data-value]")].map((place) => ({ place: leaf(place), key: place.dataset.value }));
    const head = Number(code.querySelector(".line").dataset.line);
    const loops = line.loops.map(([number, name]) => {
      const row = code.querySelector(`[data-line="${number}"]`), note = document.createElement("span");
      note.className = "st-note";
      row.lastChild.textContent = row.lastChild.textContent.replace(/\n$/, ""); // the note stands before the line's end
      row.append(note, "\n");
      if (number !== head) row.classList.add("near");
      return { note, name: name === "L" ? "l" : name, shownAs: name };
    });
    for (const row of code.querySelectorAll(".line:not(:first-child)")) {
      if (row.matches(".tagged") || row.querySelector(".term")) row.classList.add("near");
    }
    const matrices = [];
    for (const symbol of [line.written, ...line.reads]) {
      if (constant(symbol)) continue;
      const known = matrices.find((each) => each.in === symbol.in && each.layer === symbol.layer && each.moves === symbol.moves);
      if (known) known.symbols.push(symbol);
      else matrices.push({ in: symbol.in, layer: symbol.layer, moves: symbol.moves, symbols: [symbol], tables: {} });
    }
    matrices.forEach((each, k) => { each.caption = captions[k]; });
    return { general, present, code, indices: indices.map((place) => ({ place: leaf(place), ...parsed(place.dataset.at) })), values, loops, matrices };
  }
  // A place of a number keeps one element, whose text changes.
  function leaf(place) {
    const only = document.createElementNS("http://www.w3.org/1998/Math/MathML", place.hasAttribute("data-value") ? "mtext" : "mn");
    place.replaceChildren(only);
    return only;
  }
  function parsed(text) {
    const [, name, offset] = /^(\w)([+-]\d+)?$/.exec(text);
    return { name, offset: Number(offset || 0) };
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
    write($(".st-place"), line.names.map((name) => `${WORDS[name]} ${name} = ${printed(name, indices[name])}`).join(", "));
    write($(".st-count"), `step ${at + 1} of ${forms[form].length}`);
    for (const { place, name, offset } of panel.indices) write(place, String(printed(name, indices[name]) + offset));
    for (const { place, key } of panel.values) {
      const text = valueOf(key, line, run);
      write(place, text);
      if (!constant(line.reads[key]) && !text.includes("×")) place.style.setProperty("--room", Math.max(0, 7 - text.length));
    }
    for (const { note, name, shownAs } of panel.loops) {
      write(note, `  # ${shownAs} is ${indices[name]}` + (name === "l" ? "" : `, printed ${indices[name] + 1}`));
    }
    const state = stateAfter(form, at), marks = marksOf(step);
    renderTables(state, step, run, marks);
    renderSum(step);
    renderFigure(step, marks);
    const slider = $(".st-track input");
    slider.value = at;
    slider.setAttribute("aria-valuetext", `step ${at + 1} of ${forms[form].length}, ${line.title}`);
    const group = strip.findIndex((each) => at <= each.last);
    if (group !== lit) {
      strip[lit] && strip[lit].bar.classList.remove("here");
      strip[group].bar.classList.add("here");
      lit = group;
    }
    if ($(".st-all").open) renderAll(state);
  }

  const constant = (symbol) => Boolean(symbol) && (symbol.in === "m" || symbol.in === "gamma");
  function valueOf(key, line, run) {
    if (key === "written") return label(run.value);
    if (key === "old") return shown(run.old);
    return key[0] === "f" ? Array.isArray(run.reads[0]) ? "" : shown(line.compute[1 + Number(key.slice(1))](run.reads))
      : label(run.reads[key]);
  }
  // What a step reads and writes, each cell with its colour. Of an opened cell, what the scalar steps behind it take.
  function marksOf(step) {
    const { line, indices } = step;
    const marks = line.reads.map((symbol) => ({ ...cell(symbol, indices), role: symbol.role, symbol, strong: true }));
    marks.unshift({ ...cell(line.written, indices), role: line.written.role, symbol: line.written, strong: true });
    if (!opened) return marks;
    const [row, column] = opened, whole = marks.map((mark) => ({ ...mark, strong: false }));
    const found = [{ ...marks[0], row, column }];
    for (const scalar of behind(step)) {
      for (const symbol of [...scalar.line.reads, ...(scalar.line.start && scalar.line.start.in ? [scalar.line.start] : [])]) {
        const each = cell(symbol, scalar.indices);
        const like = marks.slice(1).find((mark) => mark.in === each.in && mark.layer === each.layer);
        if (like) found.push({ ...each, role: like.role, symbol: like.symbol, strong: true });
      }
    }
    return [...found, ...whole];
  }

  // The scalar steps that write the opened cell, or the cell that a scalar step writes.
  function behind(step) {
    const target = cell(step.line.written, step.indices);
    const [row, column] = target.row === undefined ? opened || [] : [target.row, target.column];
    return forms.scalar.filter((scalar) => {
      const each = cell(scalar.line.written, scalar.indices);
      return each.in === target.in && each.layer === target.layer && each.row === row && each.column === column && row !== undefined
        && scalar.line.sign === step.line.sign;
    });
  }

  const covers = (mark, row, column) => mark.row === undefined || (mark.row === row && mark.column === column);

  function renderTables(state, step, run, marks) {
    const { line, indices } = step, tables = [];
    for (const [k, matrix] of panel.matrices.entries()) {
      const layer = (matrix.moves ? indices.l : 0) + matrix.layer, values = state[matrix.in][layer];
      const table = matrix.tables[`${form} ${layer}`] ||= buildTable(matrix, values, k === 0 && form === "matrix");
      const mine = marks.filter((mark) => mark.in === matrix.in && mark.layer === layer);
      const before = k === 0 ? priorOf(step, run) : null;
      const shades = form === "scalar" ? mine.filter((mark) => mark.symbol.at.some((index) => line.summed.includes(index))) : [];
      for (const [r, row] of table.cells.entries()) {
        for (const [c, place] of row.entries()) {
          const value = values[r][c], mark = mine.find((each) => each.strong && covers(each, r, c)) || mine.find((each) => covers(each, r, c));
          const shade = mark ? null : shades.find((each) => (line.summed.includes(each.symbol.at[0]) || each.row === r)
            && (line.summed.includes(each.symbol.at[1]) || each.column === c));
          const kind = mark ? `${mark.role} ${mark.strong && (mark.row !== undefined) ? "strong" : "whole"}` : shade ? `${shade.role} shade` : "";
          if (place.td.className !== kind) place.td.className = kind;
          write(place.value, shown(value));
          if (value !== place.exact) { place.exact = value; place.td.title = value === null ? "" : String(value); }
          if (table.opens) place.value.setAttribute("aria-pressed", String(Boolean(opened) && opened[0] === r && opened[1] === c));
          write(place.old, before && mark && covers(cell(line.written, indices), r, c) ? oldText(before, r, c) : "");
        }
      }
      for (const [axis, heads] of [["row", table.rows], ["column", table.columns]]) {
        const named = matrix.symbols.map((symbol) => symbol.at[axis === "row" ? 0 : 1]).filter((index) => typeof index === "string");
        for (const [at, head] of heads.entries()) {
          const letter = named.find((each) => indices[each] === at);
          write(head, letter ? `${letter}=${at + 1}` : String(at + 1));
          head.classList.toggle("here", Boolean(letter));
        }
      }
      write(table.size, size(values));
      if (table.caption.firstChild !== matrix.caption) table.caption.prepend(matrix.caption);
      tables.push(table.box);
    }
    const box = $(".st-tables");
    if (tables.length !== box.children.length || tables.some((table, k) => box.children[k] !== table)) box.replaceChildren(...tables);
  }
  const oldText = (before, r, c) => shown(Array.isArray(before) ? before[r][c] : before);

  // What stood in the written cell before: what was gathered so far, or the parameter that is updated.
  function priorOf({ line }, run) {
    if (line.gathers) return run.old;
    const same = line.reads.findIndex((symbol) => symbol.in === line.written.in);
    return same < 0 ? null : run.reads[same];
  }

  function buildTable(matrix, values, openable) {
    const box = document.createElement("div"), table = document.createElement("table"), cells = [], rows = [];
    box.className = "st-table";
    box.dataset.columns = values[0].length;
    table.className = "st-grid"; // with a class, the theme leaves it alone
    const caption = document.createElement("p"), measure = document.createElement("span");
    caption.append(measure);
    const head = table.createTHead().insertRow();
    head.append(document.createElement("td"));
    const columns = values[0].map(() => headCell(head, "col"));
    const body = table.createTBody();
    values.forEach((row, r) => {
      const line = body.insertRow();
      rows.push(headCell(line, "row"));
      cells.push(row.map((_, c) => {
        const td = line.insertCell(), old = document.createElement("s");
        const value = document.createElement(openable ? "button" : "span");
        if (openable) {
          value.type = "button";
          value.addEventListener("click", () => open(r, c));
        }
        td.append(old, value);
        return { td, old, value, exact: undefined };
      }));
    });
    box.append(caption, table);
    return { box, caption, size: measure, cells, rows, columns, opens: openable };
  }
  function headCell(row, scope) {
    const head = document.createElement("th");
    head.scope = scope;
    row.append(head);
    return head;
  }

  function open(row, column) {
    go(at, opened && opened[0] === row && opened[1] === column ? null : [row, column]);
  }

  function renderSum(step) {
    const place = $(".st-sum"), { line } = step;
    const wholeOpen = form === "matrix" && opened;
    const steps = form === "scalar" ? (line.gathers ? behind(step) : []) : wholeOpen ? behind(step) : [];
    if (!steps.length) {
      write(place, form === "matrix" ? "Choose a cell of the first matrix to see what is behind it." : "");
      return;
    }
    const first = steps[0], parts = [], take = runs.scalar;
    const number = (scalar) => forms.scalar.indexOf(scalar);
    const result = (scalar) => [" = ", element("b", shown(take[number(scalar)].value), "term written")];
    parts.push(element("span", named(first.line.written, first.indices), "st-name"), ` ${line.sign} `);
    if (first.line.gathers && typeof first.line.start !== "number") {
      parts.push(element("span", shown(take[number(first)].old), `term ${roleIn(step, first.line.start)}`), " + ");
    }
    steps.forEach((scalar, k) => {
      if (k) parts.push(" + ");
      const link = element("a", "", scalar === step ? "here" : "");
      link.href = `#${[scalar.form, scalar.line.id, placeOf(scalar)].join("/")}`;
      filled(scalar, (at) => `\u0000${at}\u0000`).split("\u0000").forEach((piece, odd) => {
        link.append(odd % 2 ? element("span", negative(label(take[number(scalar)].reads[piece])), `term ${roleIn(step, scalar.line.reads[piece])}`) : piece);
      });
      parts.push(link);
      if (scalar === step && k < steps.length - 1) parts.push(...result(scalar), ", then");
    });
    parts.push(...result(steps[steps.length - 1]));
    place.replaceChildren(...parts);
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
    parts[part.dataset.at] = { rings, kinds: rings.map((ring) => ring.getAttribute("class")), number: $(".st-number", part), roles: [] };
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
        ring.setAttribute("class", `${part.kinds[part.roles.length]} lit ${mark.role}`);
        part.roles.push(mark.role);
        if (part.number && typeof letter === "string") write(part.number, `${letter}=${indices[letter] + 1}`);
      }
    }
    const j = "j" in indices ? indices.j : opened && lettersOf(line.written)[1] === "j" ? opened[1] : null;
    write($(".st-datapoint"), j === null ? line.sign === "←" ? "" : `all ${data.m} datapoints` : `datapoint j = ${j + 1} of ${data.m}`);
  }

  function keysOf({ in: container, layer, row, column }) {
    const letter = container.replace("dJ_d", "");
    if (letter === "Y") return ["Y"];
    if (letter === "m" || letter === "gamma") return [];
    const rows = row === undefined ? [...Array(data.n[layer]).keys()] : [row];
    if (letter === "W") {
      const columns = column === undefined ? [...Array(data.n[layer - 1]).keys()] : [column];
      return rows.flatMap((i) => columns.map((h) => `W ${layer} ${i + 1} ${h + 1}`));
    }
    return rows.map((i) => letter === "B" ? `B ${layer} ${i + 1} 1` : `${layer} ${i + 1}`);
  }

  let strip = [], lit = -1;
  function drawStrip() {
    strip = [];
    lit = -1;
    forms[form].forEach((step, k) => {
      const key = `${step.line.function} ${step.indices.l}`;
      const last = strip[strip.length - 1];
      if (last && last.key === key) { last.last = k; last.count++; } else strip.push({ key, first: k, last: k, count: 1 });
    });
    for (const each of strip) {
      each.bar = document.createElement("i");
      each.bar.style.flexGrow = each.count;
      each.bar.title = forms[form][each.first].line.title;
      each.bar.addEventListener("click", () => go(each.first));
    }
    $(".st-strip").replaceChildren(...strip.map((each) => each.bar));
  }

  // ---------------------------------------------------------------- every matrix, and what if

  const NAMES = { A: "A", Z: "Z", W: "W", B: "B", X: "X", Y: "y", dJ_dA: "∂J/∂A", dJ_dZ: "∂J/∂Z", dJ_dW: "∂J/∂W", dJ_dB: "∂J/∂B" };
  function renderAll(state) {
    const boxes = [];
    for (const name of ["W", "B", "Z", "A", "dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB"]) {
      for (const [layer, matrix] of Object.entries(state[name])) {
        boxes.push(grid(`${NAMES[name]}⁽${"⁰¹²³⁴⁵⁶⁷⁸⁹"[layer]}⁾`, matrix, `${name} ${layer}`, (value) => {
          const place = element("span", shown(value));
          place.title = value === null ? "" : String(value);
          return place;
        }));
      }
    }
    $(".st-all > div").replaceChildren(...boxes);
  }
  function grid(name, matrix, key, entry) {
    const box = element("div", "", "st-table"), table = element("table", "", "st-grid");
    box.dataset.matrix = key;
    for (const [r, row] of matrix.entries()) {
      const line = table.insertRow();
      row.forEach((value, c) => line.insertCell().append(entry(value, r, c)));
    }
    box.append(element("p", name), table);
    return box;
  }

  function buildWhatIf() {
    const boxes = [];
    for (const name of ["X", "Y", "W", "B"]) {
      for (const [layer, matrix] of Object.entries(given[name])) {
        const shownName = NAMES[name] + (name === "W" || name === "B" ? `⁽${"⁰¹²³⁴⁵⁶⁷⁸⁹"[layer]}⁾` : "");
        boxes.push(grid(shownName, matrix, `${name} ${layer}`, (value, r, c) => field(name, layer, r, c)));
      }
    }
    $(".st-what-if > div").replaceChildren(...boxes);
  }
  function field(name, layer, r, c) {
    const input = document.createElement("input"), was = data.given[name][layer][r][c];
    const [row, column] = LETTERS[name];
    input.type = "number";
    input.step = name === "Y" ? "1" : "0.1";
    if (name === "Y") { input.min = 0; input.max = 1; }
    input.value = given[name][layer][r][c];
    input.setAttribute("aria-label", `${NAMES[name]}${name === "W" || name === "B" ? ` of layer ${layer}` : ""}, `
      + [[row, r], [column, c]].filter(([letter]) => letter !== " ").map(([letter, index]) => `${letter} = ${index + 1}`).join(", "));
    input.addEventListener("input", () => {
      const value = input.valueAsNumber, fits = Number.isFinite(value) && (name !== "Y" || value === 0 || value === 1);
      input.setAttribute("aria-invalid", String(!fits));
      if (!fits) return;
      given[name][layer][r][c] = value;
      input.classList.toggle("changed", !Object.is(value, was));
      change();
    });
    return input;
  }
  function change() {
    rerun();
    $(".st-restore").hidden = JSON.stringify(given) === JSON.stringify(data.given);
    go(at, opened);
  }
  $(".st-restore").addEventListener("click", () => {
    given = structuredClone(data.given);
    if ($(".st-what-if").open) buildWhatIf();
    change();
    root.focus({ preventScroll: true });
  });
  $(".st-what-if").addEventListener("toggle", (event) => { if (event.target.open) buildWhatIf(); });
  $(".st-all").addEventListener("toggle", (event) => { if (event.target.open) renderAll(stateAfter(form, at)); });

  // ---------------------------------------------------------------- going

  function stop() {
    clearInterval(playing);
    playing = 0;
    const button = $('[data-go="play"]');
    button.setAttribute("aria-label", "Play");
    button.classList.remove("playing");
  }
  function toggle() {
    if (playing) return stop();
    if (at === forms[form].length - 1) go(0);
    const button = $('[data-go="play"]');
    button.setAttribute("aria-label", "Pause");
    button.classList.add("playing");
    playing = setInterval(() => { if (at === forms[form].length - 1) stop(); else go(at + 1); }, 1000 / Number($(".st-speed select").value));
  }
  function move(unit, way) {
    if (unit === "play") return toggle();
    stop();
    go(unit === "start" ? 0 : unit === "end" ? forms[form].length - 1 : moved(unit, way));
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]"), chosen = event.target.closest(".st-forms [data-form]");
    if (button) move(button.dataset.go, Number(button.dataset.way));
    if (chosen) { stop(); changeForm(chosen.dataset.form); }
  });
  $(".st-track input").addEventListener("input", (event) => { stop(); go(Number(event.target.value)); });
  $(".st-speed select").addEventListener("change", () => { if (playing) { stop(); toggle(); } });

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("select, textarea, input:not([type=range]), .md-search")) return;
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key], page = { PageUp: -1, PageDown: 1 }[event.key];
    if (arrow) move(event.shiftKey ? "call" : "step", arrow);
    else if (page) move("layer", page);
    else if (event.key === "Home") move("start");
    else if (event.key === "End") move("end");
    else if (event.key === " " && !target.closest("button, a, summary")) toggle();
    else if (event.key.toLowerCase() === "m") { stop(); changeForm(form === "scalar" ? "matrix" : "scalar"); }
    else if (event.key === "Escape" && opened) go(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  window.addEventListener("hashchange", () => { stop(); arrive(); });

  root.tabIndex = -1;
  rerun();
  setForm("scalar");
  if (!arrive()) render();

  // What the tests of the site look into.
  root.stepper = { forms, play, stateAfter };
})();
