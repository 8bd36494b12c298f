// The function around the step's line.
(() => {
  "use strict";
  const stepping = window.stepping, { $, $$, element, write, ready } = stepping;

  const panels = [];
  function panelOf(line) {
    if (panels[line.at]) return panels[line.at];
    const code = ready(line, 2);
    for (const number of [line.lineno, ...line.loops.map(([at]) => at)]) {
      const row = $(`[data-line="${number}"]`, code);
      row.classList.add("stop");
      row.setAttribute("role", "button");
      row.tabIndex = -1;
    }
    return panels[line.at] = { code, notes: notesIn(code, line) };
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

  let panel = null;
  function renderCode({ line, indices }) {
    const next = panelOf(line);
    if (next !== panel) {
      panel = next;
      $(".st-code").replaceChildren(panel.code);
    }
    for (const { note, name, shownAs } of panel.notes) {
      write(note, `  # ${shownAs} is ${indices[name]}` + (name === "l" ? "" : `, printed ${indices[name] + 1}`));
    }
  }

  Object.assign(stepping, { renderCode });
})();
