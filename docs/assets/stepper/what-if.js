// The numbers that the run starts from, to be changed, and every matrix of it.
(() => {
  "use strict";
  const stepping = window.stepping, { root, $, write, element, run, now, LAYERED, SHOWN, called, shown, wanted } = stepping;
  if (!stepping.root) return;

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

  // All of it, where the numbers come from elsewhere than its own fields.
  function renderWhatIf() {
    renderCost();
    write($(".st-wrong"), "");
    if ($(".st-what-if").open) $(".st-fields").replaceChildren(...grids(["X", "B", "W", "gamma", "Y"], run.given, field));
  }

  // What changes a number of the run: a label is chosen, any other number typed, or turned by the arrow keys.
  function field(value, name, layer, r, c) {
    const place = { in: name, layer: Number(layer), row: r, column: c }, wants = wanted(place);
    const held = () => run.given[name][layer][r][c], was = run.data.given[name][layer][r][c];
    const input = element(name === "Y" ? "select" : "input", "");
    if (name === "Y") input.append(element("option", "0"), element("option", "1"));
    else Object.assign(input, { inputMode: "decimal", autocomplete: "off" });
    input.value = value;
    input.setAttribute("aria-label", called(place));
    input.classList.toggle("changed", value !== was);
    const take = () => {
      const typed = window.typed.number(input.value), fits = wants.fits(typed);
      input.setAttribute("aria-invalid", String(!fits));
      write($(".st-wrong"), fits ? "" : `${called(place)}: found “${input.value}”, `
        + `expected ${wants.says}; the run keeps ${shown(held())}.`);
      if (!fits) return;
      run.set(place, typed);
      input.classList.toggle("changed", typed !== was);
      change();
    };
    input.addEventListener("input", take);
    input.addEventListener("change", () => { input.value = held(); take(); }); // on leaving, the number that the run has
    if (name !== "Y") input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      input.value = Number((held() + way / 10).toPrecision(12));
      event.preventDefault();
      take();
    });
    return input;
  }

  function renderCost() {
    const J = `J = ${shown(run.costs[now.form].before)}`;
    $(".st-restore").hidden = run.isAsRecorded();
    write($(".st-cost"), run.isAsRecorded() ? J : `${J}, as recorded ${shown(run.recordedCosts[now.form].before)}`);
  }

  function change() {
    renderCost();
    stepping.go(now.at, now.opened);
  }
  $(".st-restore").addEventListener("click", () => {
    run.take([]);
    renderWhatIf();
    stepping.go(now.at, now.opened);
    root.focus({ preventScroll: true });
  });
  $(".st-what-if").addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    renderWhatIf();
    root.scrollIntoView(); // it has moved up to where the figure was
  });
  $(".st-all").addEventListener("toggle", (event) => { if (event.target.open) renderAll(run.stateAfter(now.form, now.at)); });

  Object.assign(stepping, { renderAll, renderWhatIf });
})();
