// What leaves a page by the clipboard: a formula as its LaTeX, and code alone, by a button at every block of it.
(() => {
  "use strict";
  const SIGNS = {
    "−": "-", "⋅": "\\cdot", "·": "\\cdot", "×": "\\times", "⊙": "\\odot", "∙": "\\bullet", "∗": "*", "∂": "\\partial",
    "∇": "\\nabla", "∑": "\\sum", "≈": "\\approx", "≠": "\\neq", "≤": "\\le", "≥": "\\ge", "←": "\\leftarrow",
    "→": "\\to", "⋮": "\\vdots", "⋯": "\\cdots", "…": "\\ldots", "⋱": "\\ddots", "′": "\\prime", "‖": "\\|",
    "{": "\\{", "}": "\\}", "%": "\\%", "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "Δ": "\\Delta",
    "ε": "\\varepsilon", "ϵ": "\\epsilon", "η": "\\eta", "θ": "\\theta", "λ": "\\lambda", "μ": "\\mu", "π": "\\pi",
    "ρ": "\\rho", "σ": "\\sigma", "φ": "\\varphi", "ϕ": "\\phi", "ψ": "\\psi", "ω": "\\omega",
    "\u2061": "", "\u2062": "", "\u2063": "", "\u200b": "",
  };
  const FUNCTIONS = ["ln", "log", "exp", "max", "min", "tanh", "lim"];
  const SPACES = { "2em": "\\qquad", "1em": "\\quad", "0.1667em": "\\,", "0.2222em": "\\:", "0.2778em": "\\;" };

  function made(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  // Pieces of LaTeX, with a space where the name of a command would go on into the next piece.
  function joined(pieces) {
    return pieces.reduce((all, next) => all + (/\\[a-z]+$/i.test(all) && /^[a-z]/i.test(next) ? " " : "") + next, "");
  }

  function grouped(node) {
    const written = latex(node);
    return [...written].length === 1 ? written : `{${written}}`;
  }

  function letters(node) {
    const text = node.textContent.trim();
    const plain = [...text].map((letter) => {
      const bold = letter.codePointAt(0);
      const kind = bold >= 0x1d400 && bold < 0x1d434 || bold >= 0x1d7ce && bold < 0x1d7d8 ? "\\mathbf" : "";
      return kind ? `${kind}{${letter.normalize("NFKC")}}` : SIGNS[letter] ?? letter;
    });
    if (node.localName !== "mi" || plain.length < 2 && !node.matches("[mathvariant]")) return joined(plain);
    return FUNCTIONS.includes(text) ? `\\${text}` : `\\mathrm{${text}}`;
  }

  function row(node) {
    const all = [...node.children].map(latex), [first, last] = [node.firstElementChild, node.lastElementChild];
    if (first?.localName === "mo" && last !== first && /^[([|‖]$/.test(first.textContent) && last.localName === "mo"
      && first.getAttribute("stretchy") !== "false") {
      all[0] = `\\left${all[0]}`;
      all.push(`\\right${all.pop()}`);
    }
    return joined(all);
  }

  function scripts(node, below, above) {
    const base = node.firstElementChild, written = latex(base);
    const whole = /^m([ino]|over|text)$/.test(base.localName) ? written : `{${written}}`;
    const [low, high] = [below && `_${grouped(below)}`, above && `^${grouped(above)}`];
    return whole + (low ?? "") + (high ?? "");
  }

  function latex(node) {
    const [first, second, third] = node.children;
    switch (node.localName) {
      case "mi": case "mn": case "mo": return letters(node);
      case "mtext": return `\\text{${node.textContent}}`;
      case "mspace": return SPACES[node.getAttribute("width")] ?? "";
      case "mfrac": return `\\frac{${latex(first)}}{${latex(second)}}`;
      case "msqrt": return `\\sqrt{${row(node)}}`;
      case "mover": return `\\vec{${latex(first)}}`;
      case "msub": case "munder": return scripts(node, second);
      case "msup": return scripts(node, undefined, second);
      case "msubsup": case "munderover": return scripts(node, second, third);
      case "mtable": return `\\begin{matrix}${[...node.children].map(latex).join("\\\\")}\\end{matrix}`;
      case "mtr": return [...node.children].map(latex).join("&");
      default: return row(node);
    }
  }

  // A formula that may break stands in pieces with a wbr between them; the signs are of no language.
  const [OPEN, CLOSE, BREAK] = ["\ue000", "\ue001", "\ue002"];

  function text(copied) {
    for (const formula of copied.querySelectorAll("math")) {
      const sign = formula.matches("[display=block], [displaystyle=true]") ? "$$" : "$";
      if (formula.parentElement?.nextElementSibling?.matches("wbr") && formula.parentElement.matches(".held")) {
        formula.parentElement.after(BREAK);
      } else if (formula.nextSibling?.localName === "wbr") formula.after(BREAK);
      formula.replaceWith(OPEN + sign + latex(formula) + sign + CLOSE);
    }
    document.body.append(copied);
    const written = copied.innerText;
    copied.remove();
    return written.replace(/\$+\ue001\ue002[^\ue000]*\ue000\$+/g, " ").replace(/[\ue000-\ue002]/g, "");
  }

  function formulaAt(container) {
    const node = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
    const formula = node.closest("math");
    return formula && (formula.closest(".formula") ?? formula);
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || /^(input|textarea)$/i.test(document.activeElement?.localName)) return;
    const range = selection.getRangeAt(0).cloneRange();
    const [start, end] = [range.startContainer, range.endContainer].map(formulaAt);
    if (start) range.setStartBefore(start);
    if (end) range.setEndAfter(end);
    const copied = made("div", { className: "md-typeset copied" });
    copied.append(range.cloneContents());
    if (!copied.querySelector("math")) return;
    for (const node of copied.querySelectorAll(".copy, .headerlink, .eq-link, .gp")) node.remove();
    event.clipboardData.setData("text/html", copied.innerHTML);
    event.clipboardData.setData("text/plain", text(copied));
    event.preventDefault();
  });

  // Code alone: in a session that is what was typed, without the prompts and without the answers.
  const TYPED = /^(?:\$|>>>|\.\.\.|\(Pdb\)) /;

  function codeOf(pre) {
    const lines = pre.querySelector("code").textContent.trimEnd().split("\n");
    const typed = lines.filter((line) => TYPED.test(line)).map((line) => line.replace(TYPED, ""));
    return `${(pre.closest(".language-console") ? typed : lines).join("\n")}\n`;
  }

  function addButton(pre) {
    const button = made("button", { type: "button", className: "copy", textContent: "copy" });
    const name = pre.getAttribute("aria-label");
    button.setAttribute("aria-label", name ? `copy: ${name}` : "copy the code");
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(codeOf(pre)).then(() => {
        button.textContent = said.textContent = "copied";
        setTimeout(() => { button.textContent = "copy"; said.textContent = ""; }, 1500);
      }, () => {});
    });
    const head = pre.previousElementSibling;
    if (head?.matches(".eq-file, .task-file > p")) head.append(button);
    else pre.prepend(button);
  }

  const said = made("div", { className: "copy-said", role: "status" });
  if (!navigator.clipboard) return;
  document.body.append(said);
  for (const code of document.querySelectorAll(".md-content :is(pre, .eq-lines) > code")) addButton(code.parentElement);
})();
