// Everything can be read without this script. It adds keys: from finding to finding, and Esc.
(() => {
  const root = document.documentElement;
  const flags = [...document.querySelectorAll(".body a.f")];
  const switches = [...document.querySelectorAll(".keys input")];
  let hushed = null; // the sentence under the pointer when Esc closed its note
  root.classList.add("js");

  const place = () => {
    const here = document.activeElement;
    const at = flags.indexOf(here);
    if (at >= 0) return at;
    if (here === document.body) return -0.5;
    const before = (flag) => flag.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING;
    return flags.filter(before).length - 0.5;
  };

  const step = (by) => {
    const next = by > 0 ? Math.floor(place() + 1) : Math.ceil(place() - 1);
    const flag = flags[(next + flags.length) % flags.length];
    flag.focus({ preventScroll: true });
    flag.scrollIntoView({ block: "center" });
  };

  const close = () => {
    hushed = document.querySelector(".s:hover");
    root.classList.add("hush");
    if (location.hash) location.replace("#-");
  };

  const open = () => root.classList.remove("hush");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") close();
    const by = { j: 1, n: 1, k: -1, p: -1 }[event.key];
    if (!by || !flags.length || switches.some((one) => !one.checked)) return;
    open();
    step(by);
  });
  document.addEventListener("focusin", open);
  document.addEventListener("hashchange", () => location.hash === "#-" || open());
  document.addEventListener("pointerdown", open);
  document.addEventListener("pointerover", (event) => {
    if (event.target.closest(".s") === hushed) return;
    hushed = null;
    open();
  });
  for (const one of switches) {
    one.addEventListener("change", () => switches.forEach((each) => { each.checked = one.checked; }));
  }
})();
