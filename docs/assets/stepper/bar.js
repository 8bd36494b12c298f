// What leads through the run: buttons, keys, the band and the list of equations; and J before and after it.
(() => {
  "use strict";
  const stepping = window.stepping, { root, $, $$, write, element, run, now, here, moved, shown } = stepping;
  const last = () => run.forms[now.form].length - 1;

  // A stretch of the band for each phase: the longer, the more steps it has.
  let phases = [];
  function drawBand() {
    phases = stepping.phases(run, now.form).map(({ name, first, last }) => {
      const button = element("button", name[0].toUpperCase() + name.slice(1));
      Object.assign(button, { type: "button", title: `To the first step of the ${name}` });
      button.style.flexGrow = Math.sqrt(last - first + 1); // so that the update has room for its name
      button.addEventListener("click", () => { stop(); stepping.jump(first); stepping.showStep(); });
      return { first, last, button };
    });
    $(".st-band").replaceChildren(...phases.map((each) => each.button));
    drawList();
  }

  let list = [];
  function drawList() {
    list = stepping.equations(run, now.form);
    const groups = stepping.phases(run, now.form).map(({ name }) => {
      const group = element("optgroup", "");
      group.label = name;
      const mine = list.filter((each) => each.phase === name);
      group.append(...mine.map(({ number, title, id, first }) => {
        const option = element("option", `${number}${name.startsWith("second") ? ", second pass" : ""} · ${title}`);
        option.title = id;
        option.value = first;
        return option;
      }));
      return group;
    });
    $(".st-equation").replaceChildren(...groups);
  }
  $(".st-equation").addEventListener("change", (event) => {
    stop();
    stepping.jump(Number(event.target.value));
    stepping.showStep();
  });

  function renderBar(step) {
    const { form, at } = now;
    write($(".st-count"), `step ${at + 1} of ${run.forms[form].length}`);
    for (const { first, last, button } of phases) {
      const done = at < first ? 0 : at > last ? 100 : 100 * (at - first + 1) / (last - first + 1);
      button.style.setProperty("--done", `${done}%`);
      if (first <= at && at <= last) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    $(".st-equation").value = list.find((each) => each.id === step.line.id && each.phase === stepping.phaseOf(step)).first;
    $('.st-bar [data-way="-1"]').setAttribute("aria-disabled", String(at === 0));
    for (const button of $$('.st-bar [data-way="1"]')) button.setAttribute("aria-disabled", String(at === last()));
  }

  // J before and after the update of this step of training; and as recorded, where that can be set beside it.
  function renderCosts() {
    const { before, after } = run.costs[now.form], place = $(".st-costs");
    const { before: one, after: two } = run.recordedCosts[now.form];
    const changed = run.training === 1 && !run.isAsRecorded();
    const more = changed ? `, as recorded ${shown(one)} → ${shown(two)}` : element("span", " after its update");
    const [from, to] = [before, after].map((J) => element("b", shown(J)));
    place.replaceChildren(`training step ${run.training}: J `, from, " → ", to, more);
  }

  let playing = 0;
  function stop() {
    clearInterval(playing);
    playing = 0;
    showPlaying();
  }
  function toggle() {
    if (playing) return stop();
    if (now.at === last()) stepping.go(0);
    const onward = () => { if (now.at === last()) stop(); else stepping.go(now.at + 1); };
    playing = setInterval(onward, 1000 / Number($(".st-speed").value));
    showPlaying();
  }
  function showPlaying() {
    const button = $('[data-go="play"]');
    write(button, playing ? "Pause" : "Play");
    button.classList.toggle("playing", Boolean(playing));
  }
  function move(unit, way) {
    if (unit === "play") return toggle();
    stop();
    const to = unit === "start" ? 0 : unit === "end" ? last() : moved(run.forms[now.form], now.at, unit, way);
    if (unit === "step") stepping.go(to);
    else stepping.jump(to);
    stepping.showStep();
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]"), chosen = event.target.closest(".st-forms [data-form]");
    if (button) move(button.dataset.go, Number(button.dataset.way));
    if (chosen) { stop(); stepping.changeForm(chosen.dataset.form); }
  });
  $(".st-speed").addEventListener("change", () => { if (playing) { stop(); toggle(); } });

  // Keys are the stepper's only while it has the focus; elsewhere they scroll the page.
  root.addEventListener("keydown", (event) => {
    const { target, key } = event, arrow = { ArrowLeft: -1, ArrowRight: 1 }[key], page = { PageUp: -1, PageDown: 1 }[key];
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("select, textarea, input, details")) return;
    if (event.shiftKey && /^(Home|End|Page)/.test(key)) return; // they select text
    if (stepping.keyAmong(event)) { /* it led to a neighbour, or was pressed */ }
    else if (arrow) move(event.shiftKey ? "call" : "step", arrow);
    else if (page) move("layer", page);
    else if (key === "Home") move("start");
    else if (key === "End") move("end");
    else if (key === " " && !target.closest("button, a, summary")) toggle();
    else if (key.toLowerCase() === "m") { stop(); stepping.changeForm(now.form === "scalar" ? "matrix" : "scalar"); }
    else if (key === "Escape" && now.opened) stepping.go(now.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  Object.assign(stepping, { drawBand, renderBar, renderCosts, stop });
})();
