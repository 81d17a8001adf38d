// The notes of all slides of the page: how many each has, and the files with all of them.

class PageNotes {
  constructor(rows, title) {
    this.rows = rows;
    this.title = title;
    this.slides = rows.map((row) => ({ identity: row.dataset.identity, name: row.querySelector("th bdi").textContent }));
    this.input = Object.assign(document.createElement("input"), { type: "file", accept: ".json,application/json", hidden: true });
    this.input.id = "notes-file";
    document.body.append(this.input);
    this.input.addEventListener("change", () => this.read());
    $("all-notes-save").addEventListener("click", () => this.save());
    $("all-notes-load").addEventListener("click", () => this.load());
    noteStore.listeners.add(() => this.count());
    this.count();
  }

  say(text) { for (const line of document.querySelectorAll(".told")) line.textContent = text; }

  // Writes beside each slide's name how many notes it has.
  count() {
    let sum = 0;
    this.rows.forEach((row, place) => {
      const count = noteStore.of(this.slides[place].identity).length;
      sum += count;
      let mark = row.querySelector(".noted");
      if (!mark && !count) return;
      if (!mark) {
        mark = Object.assign(document.createElement("span"), { className: "noted small" });
        row.querySelector("th").append(mark);
      }
      mark.textContent = count ? " " + count + (count === 1 ? " note" : " notes") : "";
    });
    $("all-notes-count").textContent = (sum || "No") + (sum === 1 ? " note." : " notes.") + " " + noteStore.words;
    $("all-notes-save").disabled = sum === 0;
  }

  save() {
    const name = this.title.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 80) + "-notes.json";
    saveFile(name, notesAsJSON(noteStore, this.slides, this.title), "application/json");
    noteStore.isUnsaved = false;
    this.say("The notes of all slides are saved. A page of the same slides can load the file.");
  }

  load() {
    this.input.value = "";
    this.input.click();
  }

  async read() {
    const [file] = this.input.files;
    if (!file) return;
    this.say(file.size > largestNoteFile
      ? "The file is too large to hold notes. No note was loaded." : loadNotes(noteStore, this.slides, await file.text()));
  }
}
