// The stepper: plays the recorded run of the worked net. The record, the lines' arithmetic, the formulas and the code
// stand in the page, made at build time; its parts only put numbers and colours in their places.
(() => {
  "use strict";
  const stepping = window.stepping, { root, $, $$, write, run, now, here, WORDS, printed } = stepping;
  let resting = 0, notice = "";

  function go(to, cellToOpen = null) {
    now.at = Math.max(0, Math.min(run.forms[now.form].length - 1, to));
    now.opened = cellToOpen;
    notice = "";
    render();
    clearTimeout(resting);
    resting = setTimeout(rest, 250);
  }

  // To a step further off: the browser's Back returns from it to where one was.
  function jump(to) {
    if (to === now.at) return go(to);
    writeAddress();
    go(to);
    history.pushState(null, "", stepping.addressOf(run, here()));
  }

  // Once the keys rest: the address, and the words for those who listen.
  function rest() {
    writeAddress();
    stepping.nameParts();
    const { form, at, opened } = now;
    const words = `Step ${at + 1} of ${run.forms[form].length}. ${stepping.spoken(here(), run.runs[form][at])}`;
    const within = opened && `Opened: ${$(".st-sum").textContent}.`;
    $(".st-live").textContent = [notice, words, within].filter(Boolean).join(" ");
  }
  function writeAddress() {
    const address = stepping.addressOf(run, here(), now.opened);
    resting = 0;
    if (location.hash !== address) history.replaceState(history.state, "", address);
  }

  // Go where the address says, if it is one of a step, and say so where there is no such step.
  function arrive(hash = location.hash) {
    const address = stepping.decoded(hash);
    if (!address || document.getElementById(address)) return false;
    const found = stepping.find(run, address);
    run.take(found.changes, found.training);
    setForm(found.form);
    go(found.at, found.opened);
    stepping.renderWhatIf();
    const [place] = address.split(";"), there = stepping.isCalled(here(), now.opened, place);
    notice = [there ? "" : `No step is called ${place}; this one is shown instead.`,
      found.fault ? `In the address: ${found.fault}.` : ""].filter(Boolean).join(" ");
    if (notice) write($(".st-place"), notice);
    return true;
  }

  function setForm(name) {
    now.form = name;
    root.dataset.form = name;
    for (const button of $$(".st-forms [data-form]")) {
      button.setAttribute("aria-pressed", String(button.dataset.form === name));
    }
    stepping.drawBand();
  }
  function changeForm(name) {
    if (name === now.form) return;
    const { at, opened } = stepping.inForm(run, name, here(), now.opened);
    setForm(name);
    go(at, opened);
  }

  function render() {
    const hadFocus = root.contains(document.activeElement);
    const step = here(), took = run.runs[now.form][now.at], { line, indices } = step;
    const state = run.stateAfter(now.form, now.at), marks = stepping.marksOf(run, step, now.opened);
    renderHead(line, indices);
    stepping.renderEquations(step, took);
    stepping.renderCode(step);
    stepping.renderTables(state, step, took, marks);
    stepping.renderSum(step);
    stepping.renderFigure(step, state, marks);
    stepping.renderBar(step);
    stepping.renderTouch();
    if (hadFocus && !root.contains(document.activeElement)) root.focus({ preventScroll: true }); // what had it is gone
    if ($(".st-all").open) stepping.renderAll(state);
    bringIn($(".st-code"), ".tagged");
    bringIn($(".st-tables"), ".strong");
  }

  function renderHead(line, indices) {
    const id = $(".st-id");
    if (id.textContent !== line.id) {
      id.href = line.card;
      id.textContent = line.id;
      id.title = `Equation ${line.number} in the book`;
    }
    const places = line.names.map((name) => `${WORDS[name]} ${name} = ${printed(name, indices[name])}`);
    write($(".st-place"), places.join(", "));
  }

  // Where a box is too small for all of it, what is marked is brought into sight.
  function bringIn(box, marked) {
    const fits = box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth;
    const outer = box.getBoundingClientRect();
    for (const inner of fits ? [] : $$(marked, box).reverse().map((each) => each.getBoundingClientRect())) {
      if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
      if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
      if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right;
      if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left;
    }
  }

  // The part of the window that neither the site's header nor the row of buttons covers.
  function inSight() {
    const header = $(".md-header", document), stays = getComputedStyle(header).position !== "static";
    const top = stays ? Math.max(0, header.getBoundingClientRect().bottom) : 0;
    const bar = $(".st-bar").getBoundingClientRect().top;
    return { top, end: bar > innerHeight / 2 ? bar : innerHeight };
  }
  const scrollDown = (by) => scrollBy({ top: by, behavior: "instant" });

  // After a step of which nothing is in sight, its equation is brought there.
  function showStep() {
    const { top: from, end } = inSight();
    const seen = $$(".st-equations, .st-matrices, .st-code, .st-figure").some((box) => {
      const { top, bottom, height } = box.getBoundingClientRect();
      return height && Math.min(bottom, end) - Math.max(top, from) >= Math.min(height, end - from) / 2;
    });
    if (!seen) scrollDown($(".st-equations").getBoundingClientRect().top - from);
  }
  // All of a box, or as much from its top as there is room for.
  function showBox(box) {
    const { top: from, end } = inSight(), { top, bottom } = box.getBoundingClientRect();
    if (top < from || bottom > end) scrollDown(top < from ? top - from : Math.min(top - from, bottom - end));
  }

  // Of the event, since the address of the step before may have been written meanwhile.
  window.addEventListener("hashchange", (event) => { stepping.stop(); arrive(new URL(event.newURL).hash); });
  window.addEventListener("pagehide", () => { if (resting) writeAddress(); });

  Object.assign(stepping, { go, jump, changeForm, writeAddress, showStep, showBox });
  if (!arrive()) {
    const { form, at, opened } = stepping.find(run, ""); // the one to open on, which is not written into the address
    Object.assign(now, { at, opened });
    setForm(form);
    render();
    stepping.renderWhatIf();
    stepping.nameParts();
  }
})();
