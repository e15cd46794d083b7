// A reader marks labels wrong, or right, and exports what was judged as JSON Lines in the form that
// `sourcing train --extra` reads. Nothing is stored and nothing is sent.
//
// On a page that carries its articles as JSON (script.data), sentence n of the i-th of them is the
// element #s{n}, or #a{i}-s{n} where there are several. A page that shows an article later calls
// sourcingCorrections.show(article, prefix).
(() => {
  const ATTRIBUTION = {
    S: ["stated", "credited, in this sentence, to somebody other than the writer"],
    I: ["implicit", "plainly goes on with the source of a sentence beside it"],
    T: ["thought", "what somebody thinks, wants or fears; nothing shows how the writer knows"],
    N: ["none", "the writer’s own voice"],
  };
  const CONTENT = {
    F: ["fact", "about past or present; somebody could check it"],
    P: ["prediction", "about the future"],
    O: ["opinion", "judges, interprets, recommends"],
    X: ["other", "a question, a fragment, a byline"],
  };
  const TYPES = [
    "named_person", "named_org", "org_official", "anonymous", "unnamed_person", "unnamed_group",
    "document", "vague",
  ];
  const STYLE = `
    .fix-button{font:inherit;margin-top:.6rem;padding:.2rem .7rem;min-height:1.75rem;color:inherit;
      background:none;border:1px solid currentColor;border-radius:3px;cursor:pointer}
    .s[data-judged]>.t::after{content:"✓";margin-left:.2em}
    .s[data-judged=changed]>.t::after{content:"✎"}
    .fix-dialog{width:min(40rem,calc(100vw - 2rem));max-height:calc(100dvh - 2rem);padding:1.25rem;
      box-sizing:border-box;border:1px solid;border-radius:6px;color:inherit;
      background:var(--raised,Canvas);font:1rem/1.45 var(--sans,sans-serif);overflow:auto}
    .fix-dialog:not([open]){display:none}
    .fix-dialog :is(h2,blockquote,p){margin:0 0 .75rem}
    .fix-dialog h2{font-size:1.2rem}
    .fix-dialog blockquote{padding-left:.75rem;border-left:4px solid;font-family:var(--serif,serif)}
    .fix-dialog fieldset{margin:0 0 .75rem;padding:.5rem .75rem;border:1px solid;border-radius:4px}
    .fix-dialog label{display:flex;gap:.5rem;align-items:baseline;min-height:1.75rem}
    .fix-dialog label>span{flex:1}
    .fix-dialog .fix-source{display:flex;flex-wrap:wrap;gap:.5rem;margin-bottom:.5rem}
    .fix-dialog .fix-source input{flex:1 1 12rem;min-width:0}
    .fix-dialog :is(input:not([type=radio]),select,textarea,button),.fix-tray button{font:inherit;
      color:inherit;background:none;border:1px solid;border-radius:3px;padding:.25rem .5rem;
      min-height:1.75rem;box-sizing:border-box}
    .fix-dialog textarea{display:block;width:100%}
    .fix-dialog option{background:Canvas;color:CanvasText}
    .fix-dialog [role=alert]:empty{display:none}
    .fix-dialog [role=alert]{font-weight:600}
    .fix-tray{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;gap:.5rem 1rem;
      align-items:center;box-sizing:border-box;padding:.6rem 1rem;border-bottom:1px solid;
      background:var(--raised,Canvas);color:var(--ink,CanvasText);
      font:.9375rem/1.4 var(--sans,sans-serif)}
    .fix-tray[hidden]{display:none}
    html:has(.fix-tray:not([hidden])){scroll-padding-top:8rem}
    .fix-tray label{display:flex;gap:.5rem;align-items:center}
    @media print{.fix-tray,.fix-button{display:none}}`;

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const first = (codes, name) => Object.keys(codes).find((code) => codes[code][0] === name);

  // Offsets count characters as Python does, whole code points, and not as JavaScript does.
  const cut = (article, span) => article.points.slice(span.start, span.end).join("");
  const once = (items) => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];

  // What the model read, in the codes of the codebook.
  const asRead = (article, sentence) => {
    const named = sentence.attributions
      .map((at) => article.attributions[at].source)
      .filter((at) => at !== null)
      .map((at) => ({ n: article.sources[at].name, t: article.sources[at].type }));
    return {
      start: sentence.start,
      end: sentence.end,
      a: first(ATTRIBUTION, sentence.attribution),
      c: first(CONTENT, sentence.content),
      src: sentence.attribution === "none" ? [] : once(named),
      h: sentence.hedges.map((span) => cut(article, span)),
      l: sentence.loaded.map((span) => cut(article, span)),
    };
  };

  // All that was judged: text -> {article, judged: start of a sentence -> row of the sentence}.
  const known = new Map();
  const judged = () => [...known.values()].filter((one) => one.judged.size);

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const changed = (article, row) =>
    !same(row, asRead(article, article.sentences.find((s) => s.start === row.start)));

  // The dialog

  const choice = (name, legend, codes, value) => {
    const options = Object.entries(codes).map(([code, [word, meaning]]) => element("label", {},
      element("input", { type: "radio", name, value: code, checked: code === value }),
      element("span", {}, element("b", {}, word), `: ${meaning}`)));
    return element("fieldset", {}, element("legend", {}, legend), ...options);
  };

  const sourceLine = (source = { n: "", t: "named_person" }) => {
    const name = element("input", { className: "fix-name", value: source.n, maxLength: 300,
      ariaLabel: "Name or description of the source" });
    const type = element("select", { ariaLabel: "Type of the source" },
      ...TYPES.map((t) => element("option", { value: t, selected: t === source.t },
        t.replaceAll("_", " "))));
    const remove = element("button", { type: "button" }, "Remove");
    const line = element("div", { className: "fix-source" }, name, type, remove);
    remove.addEventListener("click", () => line.remove());
    return line;
  };

  const words = (legend, name, values) => element("label", {}, element("span", {}, legend,
    element("textarea", { name, rows: 2, defaultValue: values.join("\n") })));

  // Words that nobody touched stay verbatim, line breaks of the article included.
  const lines = (area, before) => (area.value === area.defaultValue ? before
    : area.value.split("\n").map((one) => one.trim()).filter(Boolean));

  const standsIn = (phrase, text) => {
    const literal = phrase.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, "iu").test(text);
  };

  const filledIn = (form, row) => {
    const a = form.elements.a.value;
    const src = [...form.querySelectorAll(".fix-source")].map((line) => ({
      n: line.querySelector("input").value.trim(),
      t: line.querySelector("select").value,
    }));
    return {
      ...row, a, c: form.elements.c.value, src: a === "N" ? [] : once(src.filter((one) => one.n)),
      h: lines(form.elements.h, row.h), l: lines(form.elements.l, row.l),
    };
  };

  const dialogFor = (text, row, done) => {
    const sources = element("fieldset", {}, element("legend", {}, "Sources"),
      ...row.src.map(sourceLine));
    const add = element("button", { type: "button" }, "Add a source");
    add.addEventListener("click", () => {
      add.before(sourceLine());
      add.previousSibling.querySelector("input").focus();
    });
    sources.append(add);
    const alert = element("p", { role: "alert" });
    const cancel = element("button", { type: "button" }, "Cancel");
    const form = element("form", {},
      choice("a", "Who carries the sentence", ATTRIBUTION, row.a), sources,
      choice("c", "What it puts forward", CONTENT, row.c),
      element("details", { open: row.h.length + row.l.length > 0 },
        element("summary", {}, "Hedges and loaded words"),
        words("Words in which the writer holds back, one a line ", "h", row.h),
        words("Words in which the writer judges, one a line ", "l", row.l)),
      alert, element("button", { type: "submit" }, "Save"), " ", cancel);
    const dialog = element("dialog", { className: "fix-dialog sourcing", ariaLabel: "Correct the labels" },
      element("h2", {}, "What is right?"), element("blockquote", {}, text), form);
    const follow = () => { sources.hidden = form.elements.a.value === "N"; };
    form.addEventListener("change", follow);
    follow();
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const right = filledIn(form, row);
      const stray = [...right.h, ...right.l].find((phrase) => !standsIn(phrase, text));
      alert.textContent = stray ? `“${stray}” does not stand in the sentence.` : "";
      if (stray) return;
      done(right);
      dialog.close();
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation()); // no keys of the page
    return dialog;
  };

  // The sentences

  const paint = (one, sentence) => {
    const row = one.judged.get(sentence.start);
    const place = one.places.get(sentence.start);
    if (row) place.dataset.judged = changed(one.article, row) ? "changed" : "confirmed";
    else delete place.dataset.judged;
    place.querySelector(".fix-button").textContent = row ? "Judge again" : "Right or wrong?";
  };

  const equip = (one, sentence, place) => {
    const button = element("button", { type: "button", className: "fix-button" });
    place.querySelector(".n").append(button);
    one.places.set(sentence.start, place);
    paint(one, sentence);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      const row = one.judged.get(sentence.start) ?? asRead(one.article, sentence);
      const dialog = dialogFor(cut(one.article, sentence), row, (right) => {
        one.judged.set(sentence.start, right);
        exported = false;
        paint(one, sentence);
        refresh();
      });
      dialog.addEventListener("close", () => {
        dialog.remove();
        place.querySelector(".t").focus({ preventScroll: true });
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  };

  // An edited text keeps what was judged of the sentences that it still has.
  const carry = (from, to) => {
    const free = new Map(to.article.sentences.map((s) => [cut(to.article, s), s]));
    for (const [start, row] of from.judged) {
      const sentence = free.get(cut(from.article, row));
      if (!sentence) continue;
      to.judged.set(sentence.start, { ...row, start: sentence.start, end: sentence.end });
      from.judged.delete(start);
    }
  };

  let shown = null;
  const show = (article, prefix) => {
    const before = shown;
    const one = known.get(article.text) ?? { judged: new Map() };
    one.article = { ...article, points: [...article.text] };
    one.places = new Map();
    known.set(article.text, one);
    if (before && before !== one) {
      carry(before, one);
      if (!before.judged.size) known.delete(before.article.text);
    }
    shown = one;
    article.sentences.forEach((sentence, at) => {
      const place = document.getElementById(`${prefix}s${at + 1}`);
      if (place?.querySelector(".n")) equip(one, sentence, place);
    });
    refresh();
  };

  // The tray

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const said = element("span", { role: "status" });
  const rest = element("input", { type: "checkbox" });
  const save = element("button", { type: "button" }, "Export corrections");
  const drop = element("button", { type: "button" }, "Discard them");
  const tray = element("aside", { className: "fix-tray sourcing", hidden: true, ariaLabel: "Corrections" },
    said, element("label", {}, rest, element("span", {}, "I read all of it: the rest is right")),
    save, drop);

  const refresh = () => {
    const all = judged();
    const rows = all.flatMap((one) => [...one.judged.values()].map((row) => [one.article, row]));
    const wrong = rows.filter(([article, row]) => changed(article, row)).length;
    tray.hidden = !rows.length;
    said.textContent = rows.length
      ? `${count(rows.length, "sentence")} judged, ${wrong} corrected.` : "";
    if (!rows.length) rest.checked = false;
  };

  // FNV-1a: a name for a text that has none.
  const hash = (text) => {
    let value = 2166136261;
    for (const byte of new TextEncoder().encode(text)) {
      value = Math.imul(value ^ byte, 16777619) >>> 0;
    }
    return value.toString(16).padStart(8, "0");
  };

  const line = ({ article, judged: rows }) => {
    const wanted = rest.checked ? article.sentences : article.sentences.filter((s) => rows.has(s.start));
    return JSON.stringify({
      id: article.id ?? `corrections/${hash(article.text)}`,
      corpus: "corrections",
      model: article.model,
      text: article.text,
      sentences: wanted.map((s) => rows.get(s.start) ?? asRead(article, s)),
    });
  };

  let exported = true;
  save.addEventListener("click", () => {
    const blob = new Blob([judged().map((one) => `${line(one)}\n`).join("")],
      { type: "application/x-ndjson" });
    const link = element("a", { href: URL.createObjectURL(blob), download: "corrections.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    exported = true;
  });
  drop.addEventListener("click", () => {
    for (const one of known.values()) {
      one.judged.clear();
      one.article.sentences.filter((s) => one.places.has(s.start)).forEach((s) => paint(one, s));
    }
    refresh();
  });
  addEventListener("beforeunload", (event) => {
    if (!exported && judged().length) event.preventDefault();
  });

  const start = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    document.body.prepend(tray);
    const data = [...document.querySelectorAll("script.data")];
    data.forEach((script, at) => {
      shown = null; // several articles of one page have nothing to do with each other
      show(JSON.parse(script.textContent), data.length === 1 ? "" : `a${at + 1}-`);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  window.sourcingCorrections = { show };
})();
