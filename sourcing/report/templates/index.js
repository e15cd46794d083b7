// The index can be read without this script, in the order in which the articles came. It makes the
// heads of the columns buttons that sort, and above twenty rows adds a field that finds by name.
(() => {
  const table = document.querySelector("table.index");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  table.classList.add("sortable");

  const text = (row) => row.cells[0].textContent;
  const by = (at, kind, sign) => (one, other) => {
    if (kind === "text") return sign * text(one).localeCompare(text(other), "en", { numeric: true });
    const [a, b] = [one, other].map((row) => row.cells[at].dataset.value);
    if (!a || !b) return !a - !b; // nothing to count: last, whichever the direction
    return sign * (a - b);
  };

  const sort = (head, at) => {
    const kind = head.dataset.sort;
    const turns = kind === "text" ? ["ascending", "descending"] : ["descending", "ascending"];
    const turn = turns[turns.indexOf(head.ariaSort) + 1]; // after both: as they came
    for (const each of heads) each.removeAttribute("aria-sort");
    if (turn) head.setAttribute("aria-sort", turn);
    const order = by(at, kind, turn === "ascending" ? 1 : -1);
    body.append(...(turn ? [...rows].sort(order) : rows));
  };

  heads.forEach((head, at) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head, at));
    head.append(button);
  });

  if (rows.length <= 20) return;
  const line = document.createElement("p");
  const label = document.createElement("label");
  const field = Object.assign(document.createElement("input"), { type: "search" });
  const count = document.createElement("output");
  line.className = "find";
  label.append("Find an article ", field);
  line.append(label, " ", count);
  table.before(line);
  const find = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !text(row).toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = wanted ? `${shown} of ${rows.length}` : "";
  };
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => event.stopPropagation()); // j and k are letters here
  find(); // the browser may have kept what was typed before
})();
