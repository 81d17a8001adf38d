// The table of slides, with sorting, filters, and small pictures that are drawn when they come into view.

function nameOf(row) { return row.querySelector("th bdi").textContent; }

class SlideTable {
  constructor(table) {
    this.body = table.tBodies[0];
    this.rows = [...this.body.rows];
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const button = header.querySelector("button");
      if (button) button.addEventListener("click", () => this.sort(headers, column, button.dataset.sort));
    });
    const form = $("filters");
    form.addEventListener("input", () => this.filter());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => this.filter()));
    this.small = new SmallPictures(this.rows);
    //#if cases
    this.cases = new Cases(this);
    //#end
    // After a reload, a browser may keep the text in the filters.
    this.filter();
  }

  // The slides that match the filters, in their order.
  get shown() { return this.sorted.filter((row) => !row.hidden); }
  get sorted() { return [...this.body.rows].filter((row) => row.dataset.file !== undefined); }

  sort(headers, column, kind) {
    const wasAscending = headers[column].getAttribute("aria-sort") === "ascending";
    for (const header of headers) if (header.hasAttribute("aria-sort")) header.setAttribute("aria-sort", "none");
    // The first click on a column of numbers sorts the largest to the top.
    const isAscending = headers[column].dataset.sorted ? !wasAscending : kind === "text" && !wasAscending;
    for (const header of headers) delete header.dataset.sorted;
    headers[column].dataset.sorted = "yes";
    headers[column].setAttribute("aria-sort", isAscending ? "ascending" : "descending");
    const collator = new Intl.Collator("en", { numeric: true });
    const words = (cell) => (cell.querySelector("bdi") ?? cell).textContent;
    const key = (row) => kind === "number" ? row.cells[column].dataset.key : words(row.cells[column]);
    const compare = (a, b) => kind === "number" ? a - b : collator.compare(a, b);
    const keyed = this.rows.map((row, place) => ({ row, place, key: key(row) }));
    keyed.sort((a, b) => {
      // Unknown values come last in both directions.
      if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
      return (isAscending ? 1 : -1) * compare(a.key, b.key) || a.place - b.place;
    });
    let rows = keyed.map((entry) => entry.row);
    //#if cases
    rows = this.cases.arranged(rows);
    //#end
    this.body.append(...rows);
  }

  filter() {
    const words = $("filter-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const prediction = $("filter-prediction").value;
    const agreement = $("filter-agreement").value;
    let count = 0;
    for (const row of this.rows) {
      const text = row.dataset.search.toLowerCase();
      row.hidden = !(words.every((word) => text.includes(word))
        && (!prediction || "=" + row.dataset.prediction === prediction)
        && (!agreement || row.dataset.agreement === agreement));
      //#if cases
      if (!this.cases.accepts(row)) row.hidden = true;
      //#end
      if (!row.hidden) count++;
    }
    //#if cases
    this.cases.count();
    //#end
    $("filter-count").value = count === this.rows.length ? count + " slides" : count + " of " + this.rows.length + " slides";
    $("no-slides").hidden = count > 0 || this.rows.length === 0;
  }
}

// Draws the small overlays one after the other: first those in view, then the rest when the browser is idle.
class SmallPictures {
  constructor(rows) {
    this.waiting = new Set(rows.map((row) => row.querySelector("canvas")));
    this.urgent = [];
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        observer.unobserve(entry.target);
        if (this.waiting.has(entry.target)) this.urgent.push(entry.target);
      }
      this.run();
    }, { rootMargin: "300px" });
    for (const canvas of this.waiting) observer.observe(canvas);
    wholePage.then(() => { this.isIdle = true; this.run(); });
  }

  get isDone() { return this.waiting.size === 0; }

  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    while (!this.isDone) {
      let canvas = this.urgent.shift();
      if (!canvas) {
        if (!this.isIdle) break;
        await new Promise((resolve) => (window.requestIdleCallback || setTimeout)(resolve));
        [canvas] = this.urgent.length ? [this.urgent.shift()] : this.waiting;
      }
      if (!this.waiting.delete(canvas)) continue;
      try { await this.paint(canvas); } catch { canvas.dataset.failed = "yes"; }
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.isRunning = false;
    if (this.isDone) document.documentElement.dataset.pictures = "done";
  }

  async paint(canvas) {
    const density = 2;
    await paintSmall(canvas, Number(canvas.dataset.place), 120 * density, 68 * density);
  }
}

// Draws a slide with its recorded settings, as large as fits, and returns its look; null if it has no scores.
async function paintSmall(canvas, place, width, height) {
  const slide = await slideAt(place);
  if (!slide || !slide.tiles) return null;
  const look = new Look(slide, new Tiles(slide.tiles, slide.tileSize, Boolean(slide.subject)));
  const picture = await pictureAt(place, slide).catch(() => null);
  if (!picture) look.view = "map";
  const fit = Math.min(width / slide.region[2], height / slide.region[3]);
  canvas.width = Math.max(1, Math.round(slide.region[2] * fit));
  canvas.height = Math.max(1, Math.round(slide.region[3] * fit));
  const map = new ScoreMap(look.tiles, slide.region, [canvas.width, canvas.height]);
  map.place(look.values, (tile) => look.isDrawn(tile));
  map.paint(look);
  drawSlide(canvas.getContext("2d"), look, picture, map, 0, 0, canvas.width, canvas.height);
  release(picture);
  return look;
}
