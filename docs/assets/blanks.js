// The blanks of a calculation become fields. What is filled in right stands from then on wherever that number is used.
// Without this file a blank shows a question mark, and the answers stand folded below.
(() => {
  "use strict";
  const DIGITS = 4;
  const { number, significant } = window.typed;

  // What to say to a number that was filled in; nothing if it is right.
  function fault(text, answer) {
    const given = number(text);
    const rounded = (value) => Number(value.toPrecision(DIGITS));
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(answer))) - DIGITS + 1);
    if (Number.isNaN(given)) return "Write a number, such as −0.25 or 1/4.";
    if (rounded(given) === answer) return "";
    if (rounded(-given) === answer) return "The size is right, the sign is not.";
    const digits = significant(text);
    if (digits && digits < DIGITS && Number(answer.toPrecision(digits)) === given) {
      return "Right so far. Write four significant digits.";
    }
    if (Math.abs(given - answer) < 1.5 * unit) {
      return "Nearly: the last digit differs. Use the numbers as they are shown, and round.";
    }
    return "Not yet. Try once more, or look at the answers below.";
  }

  function says(blank, text) {
    blank.closest(".work").querySelector(".blank-says").textContent = text;
  }

  function fill(blank) {
    blank.textContent = blank.dataset.text;
    blank.classList.add("right");
    for (const use of document.querySelectorAll(`.use[data-of="${blank.dataset.key}"]`)) {
      use.textContent = use.dataset.text;
    }
  }

  function check(blank, field) {
    if (!field.value.trim() || blank.classList.contains("right")) return;
    const wrong = fault(field.value, Number(blank.dataset.answer));
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    says(blank, wrong || `Right: ${blank.dataset.name} is ${blank.dataset.text}.`);
    if (wrong) return;
    const focused = document.activeElement === field;
    fill(blank);
    if (focused) next(blank);
  }

  // Where the field was, the keyboard goes on: to the next field, or else to the number itself.
  function next(blank) {
    const fields = [...document.querySelectorAll(".blank input")];
    const after = fields.find((field) => blank.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (after && after.closest(".work") === blank.closest(".work")) after.focus();
    else {
      blank.tabIndex = -1;
      blank.focus();
    }
  }

  function setUp(blank) {
    const field = Object.assign(document.createElement("input"), {
      type: "text", inputMode: "text", autocomplete: "off", spellcheck: false, enterKeyHint: "done",
    });
    field.setAttribute("aria-label", blank.dataset.name);
    field.addEventListener("change", () => check(blank, field));
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") check(blank, field); });
    blank.replaceChildren(field);
  }

  const blanks = document.querySelectorAll(".blank");
  blanks.forEach(setUp);
  for (const place of document.querySelectorAll(".blank-fill")) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "blank-all", textContent: "Fill in all the blanks",
    });
    button.addEventListener("click", () => {
      document.querySelectorAll(".blank:not(.right)").forEach(fill);
      button.textContent = "All blanks are filled in";
      button.disabled = true;
    });
    place.append(button);
  }
})();
