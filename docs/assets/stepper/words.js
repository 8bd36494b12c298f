// Numbers, symbols and steps in words.
(() => {
  "use strict";
  const stepping = window.stepping, { cell } = stepping;
  const WORDS = { l: "layer", i: "unit", k: "unit", h: "from unit", g: "from unit", p: "to unit", j: "datapoint" };
  const AXES = { X: "hj", Y: " j", W: "ih", B: "i ", Z: "ij", A: "ij", gamma: "  " }; // of rows and columns
  const LAYERED = { W: "W", B: "B", Z: "Z", A: "A", dJ_dA: "∂J/∂A", dJ_dZ: "∂J/∂Z", dJ_dW: "∂J/∂W", dJ_dB: "∂J/∂B" };
  const SHOWN = { ...LAYERED, X: "X", Y: "y", gamma: "γ" };

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
  const exactly = (x) => x === null ? "not computed yet" : String(x);
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

  // A symbol in words.
  function named(symbol, indices) {
    const at = subscript(symbol, indices), layer = symbol.moves ? `of layer ${cell(symbol, indices).layer}` : "";
    return [symbol.name, at, layer].filter(Boolean).join(" ");
  }
  const negative = (text) => text.startsWith("−") ? `(${text})` : text;
  const filled = (step, put) => step.line.says.replace(/\{(\d+)\}/g, (_, number) => put(+number));

  function spoken(step, run) {
    const { line, indices } = step;
    const right = filled(step, (k) => `${named(line.reads[k], indices)} (${label(run.reads[k])})`);
    const gathered = line.gathers ? `so far (${shown(run.old)}) + ` : "";
    return `${line.title}. ${named(line.written, indices)} ${line.sign} ${gathered}${right} = ${label(run.value)}.`;
  }

  const applied = (line, key, reads) => line.compute[1 + Number(key.slice(1))](reads); // f0: its first function
  function valueOf(key, line, run) {
    if (key === "written") return label(run.value);
    if (key === "old") return shown(run.old);
    if (key[0] === "f") return shown(applied(line, key, run.reads));
    const value = run.reads[parseInt(key)];
    return label(key.endsWith("T") ? transposed(value) : value);
  }

  // The place of a number that can be changed, as printed: what each of its numbers counts, and that number.
  function counted({ in: name, layer, row, column }) {
    const at = [row, column].map((index, k) => [AXES[name][k], index + 1]).filter(([letter]) => letter !== " ");
    return [...(name in LAYERED ? [["layer", layer]] : []), ...at];
  }
  // The same in words, such as W, layer 2, i 1, h 2; and which values may stand there.
  const called = (place) => [SHOWN[place.in], ...counted(place).map((each) => each.join(" "))].join(", ");
  const WANTED = {
    Y: { says: "0 or 1", fits: (x) => x === 0 || x === 1 },
    gamma: { says: "a finite number above 0", fits: (x) => Number.isFinite(x) && x > 0 },
  };
  const wanted = (place) => WANTED[place.in] || { says: "a finite number", fits: Number.isFinite };

  // The steps of a step's equation in its phase and layer as a table: the symbols of its heads, the texts of its rows.
  function tableOf(run, step) {
    const { form, line, indices, turn } = step, takes = line.gathers ? ["so far"] : [];
    const rows = run.forms[form].map((each, at) => ({ each, at, took: run.runs[form][at] }))
      .filter(({ each }) => each.line === line && each.turn === turn && each.indices.l === indices.l);
    return {
      heads: [...line.names, ...takes, ...line.reads.map(({ name }) => name), line.written.name],
      rows: rows.map(({ each, at, took }) => ({
        at,
        indices: line.names.map((name) => String(printed(name, each.indices[name]))),
        numbers: [...takes.map(() => took.old), ...took.reads, took.value].map(label),
      })),
    };
  }

  Object.assign(stepping, {
    WORDS, LAYERED, SHOWN, shown, exactly, size, label, constant, axesOf, printed, subscript, negative,
    spoken, applied, valueOf, counted, called, wanted, tableOf,
  });
})();
