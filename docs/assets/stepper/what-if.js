// The numbers that the run starts from, to be changed; the next steps of training; and every matrix of the run.
(() => {
  "use strict";
  const stepping = window.stepping;
  const { LONGEST, $, write, element, run, now, LAYERED, SHOWN, called, shown, exactly, wanted } = stepping;

  // Small tables of every layer of some containers; `entry` makes what stands in a cell.
  function grids(places, values, entry) {
    return places.map(([name, layer]) => {
      const matrix = values[name][layer];
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
    });
  }
  const layersOf = (values, names) => names.flatMap((name) => Object.keys(values[name]).map((layer) => [name, layer]));

  function renderAll(state) {
    const entry = (value) => {
      const place = element("span", shown(value));
      place.title = exactly(value);
      return place;
    };
    $(".st-all > div").replaceChildren(...grids(layersOf(state, Object.keys(LAYERED)), state, entry));
  }

  // A layer after the other, between what goes in and what should come out.
  const CHANGED = [["X", 0], ...Object.keys(run.given.W).flatMap((l) => [["W", l], ["B", l]]), ["gamma", 0], ["Y", 0]];

  // All of it, where the numbers come from elsewhere than its own fields.
  function renderWhatIf() {
    write($(".st-wrong"), "");
    renderFields();
  }
  function renderFields() {
    renderTraining();
    if (!$(".st-what-if").hidden) $(".st-fields").replaceChildren(...grids(CHANGED, run.given, field));
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
    input.addEventListener("change", () => { // on leaving, the number that the run has; what was wrong stays said
      input.value = held();
      input.setAttribute("aria-invalid", "false");
    });
    if (name !== "Y") input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      input.value = Number((held() + way / 10).toPrecision(12));
      event.preventDefault();
      take();
    });
    return input;
  }

  function renderTraining() {
    stepping.renderCosts();
    const [first, ...after] = run.trails[now.form].map(shown), trail = $(".st-trail");
    const steps = after.map((J, k) => `${k ? "" : "after step "}${k + 1}: ${J}`);
    write(trail, `J before training step 1: ${[first, ...steps].join(", ")}`);
    trail.scrollTop = trail.scrollHeight;
    $(".st-former").disabled = run.training === 1;
    $(".st-onward").disabled = run.training === LONGEST;
    write($(".st-copied"), "");
    $(".st-restore").hidden = run.isAsRecorded();
  }
  function change() {
    renderTraining();
    stepping.go(now.at, now.opened);
  }
  function take(changes, training) {
    run.take(changes, training);
    renderFields();
    stepping.go(now.at, now.opened);
  }

  $(".st-restore").addEventListener("click", () => {
    take([], 1);
    write($(".st-wrong"), "");
    $(".st-ask").focus({ preventScroll: true }); // the button itself is gone
  });
  $(".st-former").addEventListener("click", () => take(run.changes(), run.training - 1));
  $(".st-onward").addEventListener("click", () => take(run.changes(), run.training + 1));
  $(".st-copy").addEventListener("click", async () => {
    stepping.writeAddress();
    const copied = navigator.clipboard && await navigator.clipboard.writeText(location.href).then(() => true, () => false);
    write($(".st-copied"), copied ? "Copied." : "The link stands in the address bar.");
  });
  $(".st-ask").addEventListener("click", () => {
    const panel = $(".st-what-if");
    panel.hidden = !panel.hidden;
    $(".st-ask").setAttribute("aria-expanded", String(!panel.hidden));
    renderWhatIf();
    if (!panel.hidden) stepping.showBox(panel);
  });
  $(".st-all").addEventListener("toggle", (event) => {
    if (event.target.open) renderAll(run.stateAfter(now.form, now.at));
  });

  Object.assign(stepping, { renderAll, renderWhatIf });
})();
