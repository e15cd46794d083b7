// Reads the article while typing stops, and shows what the server says of it.
(() => {
  const PAUSE = 600; // milliseconds without a key after which the article is read
  const text = document.getElementById("text");
  const status = document.getElementById("status");
  const read = document.getElementById("read");
  const clear = document.getElementById("clear");
  const most = Number(text.dataset.most);
  let timer = 0;
  let asked = null; // stops the reading under way
  let seen = ""; // the text that is shown, and what was said of it
  let told = status.textContent;

  const say = (sentence, wrong = false) => {
    status.textContent = sentence;
    status.classList.toggle("wrong", wrong);
  };

  // The fragment brings its style along, as an element and as attributes. The policy of this page
  // lets neither in, so they are taken out before they are parsed, and set by this script.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const fragmentOf = (html) => {
    const bare = html.replace(/<style>([^]*?)<\/style>/, (_, style) => {
      sheet.replaceSync(style);
      return "";
    });
    // In escaped HTML a plain quotation mark can only be an attribute's own.
    const held = bare.replaceAll(' style="', ' data-style="');
    return new DOMParser().parseFromString(held, "text/html").body.firstElementChild;
  };
  const styled = (fragment) => {
    for (const one of fragment.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
  };

  const show = (words, sentence, fragment) => {
    seen = words;
    told = sentence;
    read.replaceChildren(...(fragment ? [fragment] : []));
    say(told);
  };

  const showRead = (words, { article, html }, seconds) => {
    const fragment = fragmentOf(html);
    const count = article.sentences.length;
    show(words, `${count} sentence${count === 1 ? "" : "s"}, read in ${seconds.toFixed(1)} seconds.`,
      fragment);
    styled(fragment);
    const first = read.querySelector(".s");
    if (first) window.sourcingCorrections.show(article, first.id.replace(/s\d+$/, ""));
  };

  const post = async (words, signal) => {
    const answer = await fetch("/read", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: words }),
      signal,
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    return said;
  };

  const readNow = async () => {
    clearTimeout(timer);
    asked?.abort();
    const words = text.value;
    clear.hidden = !words;
    if (words === seen || !words.trim()) {
      if (words !== seen) show(words, "Nothing to read yet.");
      read.removeAttribute("aria-busy");
      return say(told);
    }
    const mine = (asked = new AbortController());
    read.setAttribute("aria-busy", "true");
    say("Reading …");
    const began = performance.now();
    try {
      const answer = await post(words, mine.signal);
      showRead(words, answer, (performance.now() - began) / 1000);
    } catch (error) {
      if (error.name === "AbortError") return;
      // What fetch throws when nobody answers is a TypeError.
      const gone = error instanceof TypeError;
      say(`Not read: ${gone ? "the server does not answer; start it again" : error.message}.`, true);
    } finally {
      if (asked === mine) read.removeAttribute("aria-busy");
    }
  };

  const soon = () => {
    clearTimeout(timer);
    asked?.abort();
    timer = setTimeout(readNow, PAUSE);
  };
  text.addEventListener("input", (event) => {
    if (event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop") readNow();
    else soon();
  });
  clear.addEventListener("click", () => {
    text.value = "";
    readNow();
    text.focus();
  });

  // Dropping

  const fill = (words) => {
    text.value = words;
    readNow();
  };

  const fillFrom = async (file) => {
    const name = `“${file.name}”`;
    if (file.size > 4 * most) return say(`Not read: ${name} is longer than ${most} characters.`, true);
    const bytes = await file.arrayBuffer();
    try {
      const words = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      if (words.includes("\0") || /^\s*<(!doctype|html)/i.test(words)) throw new TypeError();
      fill(words);
    } catch {
      say(`Not read: ${name} is no plain text in UTF-8. Paste the article’s words instead.`, true);
    }
  };

  const over = (on) => document.body.classList.toggle("over", on);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || over(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const [file] = event.dataTransfer.files;
    const words = event.dataTransfer.getData("text/plain");
    if (file) fillFrom(file);
    else if (words) fill(words);
  });

  if (text.value) readNow(); // a browser fills in again what stood here before a reload
})();
