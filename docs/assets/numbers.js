// The worked numbers of a card, at the place that a reader picks; "step here" then leads to a step of that place.
// Without this file a card shows its first place.
// What it fills in is what docs/builder/calculations.py writes for the first place.
(() => {
  "use strict";
  const ROLES = ["written", "first", "second", "third", "index"];

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function lineOf(text) {
    const [sign, rest] = text[1] === " " ? [text[0], text.slice(2)] : ["", text];
    const parts = rest.split("`").map((part, k) =>
      k % 2 ? element("span", { className: `term ${ROLES[part[0]]}` }, part.slice(1)) : part);
    return element("p", {}, element("span", { className: "sign" }, sign), element("span", {}, ...parts));
  }

  function upTo(size) {
    return Array.from({ length: size }, (_, k) => k + 1);
  }

  function setUp(box) {
    const { layer, letters, lines, grid } = JSON.parse(box.querySelector("script").textContent);
    const layers = Object.keys(lines).map(Number);
    const place = { l: layers[0] };

    function linesAt(changes) {
      let number = 0;
      for (const [letter, size] of Object.entries(letters[place.l])) {
        number = number * size + ({ ...place, ...changes }[letter] || 1) - 1;
      }
      return lines[place.l][number];
    }

    function heading(letter, index, scope) {
      return letter ? element("th", { scope }, `${letter} = ${index}`) : element("td", {});
    }

    function cell(r, c) {
      const chosen = { [grid.rows]: r, [grid.columns]: c };
      const picked = Object.entries(chosen).map(([letter, index]) => !letter || index === (place[letter] || 1));
      const made = element("td", {}, linesAt(chosen).at(-1).split("`")[1].slice(1));
      if ({ row: picked[0], column: picked[1] }[grid.picked]) made.classList.add("picked");
      if (picked.every(Boolean)) made.classList.add("entry", grid.role);
      return made;
    }

    function table(name) {
      const [rows, columns] = [grid.rows, grid.columns].map((letter) => upTo(letters[place.l][letter] || 1));
      const head = element("tr", {}, element("td", {}), ...columns.map((c) => heading(grid.columns, c, "col")));
      const body = rows.map((r) =>
        element("tr", {}, heading(grid.rows, r, "row"), ...columns.map((c) => cell(r, c))));
      const made = element("table", {}, element("caption", {}, name), element("thead", {}, head), element("tbody", {}, ...body));
      const outer = box.querySelector(".eq-grid"); // the same one always, since boxes.js watches whether it scrolls
      outer.replaceChildren(made);
      outer.ariaLabel = name;
      return outer;
    }

    function show() {
      const found = linesAt({});
      const written = grid ? [table(found[0]), ...found.slice(1).map(lineOf)] : found.map(lineOf);
      box.querySelector(".eq-working").replaceChildren(...written);
    }

    // The address of a step: its form, its equation, and its indices as they are printed; in matrix form with those
    // of the entry, which is opened there.
    function stepThere() {
      const link = box.closest(".eq").querySelector(".eq-step");
      if (!link) return;
      const [form, id, at = ""] = link.hash.split("/"), there = at.split(",").map((part) => part[0]);
      const named = form === "#matrix" ? ["l", ...Object.keys(letters[place.l])] : there;
      const picked = named.filter((letter) => letter in place).map((letter) => `${letter}=${place[letter]}`);
      link.hash = [form, id, picked.join(",")].filter(Boolean).join("/");
    }

    function choice(letter, values) {
      const select = element("select", {}, ...values.map((value) => element("option", { value }, value)));
      if (!values.includes(place[letter])) place[letter] = values[0];
      select.value = place[letter];
      select.addEventListener("change", () => {
        place[letter] = Number(select.value);
        if (letter === "l") choices().querySelector("select").focus();
        show();
        stepThere();
      });
      return element("label", {}, `${letter} = `, select);
    }

    function choices() {
      const all = Object.entries(letters[place.l]).map(([letter, size]) => choice(letter, upTo(size)));
      if (layers.length > 1) all.unshift(choice("l", layers));
      else if (layer) all.unshift(`${layer} = ${layers[0]}`);
      const where = box.querySelector(".eq-chosen");
      where.replaceChildren(...all);
      return where;
    }

    choices();
  }

  for (const box of document.querySelectorAll(".eq-numbers")) {
    box.closest("details").addEventListener("toggle", () => setUp(box), { once: true });
  }
})();
