// The table with one line a case. A case stands where its first slide stands, and opens to show its slides. This part is in
// the page only if slides have cases.

class Cases {
  constructor(table) {
    this.table = table;
    this.lines = new Map([...$("case-lines").rows].map((line) => [line.dataset.case, line]));
    $("case-lines").remove();
    for (const [name, line] of this.lines) {
      line.querySelector("button").addEventListener("click", () => {
        this.fold(name, this.isOpen(name));
        this.tellAll();
      });
    }
    $("by-case").addEventListener("click", () => this.group(!this.isGrouped));
    $("fold-cases").addEventListener("click", () => {
      const areOpen = this.areOpen;
      for (const name of this.lines.keys()) this.fold(name, areOpen);
      this.tellAll();
    });
    const counts = new Map();
    for (const row of table.rows) counts.set(row.dataset.case, (counts.get(row.dataset.case) || 0) + 1);
    counts.delete("");
    // Where each case has one slide, a line for it tells nothing.
    if ([...counts.values()].some((count) => count > 1)) this.group(true);
  }

  isOpen(name) { return this.lines.get(name).querySelector("button").getAttribute("aria-expanded") === "true"; }
  get areOpen() { return [...this.lines.keys()].some((name) => this.isOpen(name)); }

  // Shows the lines of the cases, or the slides alone.
  group(isGrouped) {
    this.isGrouped = isGrouped;
    $("by-case").setAttribute("aria-pressed", String(isGrouped));
    for (const line of this.lines.values()) line.remove();
    const rows = [...this.table.body.rows];
    this.table.body.append(...this.arranged(rows));
    this.tellAll();
    for (const name of this.lines.keys()) this.fold(name, !this.isOpen(name));
  }

  // Puts each case's line before its slides, and the slides of a case together. Slides without a case stand alone.
  arranged(rows) {
    if (!this.isGrouped) return rows;
    const groups = new Map();
    for (const row of rows) {
      const key = row.dataset.case || row;
      if (groups.has(key)) groups.get(key).push(row); else groups.set(key, [row]);
    }
    return [...groups].flatMap(([key, rows]) => this.lines.has(key) ? [this.lines.get(key), ...rows] : rows);
  }

  fold(name, isFolded) {
    this.lines.get(name).querySelector("button").setAttribute("aria-expanded", String(!isFolded));
    for (const row of this.rowsOf(name)) row.classList.toggle("folded", this.isGrouped && isFolded);
  }

  rowsOf(name) { return this.table.rows.filter((row) => row.dataset.case === name); }

  tellAll() {
    $("fold-cases").hidden = !this.isGrouped;
    $("fold-cases").textContent = this.areOpen ? "Close all" : "Open all";
  }

  // Whether a slide is of the chosen case.
  accepts(row) {
    const chosen = $("filter-case").value;
    if (chosen !== "disagree") return !chosen || chosen === "=" + row.dataset.case;
    const line = this.lines.get(row.dataset.case);
    return Boolean(line) && "disagrees" in line.dataset;
  }

  // Hides the lines of cases without a slide that matches the filters, and says how many match.
  count() {
    const counts = new Map();
    for (const row of this.table.rows) {
      const entry = counts.get(row.dataset.case) || [0, 0];
      counts.set(row.dataset.case, [entry[0] + !row.hidden, entry[1] + 1]);
    }
    for (const [name, line] of this.lines) {
      const [shown, all] = counts.get(name) || [0, 0];
      line.hidden = shown === 0;
      line.querySelector(".shown").textContent = shown < all ? shown + " shown of " : "";
    }
  }

  // The other slides of a slide's case, above its page; nothing if row is null.
  show(row) {
    const name = row && row.dataset.case;
    $("case").hidden = !name;
    if (!name) return;
    $("case-title").replaceChildren("Case ", Object.assign(document.createElement("bdi"), { textContent: name }));
    $("case-slides").replaceChildren(...this.rowsOf(name).map((other) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: other.querySelector("th a").getAttribute("href") });
      link.append(other.querySelector("th bdi").cloneNode(true));
      if (other === row) link.setAttribute("aria-current", "page");
      item.append(link);
      const prediction = other.dataset.prediction;
      if (prediction) item.append(" ", Object.assign(document.createElement("bdi"), { className: "small", textContent: prediction }));
      return item;
    }));
    const line = this.lines.get(name);
    if ("disagrees" in line.dataset) $("case-title").append(" ", line.querySelector(".mark").cloneNode(true));
  }
}
