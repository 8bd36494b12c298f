// The run: what each step reads and writes, from the numbers given. No number is known to it: the record and the
// lines' arithmetic stand in the page, made at build time. It touches no page, as do all parts up to page.js.
(() => {
  "use strict";
  const stepping = window.stepping = {};

  const quotient = (x, y) => y !== 0 ? x / y : x > 0 ? Infinity : x < 0 ? -Infinity : 0;
  const sum = (size, term) => {
    let total = 0;
    for (let q = 0; q < size; q++) total += term(q);
    return total;
  };
  const copied = (value) => Array.isArray(value) ? value.map(copied) : value;
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

  const isFirst = ({ line, indices }) => line.gathers && line.summed.every((letter) => indices[letter] === 0);

  stepping.runOf = (data, arithmeticOf) => {
    const arithmetic = arithmeticOf(quotient, sum);
    const lines = data.lines.map((line, at) => ({ ...line, at, compute: arithmetic.lines[at] }));
    const forms = Object.fromEntries(Object.entries(data.forms).map(([form, steps]) => [form, steps.map((step) => {
      const line = lines[step[0]];
      const indices = Object.fromEntries(line.names.map((name, at) => [name, step[at + 1]]));
      return { form, line, indices, recorded: step[step.length - 1] };
    })]));

    const names = Object.keys(forms);
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

    const recorded = Object.fromEntries(names.map((form) => [form, play(form, () => true)]));
    // The recorded value stands until something that its step reads has changed.
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

    const isAsRecorded = () => JSON.stringify(given) === JSON.stringify(data.given);
    function restore() {
      given = structuredClone(data.given);
      rerun();
    }

    rerun();
    return {
      data, lines, forms, names, runs, recorded, play, rerun, stateAfter, costOf, isAsRecorded, restore,
      get given() { return given; },
    };
  };

  Object.assign(stepping, { copied, same, cell, isFirst });
})();
