// The notes of a reader. The browser keeps them, if it can; nothing is sent. Each slide has an identity, the same in every page
// that shows the slide with the same features, so pages that share the browser's store do not mix their slides.

const longestNote = 4000;

// Returns a note with nothing but what it may have, or null. The store and files may hold anything.
function checkedNote(entry) {
  if (!entry || typeof entry !== "object") return null;
  const { id, x, y, side = null, text } = entry;
  const isLength = (value) => typeof value === "number" && Math.abs(value) <= 2 ** 31;
  const timeOf = (time) => /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(time) ? time : "1970-01-01T00:00:00.000Z";
  const isNote = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)
    && isLength(x) && isLength(y) && (side === null || (isLength(side) && side > 0))
    && typeof text === "string" && text.trim() !== "" && text.length <= longestNote;
  return isNote ? { id: String(id), x, y, side, text, made: timeOf(entry.made), changed: timeOf(entry.changed) } : null;
}

function newIdentifier() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

class NoteStore {
  static prefix = "linmil notes ";

  constructor() {
    // What the browser does not keep is kept as long as the page is open.
    this.memory = new Map();
    this.listeners = new Set();
    try {
      const probe = NoteStore.prefix + "probe";
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
    window.addEventListener("storage", () => this.tell());
    window.addEventListener("beforeunload", (event) => {
      if (!this.isKept && this.isUnsaved) event.preventDefault();
    });
  }

  // The notes of a slide, the oldest first.
  of(identity) {
    if (this.memory.has(identity)) return this.memory.get(identity);
    let found = [];
    try { found = JSON.parse(localStorage.getItem(NoteStore.prefix + identity)); } catch { /* There are none. */ }
    return Array.isArray(found) ? found.map(checkedNote).filter(Boolean) : [];
  }

  set(identity, notes) {
    this.isUnsaved = true;
    try {
      if (!this.isKept) throw new Error();
      const key = NoteStore.prefix + identity;
      if (notes.length) localStorage.setItem(key, JSON.stringify(notes)); else localStorage.removeItem(key);
    } catch {
      // There is no store, or it is full.
      this.isKept = false;
      this.memory.set(identity, notes);
    }
    this.tell();
  }

  // Adds a note, or puts it in the place of the one with its identifier.
  put(identity, note) {
    const notes = this.of(identity);
    const place = notes.findIndex(({ id }) => id === note.id);
    this.set(identity, place < 0 ? [...notes, note] : notes.map((old, i) => i === place ? note : old));
  }

  remove(identity, id) { this.set(identity, this.of(identity).filter((note) => note.id !== id)); }

  tell() { for (const listener of this.listeners) listener(); }

  get words() {
    return this.isKept
      ? "Notes are kept in this browser, and in files that you save. Nothing is sent."
      : "This browser keeps no notes: save them to a file before you close this page. Nothing is sent.";
  }
}

const noteStore = new NoteStore();
