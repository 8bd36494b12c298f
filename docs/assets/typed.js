// A number as a reader types it, for all that asks for one: with a point or a comma, as a fraction, or with an exponent.
window.typed = (() => {
  "use strict";
  const PLAIN = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

  // What stands there in the characters of a program: a true minus is a hyphen, a comma is a point.
  const plain = (text) => text.trim().replace(/[−–]/g, "-").replace(",", ".").replace(/\s+/g, "");

  // Its value; NaN if it is no number.
  function number(text) {
    const [, top, bottom] = plain(text).match(/^([^/]+)\/([^/]+)$/) || [null, plain(text), "1"];
    return PLAIN.test(top) && PLAIN.test(bottom) ? Number(top) / Number(bottom) : NaN;
  }

  // How many significant digits it has; a fraction has all of them.
  function significant(text) {
    if (text.includes("/")) return Infinity;
    return plain(text).replace(/e.*$/i, "").replace(/[^0-9]/g, "").replace(/^0+/, "").length;
  }

  return { number, significant };
})();
