// What a reader types, and what the book says, as the same words; and the documents that say most of what was typed.
"use strict";

(() => {
  const GREEK = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", η: "eta", θ: "theta", λ: "lambda", μ: "mu",
    σ: "sigma", φ: "phi", Δ: "delta", Σ: "sum", "∑": "sum", "∇": "gradient", "∂": "derivative", "⊙": "hadamard",
  };
  const STOP = new Set(
    `about an and are as at be by can do does for from get how in is it its me my of on or that the this to what when
    where which who why with wrt you`.split(/\s+/),
  );

  // Indices, layers, arrows and primes of a symbol are no part of its word. There is one way only to read a row of them:
  // with two for each the time would double with every one.
  const SMALL = "(?:" + [
    "[\\u00b2\\u00b3\\u00b9\\u20d7\\u2032\\u2070-\\u209c\\u1d2c-\\u1d6a\\u02b0-\\u02e3\\u2c7c]", // ᵢ ⱼ ⁽ˡ⁾ ᵀ ′, an arrow
    "['’](?![A-Za-z])", "\\d", "\\[[^\\]]*\\]",
    "\\^\\([^)]*\\)", "\\^\\{[^}]*\\}", "\\^[A-Za-z0-9]+(?![A-Za-z0-9])",
    "_\\{[^}]*\\}", "_(?![∂d][A-Za-z])[a-z0-9]{1,3}(?![A-Za-z0-9])", // but not the start of the lower half of dJ_dW
  ].join("|") + ")";
  const DERIVATIVE =
    `[∂d]\\s?([A-Za-zσ])${SMALL}*?(?:\\s?/\\s?|[_-])[∂d]\\s?([A-Za-z])${SMALL}*(?![A-Za-z])` +
    "|d([JCEL])d([A-Za-z])(?![A-Za-z])";
  const SYMBOL =
    `(?![DE]\\d)([A-Za-z])${SMALL}+(?![A-Za-z0-9_])` + // D32 is an equation of the article, E14 an erratum
    `|([α-ωΑ-Ω∑∇∂⊙])${SMALL}*`;
  const NAME = "[a-z]\\w*(?:\\.[A-Za-z][\\w-]*)+|[A-Za-z_]\\w*|\\d+(?:\\.\\d+)?";
  const TERM = new RegExp(`(?<![A-Za-z])(?:${DERIVATIVE}|${SYMBOL})|${NAME}`, "gu");
  const PART = new RegExp(`(?<![A-Za-z])(?:${DERIVATIVE})|[A-Za-z]+|\\d+`, "gu");

  // LaTeX that someone pastes becomes what the book's lines of text have.
  function plain(text) {
    const inner = "\\{((?:[^{}]|\\{[^{}]*\\})*)\\}";
    return text.normalize("NFC")
      .replace(/\\partial\s*/g, "∂")
      .replace(new RegExp(`\\\\[dt]?frac\\s*${inner}\\s*${inner}`, "g"), "$1/$2")
      .replace(/\\(?:math\w+|vec|boldsymbol|left|right|text)\s*/g, "")
      .replace(/\\(\w+)/g, " $1 ")
      .replace(/(?<![_^])\{(\w)\}/g, "$1")
      .replace(/\$/g, " ");
  }

  const stems = new Map();

  // A word without its ending, in small letters.
  function stem(word) {
    if (!stems.has(word)) stems.set(word, stemmed(word.toLowerCase()));
    return stems.get(word);
  }

  function stemmed(word) {
    const short = word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/iz(?=e|ing|ation)/, "is");
    if (short === "matrices") return "matrix";
    if (short === "indices") return "index";
    if (short.length < 5) return short;
    return short.replace(/ies$/, "y").replace(/(ss|x|ch|ias)es$/, "$1").replace(/([^siua])s$/, "$1");
  }

  // The words of a text, each with where it stands: a derivative is one word, however it is written (dJ_dW, ∂J/∂W,
  // dJ/dW[l]); a name is a word, and so is each of its parts.
  function words(text) {
    const found = [];
    const add = (word, at, end) => found.push({ word: stem(word), exact: word, at, end });
    const derivative = (match) => `d${match[1] || match[3]}_d${match[2] || match[4]}`;
    for (const match of text.matchAll(TERM)) {
      const [term] = match, at = match.index, end = at + term.length;
      if (/^a$/i.test(term) && /^ [a-z]/.test(text.slice(end))) continue; // the article
      if (match[1] || match[3]) add(derivative(match), at, end);
      else if (match[5] || match[6]) add(GREEK[match[6]] || match[5] || match[6], at, end);
      else if (!/[._-]/.test(term)) add(term, at, end);
      else {
        add(term, at, end);
        for (const part of term.matchAll(PART)) {
          const word = part[1] || part[3] ? derivative(part) : part[0];
          if (word !== term) add(word, at + part.index, at + part.index + part[0].length);
        }
      }
    }
    return found;
  }

  const WEIGHTS = { title: 6, lead: 5, place: 1.5, text: 1, formula: 2.5, keys: 2.5 };
  const FIELDS = ["location", "title", "place", "text", "formula", "lead", "keys", "weight"];

  // Small and capital letters differ in symbols, and nowhere else.
  function isSymbol(word) {
    return word.length === 1 || word.includes("_");
  }

  // What the index says, ready for questions: for each word, the documents that have it and how much it counts there.
  function prepare({ documents, synonyms }) {
    const known = new Map();
    const prepared = documents.map((values, at) => {
      const document = Object.fromEntries(FIELDS.map((field, k) => [field, values[k]]));
      for (const [word, worth] of worths(document)) {
        if (!known.has(word)) known.set(word, new Map());
        known.get(word).set(at, worth);
      }
      const { title, lead } = document;
      const names = [title, title.replace(/^Equation \d+\. /, ""), lead.split(" ")[0].replace(".", " ")];
      document.names = names.map((name) => ` ${telling(words(name)).join(" ")} `);
      return document;
    });
    const pairs = synonyms.map((pair) => pair.map((side) => unique(words(side).map(({ word }) => word))));
    return { documents: prepared, known, synonyms: pairs.filter(([from, to]) => from.length && to.length) };
  }

  // How much each word of a document counts: in its best place, and in the others; and how a symbol is spelt.
  function worths(document) {
    const all = new Map();
    for (const [field, weight] of Object.entries(WEIGHTS)) {
      const here = new Map();
      words(document[field]).forEach(({ word, exact }, place) => {
        let seen = here.get(word);
        if (!seen) here.set(word, (seen = { count: 0, place, exact: [] }));
        seen.count += 1;
        if (isSymbol(word)) seen.exact.push(exact);
      });
      for (const [word, { count, place, exact }] of here) {
        const early = field === "lead" || field === "title" ? 0.3 / (1 + place) : 0;
        const worth = weight * (1 + Math.log(count) / 6) * (1 + early);
        const best = all.get(word) || { worth: 0, rest: 0, exact: [] };
        all.set(word, {
          worth: Math.max(best.worth, worth),
          rest: best.rest + Math.min(best.worth, worth),
          exact: best.exact.concat(exact),
        });
      }
    }
    return all;
  }

  function telling(list) {
    return list.map(({ word }) => word).filter((word) => !STOP.has(word));
  }

  function unique(list) {
    return list.filter((each, k) => each !== list[k - 1]);
  }

  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let row = Array.from({ length: b.length + 1 }, (_, k) => k);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let k = 1; k <= b.length; k++) {
        next[k] = Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] !== b[k - 1]));
      }
      row = next;
    }
    return row[b.length];
  }

  // How well a word of the book answers a word that was typed, from 0 to 1.
  function likeness(typed, word) {
    if (typed === word) return 1;
    if (typed.length > 1 && word.startsWith(typed)) return 0.4 + (0.4 * typed.length) / word.length;
    if (typed.length < 5 || word.length < 5 || /[._]/.test(typed + word)) return 0;
    let same = 0;
    while (same < typed.length && typed[same] === word[same]) same += 1;
    return same >= 5 && same >= 0.6 * Math.max(typed.length, word.length) ? 0.5 : 0;
  }

  // The words of the book that answer a typed one; where none does, those of almost the same letters.
  function answers(index, typed) {
    const list = [];
    for (const word of index.known.keys()) {
      const like = likeness(typed, word);
      if (like) list.push([word, like]);
    }
    if (list.length || typed.length < 4) return list;
    const most = typed.length < 8 ? 1 : 2;
    return [...index.known.keys()].filter((word) => distance(typed, word, most) <= most).map((word) => [word, 0.3]);
  }

  function ask(index, query) {
    const scores = new Map(), hits = new Map();
    for (const { word, exact } of query) {
      const here = new Map();
      for (const [answer, like] of answers(index, word)) {
        const every = index.known.get(answer), rare = Math.log(1 + index.documents.length / every.size);
        for (const [at, { worth, rest, exact: spellings }] of every) {
          const same = !isSymbol(word) || spellings.includes(exact) ? 1 : 0.75; // w is not W
          const score = like * same * (worth + 0.2 * rest) * rare;
          if (score > (here.get(at) || 0)) here.set(at, score);
          if (!hits.has(at)) hits.set(at, new Set());
          hits.get(at).add(answer);
        }
      }
      for (const [at, score] of here) {
        const sum = scores.get(at) || { score: 0, matched: 0 };
        scores.set(at, { score: sum.score + score, matched: sum.matched + 1 });
      }
    }
    return [...scores].map(([at, { score, matched }]) => {
      return { at, score, share: matched / query.length, hits: hits.get(at) };
    });
  }

  // A name is asked for whole where the book has it, and else by its parts.
  function asked(index, text) {
    const typed = words(plain(text)), query = [];
    let end = 0;
    for (const each of typed) {
      if (each.at < end) continue;
      const parts = typed.filter((other) => other !== each && other.at >= each.at && other.end <= each.end);
      const whole = !parts.length || [...index.known.keys()].some((word) => word.startsWith(each.word));
      query.push(...(whole ? [each] : parts));
      end = each.end;
    }
    const main = query.filter(({ word, exact }) => !STOP.has(word) && !(query.length > 2 && /^[aI]$/.test(exact)));
    return unique(main.length ? main : query);
  }

  // The same question in the book's words.
  function versions(index, query) {
    const list = [[query, 1]];
    for (const [from, to] of index.synonyms) {
      for (let k = 0; k + from.length <= query.length; k++) {
        if (!from.every((word, n) => query[k + n].word === word)) continue;
        const put = to.map((word) => ({ word, exact: word }));
        list.push([[...query.slice(0, k), ...put, ...query.slice(k + from.length)], 0.7]);
      }
    }
    const ours = query.map((each) => {
      const other = /^d[CEL]_d(\w)$/.exec(each.exact);
      return other ? { word: `dj_d${other[1].toLowerCase()}`, exact: `dJ_d${other[1]}` } : each;
    });
    if (ours.some((each, k) => each !== query[k])) list.push([ours, 0.7]);
    return list;
  }

  // The documents that answer a question, best first: { document, share, hits }, where share is 1 if it has every word.
  function find(index, text) {
    const query = asked(index, text), best = new Map();
    if (!query.length) return [];
    const phrase = query.map(({ word }) => word).join(" ");
    for (const [version, weight] of versions(index, query)) {
      for (const found of ask(index, version)) {
        const document = index.documents[found.at];
        const alike = document.names.filter((name) => name.includes(` ${phrase} `)).map((name) => name.length);
        const named = alike.length ? (phrase.length + 2) / Math.min(...alike) : 0;
        const told = named === 1 || (named && document.weight >= 1) ? 1.5 + 1.5 * named : 1;
        found.score *= (weight * found.share ** 4 * told * document.weight) / Math.sqrt(version.length);
        const other = best.get(found.at);
        if (other) for (const hit of other.hits) found.hits.add(hit);
        if (other && other.score >= found.score) other.hits = found.hits;
        else best.set(found.at, found);
      }
    }
    const list = [...best.values()].sort((a, b) => b.score - a.score || a.at - b.at);
    return list.map(({ at, share, hits }) => ({ document: index.documents[at], share, hits }));
  }

  // Where the hits stand in a text, as [start, end] that do not overlap.
  function marks(text, hits) {
    const places = [];
    for (const { word, at, end } of words(text)) {
      if (!hits.has(word)) continue;
      const last = places[places.length - 1];
      if (last && at <= last[1] + 1) last[1] = Math.max(last[1], end);
      else places.push([at, end]);
    }
    return places;
  }

  // The part of a text that has most of the hits, not longer than some letters.
  function excerpt(text, hits, length = 220) {
    const sentences = text.match(/[^\n]+?(?:[.?!:](?=\s)|\n|$)/g) || [];
    let best = 0, most = -1;
    sentences.forEach((sentence, k) => {
      const different = new Set(words(sentence).map(({ word }) => word).filter((word) => hits.has(word))).size;
      if (different > most) [best, most] = [k, different];
    });
    let part = (sentences[best] || "").trim(), next = best + 1;
    while (next < sentences.length && part.length + sentences[next].length < length) {
      part += ` ${sentences[next++].trim()}`;
    }
    if (part.length <= length) return part;
    const first = (marks(part, hits)[0] || [0])[0];
    const from = first < length * 0.7 ? 0 : part.indexOf(" ", first - 60) + 1;
    const cut = part.slice(from, from + length);
    return (from ? "… " : "") + (from + length < part.length ? `${cut.slice(0, cut.lastIndexOf(" "))} …` : cut);
  }

  const finding = { words, prepare, find, marks, excerpt };
  if (typeof module === "object") module.exports = finding;
  else window.finding = finding;
})();
