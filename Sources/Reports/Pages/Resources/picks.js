// The boxes in the table, which select two slides to compare.

class Picks {
  // onCompare is called with two rows.
  constructor(rows, onCompare) {
    this.chosen = [];
    for (const row of rows) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "pick", title: "Select to compare" });
      box.setAttribute("aria-label", "Select " + nameOf(row) + " to compare");
      box.addEventListener("change", () => this.pick(row, box.checked));
      row.querySelector("td.picture").prepend(box);
    }
    $("compare-two").addEventListener("click", () => this.compare(onCompare));
    $("picked-compare").addEventListener("click", () => this.compare(onCompare));
    $("picked-clear").addEventListener("click", () => this.clear());
  }

  compare(onCompare) {
    if (this.chosen.length === 2) onCompare(...this.chosen);
    else this.say(this.chosen.length ? "" : "Tick the boxes of two slides to compare them.");
  }

  // A third slide takes the place of the one that was selected first.
  pick(row, isChosen) {
    this.chosen = this.chosen.filter((other) => other !== row);
    if (isChosen) this.chosen.push(row);
    for (const other of this.chosen.splice(0, this.chosen.length - 2)) other.querySelector(".pick").checked = false;
    this.say("");
  }

  clear() {
    for (const row of this.chosen) row.querySelector(".pick").checked = false;
    this.chosen = [];
    this.say("");
    $("compare-two").focus();
  }

  say(text) {
    const names = this.chosen.map(nameOf);
    $("picked-text").textContent = text || (names.length === 1
      ? names[0] + " is selected. Tick the box of another slide to compare them." : names.join(" and "));
    $("picked-compare").hidden = names.length < 2;
    $("picked-clear").hidden = !names.length;
  }
}
