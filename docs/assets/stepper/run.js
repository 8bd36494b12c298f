// The run: what each step reads and writes, from the numbers given. No number is known to it: the record and the
// lines' arithmetic stand in the page, made at build time. It touches no page, as do all parts up to page.js.
(() => {
  "use strict";
  const stepping = window.stepping = {};

  const LONGEST = 100; // steps of training that can be asked for
  const quotient = (x, y) => y !== 0 ? x / y : x > 0 ? Infinity : x < 0 ? -Infinity : 0;
  const sum = (size, term) => {
    let total = 0;
    for (let q = 0; q < size; q++) total += term(q);
    return total;
  };
  const copied = (value) => Array.isArray(value) ? value.map(copied) : value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copied(each)])) : value;
  const same = (x, y) => Array.isArray(x) && Array.isArray(y)
    ? x.length === y.length && x.every((each, at) => same(each, y[at])) : Object.is(x, y);
  const empty = (rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(null));

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

  stepping.runOf = (data, arithmeticOf) => {
    const arithmetic = arithmeticOf(quotient, sum);
    const lines = data.lines.map((line, at) => ({ ...line, at, compute: arithmetic.lines[at] }));
    const names = Object.keys(data.forms), L = data.n.length - 1;
    const forms = Object.fromEntries(names.map((form) => [form, stepsOf(form)]));

    // The steps of a form, with the cells that each writes and reads; `start` is what a sum begins with, while it is
    // `first` gathered. A step that has run before at its indices is of the second forward pass: its turn is 2.
    function stepsOf(form) {
      const turns = {};
      return data.forms[form].map((step) => {
        const line = lines[step[0]], key = step.slice(0, -1).join(" "), turn = turns[key] = (turns[key] || 0) + 1;
        const indices = Object.fromEntries(line.names.map((name, at) => [name, step[at + 1]]));
        const at = (symbol) => cell(symbol, indices), writes = at(line.written), reads = line.reads.map(at);
        const first = line.gathers && line.summed.every((letter) => indices[letter] === 0);
        const start = first && line.start.in ? at(line.start) : null;
        return { form, line, indices, turn, writes, reads, first, start, recorded: step[step.length - 1] };
      });
    }

    let given = copied(data.given); // the inputs, labels, weights, biases and gamma that training starts from
    let training = 1; // which step of training is shown
    const starts = {}, runs = {}, costs = {}; // of each form: what it starts from, what its steps took, its J,
    const trails = {}; // and J before each step of training so far, and after the last

    // Every container before the run, from what is given to it.
    function start(form, from) {
      const state = copied(from);
      for (const name of ["Z", "A", "dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB"]) state[name] = {};
      for (let l = 1; l <= L; l++) {
        for (const name of ["Z", "A", "dJ_dA", "dJ_dZ"]) state[name][l] = empty(data.n[l], data.m);
        state.dJ_dW[l] = empty(data.n[l], data.n[l - 1]);
        state.dJ_dB[l] = empty(data.n[l], 1);
      }
      state.A[0] = data.dataIsLayer0[form] ? copied(from.X[0]) : empty(data.n[0], data.m);
      return state;
    }

    function gathered(state, { line, first, start, writes }) {
      if (!line.gathers) return null;
      return first ? start ? get(state, start) : line.start : get(state, writes);
    }

    function calculated(state, { line, writes }, reads, old) {
      if (writes.row === undefined) {
        return state[writes.in][writes.layer].map((row, r) => row.map((_, c) => line.compute[0](reads, r, c)));
      }
      return line.gathers ? old + line.compute[0](reads) : line.compute[0](reads);
    }

    // Every step's reads and values in turn, from what is given. Where `stands` says so a step's value is the recorded
    // one, else computed.
    function play(form, stands, from = given) {
      const state = start(form, from);
      return forms[form].map((step, at) => {
        const reads = step.reads.map((each) => get(state, each)), old = gathered(state, step);
        const value = stands(at, reads, old) ? step.recorded : calculated(state, step, reads, old);
        put(state, step.writes, value);
        return { reads, old, value };
      });
    }
    function stateAfter(form, at) {
      const state = start(form, starts[form]);
      for (let k = 0; k <= at; k++) put(state, forms[form][k].writes, runs[form][k].value);
      return state;
    }

    // J before and after the update, from the preactivations of the last layer in either forward pass and the labels.
    function costsOf(form) {
      const second = forms[form].findIndex((step) => step.turn > 1);
      const [before, after] = [second, forms[form].length].map((end) => {
        const state = stateAfter(form, end - 1);
        return arithmetic.cost(state.Z[L], state.Y[0], data.m);
      });
      return { before, after };
    }

    // A recorded value stands until something that its step reads has changed. What an update brought is what the next
    // step of training starts from.
    const recorded = Object.fromEntries(names.map((form) => [form, play(form, () => true)]));
    function rerun() {
      for (const form of names) {
        const stands = (at, reads, old) => same(reads, recorded[form][at].reads) && same(old, recorded[form][at].old);
        trails[form] = [];
        for (let t = 1; t <= training; t++) {
          const { W, B } = t > 1 ? stateAfter(form, forms[form].length - 1) : given;
          starts[form] = { ...given, W, B };
          runs[form] = play(form, stands, starts[form]);
          costs[form] = costsOf(form);
          trails[form].push(costs[form].before);
        }
        trails[form].push(costs[form].after);
      }
    }

    // Start from other numbers: those given in the record but for some places, which hold another value; and show a
    // step of training, counted from 1.
    function take(changes, step = 1) {
      given = copied(data.given);
      training = step;
      for (const { value, ...place } of changes) put(given, place, value);
      rerun();
    }
    // The places of all numbers that can be changed; and those that are, each with its value.
    const places = ["X", "W", "B", "Y", "gamma"].flatMap((name) => Object.keys(data.given[name]).flatMap((layer) =>
      data.given[name][layer].flatMap((cells, row) =>
        cells.map((_, column) => ({ in: name, layer: Number(layer), row, column })))));
    const changes = () => places.map((place) => ({ ...place, value: get(given, place) }))
      .filter((each) => !Object.is(each.value, get(data.given, each)));
    const set = (place, value) => take([...changes(), { ...place, value }], training);

    take([]);
    const recordedCosts = { ...costs };
    return {
      data, forms, names, runs, recorded, costs, trails, recordedCosts, places, play, stateAfter, take, changes, set,
      get given() { return given; },
      get training() { return training; },
      isAsRecorded: () => training === 1 && changes().length === 0,
    };
  };

  Object.assign(stepping, { LONGEST, same, cell });
})();
