// The matrices that the step reads and writes.
(() => {
  "use strict";
  const stepping = window.stepping;
  const { $, ready, write, element, headCell, now, same } = stepping;
  const { constant, shown, exactly, size, indicesIn, writeIndices } = stepping;

  // The matrices of a line, each with the symbols of it that stand there, and its caption.
  const panels = [];
  function panelOf(line) {
    return panels[line.at] ||= matricesOf(line, [...ready(line, 3).children]);
  }
  function matricesOf(line, captions) {
    const found = [];
    for (const symbol of [line.written, ...line.reads].filter((each) => !constant(each))) {
      const { in: container, layer, moves } = symbol;
      const known = found.find((each) => each.in === container && each.layer === layer && each.moves === moves);
      if (known) known.symbols.push(symbol);
      else found.push({ in: container, layer, moves, symbols: [symbol], caption: captions[found.length], tables: {} });
    }
    return found.map((each) => ({ ...each, indices: indicesIn(each.caption) }));
  }

  const covers = (mark, row, column) => mark.row === undefined || (mark.row === row && mark.column === column);

  function renderTables(state, step, took, marks) {
    const tables = panelOf(step.line).map((matrix, k) => {
      const layer = (matrix.moves ? step.indices.l : 0) + matrix.layer, values = state[matrix.in][layer];
      const table = matrix.tables[`${now.form} ${layer}`] ||= buildTable(matrix.in, layer, values, k === 0 && now.form === "matrix");
      const mine = marks.filter((mark) => mark.in === matrix.in && mark.layer === layer);
      const old = k === 0 ? priorOf(step, took) : null;
      table.cells.forEach((row, r) => row.forEach((place, c) => {
        const mark = mine.find((each) => covers(each, r, c));
        const kind = mark ? `${mark.role} ${mark.strong ? "strong" : "whole"}` : shade(mine, step.line, r, c);
        renderCell(place, values[r][c], kind);
        write(place.old, mark && old !== null ? shown(Array.isArray(old) ? old[r][c] : old) : "");
        if (!table.opens) return;
        place.value.setAttribute("aria-pressed", String(same(now.opened, [r, c])));
        const said = values[r][c] === null ? exactly(null) : shown(values[r][c]);
        place.value.setAttribute("aria-label", `row ${r + 1}, column ${c + 1}: ${said}`);
      }));
      renderHeads(table.rows, matrix.symbols.map((symbol) => symbol.at[0]), step.indices);
      renderHeads(table.columns, matrix.symbols.map((symbol) => symbol.at[1]), step.indices);
      writeIndices(matrix.indices, step.indices);
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
    const title = exactly(value);
    if (place.td.title !== title) place.td.title = title;
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
  function priorOf({ line }, took) {
    if (line.gathers) return took.old;
    const read = line.reads.findIndex((symbol) => symbol.in === line.written.in);
    return read < 0 ? null : took.reads[read];
  }

  function buildTable(container, layer, values, opens) {
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
        const td = line.insertCell(), old = element("s", ""), value = element("button", "");
        Object.assign(value, { type: "button", tabIndex: -1, cell: () => ({ in: container, layer, cell: [r, c] }) });
        if (opens) value.open = () => open(r, c);
        td.append(old, value);
        return { td, old, value };
      });
    });
    return { box, grid: table, caption, size: measure, cells, rows, columns, opens };
  }

  function open(row, column) {
    stepping.go(now.at, same(now.opened, [row, column]) ? null : [row, column]);
  }

  Object.assign(stepping, { renderTables });
})();
