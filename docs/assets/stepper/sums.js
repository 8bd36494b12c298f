// The scalar steps behind the cell that is written, as one line of numbers.
(() => {
  "use strict";
  const stepping = window.stepping;
  const { $, write, element, printedAs, run, now, behind, addressOf, applied, label, negative, shown } = stepping;

  // Each of them is a link to its step.
  function renderSum(step) {
    const steps = behind(run, step, now.opened), place = $(".st-sum");
    if (!steps.length) {
      write(place, now.form === "matrix" ? "Choose a cell of the first matrix to see what is behind it." : "");
      return;
    }
    const { line, indices } = steps[0], took = (scalar) => run.runs.scalar[run.forms.scalar.indexOf(scalar)];
    const result = (scalar) => [" = ", element("b", shown(took(scalar).value), "term written")];
    const pieces = [...printedAs(line.written, indices), ` ${line.sign} `];
    if (line.gathers && line.start.in) {
      pieces.push(element("span", shown(took(steps[0]).old), `term ${roleIn(step, line.start)}`), " + ");
    }
    steps.forEach((scalar, k) => {
      const link = linkTo(scalar, step, took(scalar).reads);
      if (scalar === step && steps.length > 1) link.className = "here";
      if (k) pieces.push(" + ");
      pieces.push(link);
      if (scalar === step && k < steps.length - 1) pieces.push(...result(scalar), ", then");
    });
    place.replaceChildren(...pieces, ...result(steps[steps.length - 1]));
    const current = $("a.here", place);
    place.scrollLeft = current ? current.offsetLeft - place.offsetLeft - place.clientWidth / 2 : 0;
  }

  function linkTo(scalar, step, reads) {
    const { line } = scalar, link = element("a", "");
    link.href = addressOf(run, scalar);
    for (const [k, template] of [line.says, line.works].filter(Boolean).entries()) {
      if (k) link.append(" = ");
      link.append(...inColours(template, scalar, step, reads));
    }
    return link;
  }

  // What a line says, with its numbers in their colours; one below 0 stands in brackets, unless it has them already.
  function inColours(template, { line }, step, reads) {
    const pieces = template.split(/\{(\w+)\}/);
    return pieces.map((piece, k) => {
      if (k % 2 === 0) return piece;
      const text = piece[0] === "f" ? shown(applied(line, piece, reads)) : label(reads[piece]);
      const inside = pieces[k - 1].endsWith("(") && pieces[k + 1].startsWith(")");
      const role = piece[0] === "f" ? line.functions[piece.slice(1)] : roleIn(step, line.reads[piece]);
      return element("span", inside ? text : negative(text), `term ${role}`);
    });
  }

  // In matrix form the colours are those of the matrices.
  const roleIn = (step, symbol) => (step.line.reads.find((each) => each.in === symbol.in) || symbol).role;

  Object.assign(stepping, { renderSum });
})();
