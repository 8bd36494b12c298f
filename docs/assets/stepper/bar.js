// What leads through the run: keys, buttons, the strip.
(() => {
  "use strict";
  const stepping = window.stepping, { root, $, write, run, now, moved } = stepping;
  if (!stepping.root) return;

  // A bar for each function call and layer, as long as it has steps.
  let strip = [];
  function drawStrip() {
    strip = [];
    run.forms[now.form].forEach((step, k) => {
      const key = `${step.line.function} ${step.indices.l}`, last = strip[strip.length - 1];
      if (last && last.key === key) last.last = k;
      else strip.push({ key, first: k, last: k, bar: document.createElement("i") });
    });
    for (const { first, last, bar } of strip) {
      bar.style.flexGrow = last - first + 1;
      bar.title = run.forms[now.form][first].line.title;
      bar.addEventListener("click", () => { stop(); stepping.go(first); });
    }
    $(".st-strip").replaceChildren(...strip.map((each) => each.bar));
  }

  function renderBar(step) {
    const slider = $(".st-track input"), { form, at } = now;
    write($(".st-count"), `step ${at + 1} of ${run.forms[form].length}`);
    slider.value = at;
    slider.setAttribute("aria-valuetext", `step ${at + 1} of ${run.forms[form].length}, ${step.line.title}`);
    strip.forEach((each) => each.bar.classList.toggle("here", each.first <= at && at <= each.last));
  }

  let playing = 0;
  const last = () => run.forms[now.form].length - 1;
  function stop() {
    clearInterval(playing);
    playing = 0;
    showPlaying();
  }
  function toggle() {
    if (playing) return stop();
    if (now.at === last()) stepping.go(0);
    const onward = () => { if (now.at === last()) stop(); else stepping.go(now.at + 1); };
    playing = setInterval(onward, 1000 / Number($(".st-speed select").value));
    showPlaying();
  }
  function showPlaying() {
    const button = $('[data-go="play"]');
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
    button.classList.toggle("playing", Boolean(playing));
  }
  function move(unit, way) {
    if (unit === "play") return toggle();
    stop();
    const to = unit === "start" ? 0 : unit === "end" ? last() : moved(run.forms[now.form], now.at, unit, way);
    stepping.go(to);
  }

  // A click leaves the focus where it was, so that the keys, Space above all, go on doing what the page says.
  $(".st-bar").addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]"), chosen = event.target.closest(".st-forms [data-form]");
    if (button) move(button.dataset.go, Number(button.dataset.way));
    if (chosen) { stop(); stepping.changeForm(chosen.dataset.form); }
  });
  $(".st-track input").addEventListener("input", (event) => { stop(); stepping.go(Number(event.target.value)); });
  $(".st-speed select").addEventListener("change", () => { if (playing) { stop(); toggle(); } });

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (target !== document.body && !root.contains(target)) return;
    if (target.closest("select, textarea, input:not([type=range])")) return;
    if (event.shiftKey && /^(Home|End|Page)/.test(event.key)) return; // they select text
    const arrow = { ArrowLeft: -1, ArrowRight: 1 }[event.key], page = { PageUp: -1, PageDown: 1 }[event.key];
    if (arrow) move(event.shiftKey ? "call" : "step", arrow);
    else if (page) move("layer", page);
    else if (event.key === "Home") move("start");
    else if (event.key === "End") move("end");
    else if (event.key === " " && !target.closest("button, a, summary")) toggle();
    else if (event.key.toLowerCase() === "m") { stop(); stepping.changeForm(now.form === "scalar" ? "matrix" : "scalar"); }
    else if (event.key === "Escape" && now.opened) stepping.go(now.at);
    else if (!["n", "p", ".", ","].includes(event.key)) return; // with these the theme would leave the page
    event.preventDefault();
    event.stopPropagation();
  }, true);

  Object.assign(stepping, { drawStrip, renderBar, stop });
})();
