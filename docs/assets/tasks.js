// The tasks at the ends of the chapters: what a reader computes, orders or chooses, and what is said of it.
// The numbers, the wrong turns and the reasons come from docs/builder/tasks.py. Without this file every answer can
// still be unfolded.
(() => {
  "use strict";
  const DIGITS = 3, SHOWN = 4;
  const { number, significant } = window.typed;
  const quotient = (x, y) => y !== 0 ? x / y : x > 0 ? Infinity : x < 0 ? -Infinity : 0; // as in purenn.matrix
  const $ = (selector, root) => root.querySelector(selector);
  const $$ = (selector, root) => [...root.querySelectorAll(selector)];

  function shown(value) {
    return String(Number(value.toPrecision(SHOWN)) + 0).replace("-", "−");
  }

  // What is said of an answer; `state` is right, near or wrong.
  function say(task, state, html) {
    const place = $(".task-said", task);
    place.dataset.state = state;
    place.innerHTML = html;
  }

  // ---------------------------------------------------------------- compute

  // Whether a number is another one to the digits that count; a zero has to be one. Of a value, and of the value as it
  // is shown, each rounding will do.
  function agrees(typed, value, digits = DIGITS) {
    if (Math.abs(value) < 1e-12) return Math.abs(typed) < 1e-9;
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
    return [value, Number(value.toPrecision(SHOWN))].some((each) => Math.abs(typed - each) <= unit / 2 * (1 + 1e-9));
  }

  function judge({ right, wrong, m, formula }, given, text) {
    const typed = number(text), value = right(given);
    if (!Number.isFinite(typed)) return ["wrong", "Type a number, such as −0.25 or 1/4."];
    if (agrees(typed, value)) return ["right", `Right: ${shown(value)}.`];
    const digits = significant(text);
    if (digits < DIGITS && digits > 0 && agrees(typed, value, digits)) {
      return ["near", `Right so far. Give ${DIGITS} significant digits.`];
    }
    if (agrees(-typed, value)) return ["near", "The size is right, and the sign is wrong."];
    for (const [says, compute] of wrong) {
      let found = NaN;
      try { found = compute(given); } catch { continue; }
      if (Number.isFinite(found) && agrees(typed, found)) return ["wrong", says];
    }
    for (const [says, compute] of wrong) {
      let found = NaN;
      try { found = compute(given); } catch { continue; }
      if (Number.isFinite(found) && agrees(-typed, found)) return ["wrong", `${says} The sign is turned round as well.`];
    }
    if (m && agrees(typed / m, value)) return ["near", `This is ${m} times too large: as often as there are datapoints.`];
    if (m && agrees(typed * m, value)) return ["near", `This is ${m} times too small: as often as there are datapoints.`];
    const tens = Math.round(Math.log10(Math.abs(typed / value)));
    if (tens && agrees(typed / 10 ** tens, value)) return ["near", "The digits are right, and the point is in a wrong place."];
    if (Math.abs(typed - value) < 0.02 * Math.abs(value)) return ["near", "Very near. Did you round on the way?"];
    return ["wrong", `Not yet. Written out for this place, it is ${formula}.`];
  }

  // Short numbers that suit a letter.
  function freshNumber(letter) {
    const between = (low, high) => (low + Math.floor(Math.random() * (high - low + 1))) / 10;
    const signed = (high) => between(1, high) * (Math.random() < 0.5 ? -1 : 1);
    if (letter === "a") return between(1, 9);
    if (letter === "y") return Math.random() < 0.5 ? 0 : 1;
    if (letter === "gamma") return [0.1, 0.2, 0.5][Math.floor(Math.random() * 3)];
    return signed(letter.startsWith("dJ") ? 9 : 20);
  }

  function fresh({ right, letters }, given) {
    for (let tries = 0; tries < 50; tries += 1) {
      const made = Object.fromEntries(Object.entries(given).map(([name, rows]) =>
        [name, letters[name] === "m" ? rows : rows.map((row) => row.map(() => freshNumber(letters[name])))]));
      if (Math.abs(right(made)) > 0.004) return made;
    }
    return given;
  }

  function compute(task, question) {
    const input = $("input", task);
    let given = question.given;
    $(".task-ask", task).hidden = false;

    const check = () => say(task, ...judge(question, given, input.value));

    const at = (place) => {
      const [name, r, c] = place.split(" ");
      return given[name][r][c];
    };

    function show() {
      for (const cell of $$("[data-given]", task)) cell.textContent = shown(at(cell.dataset.given));
      const numbers = $("[data-template]", task), places = numbers.dataset.places.split(";");
      numbers.textContent = numbers.dataset.template.replace(/\{(\d+)\}/g, (_, k, start, whole) => {
        const number = shown(at(places[k]));
        return number.startsWith("−") && start && whole[start - 1] !== "(" ? `(${number})` : number;
      });
      $("[data-value]", task).textContent = shown(question.right(given));
    }

    $("[data-do=check]", task).addEventListener("click", check);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
    $("[data-do=fresh]", task).addEventListener("click", () => {
      given = fresh(question, given);
      show();
      $(".task-answer", task).open = false;
      input.value = "";
      say(task, "", "Here are other numbers.");
      input.focus();
    });
  }

  // ---------------------------------------------------------------- derive and diagnose

  function choose(task) {
    $(".task-controls", task).hidden = false;
    $("[data-do=choose]", task).addEventListener("click", () => {
      const chosen = $("input:checked", task);
      if (!chosen) return say(task, "near", "Choose one of them first.");
      const why = $(".task-why", chosen.closest(".task-option")).innerHTML;
      return say(task, "right" in chosen.dataset ? "right" : "wrong", why);
    });
    $(".task-options", task).addEventListener("change", () => say(task, "", ""));
  }

  function order(task) {
    const list = $(".task-steps", task), needs = JSON.parse($("script[type='application/json']", task).textContent);
    $(".task-controls", task).hidden = false;
    for (const moves of $$(".task-moves", task)) moves.hidden = false;

    function ends() {
      const steps = [...list.children];
      steps.forEach((step, k) => {
        $("[data-do=up]", step).disabled = k === 0;
        $("[data-do=down]", step).disabled = k === steps.length - 1;
      });
    }

    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]"), step = button && button.closest("li");
      if (!button) return;
      if (button.dataset.do === "up") step.previousElementSibling.before(step);
      else step.nextElementSibling.after(step);
      ends();
      (button.disabled ? $("[data-do]:not(:disabled)", step) : button).focus();
      say(task, "", `Now step ${[...list.children].indexOf(step) + 1} of ${list.children.length}.`);
    });

    $("[data-do=order]", task).addEventListener("click", () => {
      const at = {};
      [...list.children].forEach((step, k) => { at[step.dataset.step] = k + 1; });
      const early = needs.filter(([step, need]) => at[step] < at[need]).sort((a, b) => at[a[0]] - at[b[0]])[0];
      if (early) say(task, "wrong", `Step ${at[early[0]]} ${early[2].replace("{}", at[early[1]])}.`);
      else say(task, "right", "Right: each step needs only what stands before it.");
    });
    ends();
  }

  for (const task of document.querySelectorAll(".task")) {
    if (window.tasks && window.tasks[task.id]) compute(task, window.tasks[task.id]({ quotient }));
    else if ($(".task-steps", task)) order(task);
    else if ($(".task-options", task)) choose(task);
  }
})();
