// The notes in the view of a slide: the list, the form, and the pins on the picture.

class Notes {
  constructor(view) {
    this.view = view;
    this.drawn = [];
    const on = (id, act) => view.$(id).addEventListener("click", act);
    on("note-tile", () => this.begin(this.tileTarget));
    on("note-place", () => this.aim(!this.isAiming));
    on("note-cancel", () => this.end());
    on("note-undo", () => this.undo());
    on("copy-place", () => this.copy(this.tileTarget || this.middle));
    on("notes-geojson", () => this.saveGeoJSON());
    on("notes-save", () => noteFiles.save());
    on("notes-load", () => noteFiles.load());
    on("save-view", () => saveView(view));
    view.$("note-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
    view.$("note-text").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.end();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.keep();
    });
    const canvas = view.$("canvas");
    canvas.addEventListener("click", (event) => this.click(event));
    canvas.addEventListener("keydown", (event) => this.key(event));
    noteStore.listeners.add(() => this.list());
    window.addEventListener("pagehide", () => this.store());
  }

  get notes() { return this.slide ? noteStore.of(this.slide.identity) : []; }

  // Shows the notes of a slide; null for no slide. What is written in the form is kept, whatever the reader does next.
  show(slide) {
    this.store();
    this.slide = slide;
    this.selected = this.deleted = null;
    this.end(false);
    for (const id of ["note-tile", "note-place", "copy-place", "save-view"]) this.view.$(id).disabled = !slide;
    this.list();
  }

  say(text) { this.view.$("told").textContent = text; }

  // The chosen tile, or the one under the pointer or the cross; null if there is none.
  get tileTarget() {
    const { chosen, tile } = this.view.viewer;
    const place = chosen ?? (tile >= 0 ? tile : null);
    if (place === null) return null;
    const { x, y, side } = this.view.look.tiles;
    return { x: x[place], y: y[place], side };
  }

  get middle() {
    const [x, y] = this.view.viewer.center;
    return { x: Math.round(x), y: Math.round(y), side: null };
  }

  // A click on the picture then marks a place.
  aim(isAiming) {
    this.isAiming = isAiming;
    this.view.$("note-place").setAttribute("aria-pressed", String(isAiming));
    if (isAiming) this.say("Click a place in the picture. With keys: go to the picture, move the cross with the arrow keys, and press M.");
  }

  click(event) {
    if (!this.slide || this.view.viewer.hasMoved) return;
    const { offsetX, offsetY } = event;
    if (this.isAiming) {
      const [x, y] = this.view.viewer.toSlide(offsetX, offsetY).map(Math.round);
      return this.begin({ x, y, side: null });
    }
    const note = pinAt(this.view.viewer, this.drawn, offsetX, offsetY);
    if (note) this.select(note);
  }

  key(event) {
    if (!this.slide || event.ctrlKey || event.metaKey || event.altKey || !["m", "M"].includes(event.key)) return;
    event.preventDefault();
    this.begin(this.isAiming ? this.middle : this.tileTarget || this.middle);
  }

  // Opens the form for a place, or for a note that is changed.
  begin(target, note = null) {
    if (!this.slide) return;
    if (!target) return this.say("Choose a tile first: click it, or go to it with N and P.");
    this.aim(false);
    this.target = target;
    this.edited = note;
    this.back = document.activeElement;
    this.view.$("note-target").textContent = this.wordsOf(target);
    this.view.$("note-text").value = note ? note.text : "";
    this.view.$("note-form").hidden = false;
    this.view.$("note-text").focus();
    this.view.$("note-form").scrollIntoView({ block: "nearest" });
    this.say("");
  }

  end(returns = true) {
    const wasOpen = !this.view.$("note-form").hidden;
    this.view.$("note-form").hidden = true;
    this.target = this.edited = null;
    this.aim(false);
    if (returns && wasOpen && this.back) this.back.focus();
  }

  keep() {
    const note = this.store();
    if (!note) return this.say("The note is empty.");
    this.selected = note.id;
    this.end(false);
    this.list();
    this.say("Note " + (this.drawn.findIndex(({ id }) => id === note.id) + 1) + " is kept." + (noteStore.isKept ? "" : " " + noteStore.words));
    this.view.$("note-list").querySelector("[aria-current] button").focus();
  }

  // Returns the note in the form, which the store has now; null if there is none.
  store() {
    const text = this.view.$("note-text").value.trim();
    if (!this.slide || !this.target || !text) return null;
    const now = new Date().toISOString();
    const { x, y, side } = this.target;
    const note = { id: newIdentifier(), x, y, side, made: now, ...this.edited, text, changed: now };
    this.edited = note;
    noteStore.put(this.slide.identity, note);
    return note;
  }

  wordsOf({ x, y, side }) {
    return (side === null ? "Place" : "Tile") + " at " + coordinatesOf(this.slide, x, y);
  }

  list() {
    const { view } = this;
    // Drawing the picture reads no store.
    const notes = this.drawn = this.notes;
    const button = (text, name, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      button.setAttribute("aria-label", name);
      button.addEventListener("click", act);
      return button;
    };
    view.$("note-list").replaceChildren(...notes.map((note, place) => {
      const item = document.createElement("li");
      if (note.id === this.selected) item.setAttribute("aria-current", "true");
      const name = " note " + (place + 1);
      const text = Object.assign(document.createElement("p"), { className: "note", dir: "auto", textContent: note.text });
      const where = Object.assign(document.createElement("p"), { className: "small", textContent: this.wordsOf(note) });
      const acts = Object.assign(document.createElement("p"), { className: "acts" });
      acts.append(
        button("Edit", "Edit" + name, () => this.begin(note, note)),
        button("Copy coordinates", "Copy the coordinates of" + name, () => this.copy(note)),
        button("Delete", "Delete" + name, () => this.remove(note)));
      item.append(button(String(place + 1), "Show" + name, () => this.go(note)), text, where, acts);
      return item;
    }));
    view.$("note-undo-line").hidden = !this.deleted;
    view.$("notes-geojson").disabled = !notes.length;
    view.$("notes-kept").textContent = noteStore.words;
    view.viewer.draw();
  }

  select(note) {
    this.selected = note.id;
    this.list();
    const item = this.view.$("note-list").querySelector("[aria-current]");
    item.scrollIntoView({ block: "nearest" });
    this.say("Note " + item.firstChild.textContent + ": " + note.text);
  }

  // Goes to the note's place in the picture.
  go(note) {
    this.select(note);
    this.view.$("note-list").querySelector("[aria-current] button").focus({ preventScroll: true });
    const { tiles } = this.view.look;
    const place = placeOf(note);
    const tile = tiles.at(...place);
    if (note.side !== null && tile >= 0 && tiles.x[tile] === note.x && tiles.y[tile] === note.y) this.view.choose(tile);
    else this.view.viewer.visit(place);
  }

  remove(note) {
    this.deleted = note;
    if (this.edited && this.edited.id === note.id) this.end(false);
    noteStore.remove(this.slide.identity, note.id);
    this.say("The note is deleted.");
    this.view.$("note-undo").focus();
  }

  undo() {
    const note = this.deleted;
    this.deleted = null;
    this.selected = note.id;
    noteStore.put(this.slide.identity, note);
    this.say("The note is back.");
    this.view.$("note-list").querySelector("[aria-current] button").focus();
  }

  async copy({ x, y }) {
    const text = this.slide.slide + ": " + coordinatesOf(this.slide, x, y);
    this.say(await copyText(text) ? "Copied: " + text : "This browser does not let the page copy. " + text);
  }

  saveGeoJSON() {
    saveFile(this.slide.file + "-notes.geojson", notesAsGeoJSON(this.notes), "application/geo+json");
    this.say("Saved for QuPath: drag the file onto the slide there.");
  }
}
