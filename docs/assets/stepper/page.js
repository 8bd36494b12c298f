// What the parts that show something share: the run, where we are in it, and how to find, make and write an element.
(() => {
  "use strict";
  const stepping = window.stepping, { cell, subscript } = stepping;
  const root = document.getElementById("stepper");

  const $ = (selector, within = root) => within.querySelector(selector);
  const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };

  function element(name, text, kind = "") {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  }
  function headCell(row, scope) {
    const head = element("th", "");
    head.scope = scope;
    row.append(head);
    return head;
  }
  // A symbol as it is printed.
  function printedAs(symbol, indices) {
    const layer = symbol.moves ? `(${cell(symbol, indices).layer})` : "";
    return [symbol.name, element("sub", subscript(symbol, indices)), element("sup", layer)];
  }

  // A part of what the page has ready for a line: 0 its equation, 1 the same with numbers, 2 the code, 3 the captions.
  const templates = $$("template.st-line", document);
  const ready = (line, part) => templates[line.at].content.children[part].cloneNode(true);

  const run = stepping.runOf(JSON.parse(document.getElementById("st-record").textContent), window.stepperArithmetic);
  const now = { form: "scalar", at: 0, opened: null };
  const here = () => run.forms[now.form][now.at];

  Object.assign(stepping, { root, $, $$, write, element, headCell, printedAs, ready, run, now, here });
})();
