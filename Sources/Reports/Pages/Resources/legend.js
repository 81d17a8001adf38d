// The legend: what the colours mean, in units of the score.

// The colours of the picture: over the mean colour of the slide under the tiles, or for the map alone, as they are.
function paintLegend(canvas, look, threshold) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(256, 1);
  new Uint32Array(image.data.buffer).set(paletteOf(look.colormap));
  const { tissue } = look.slide;
  for (let i = 0; tissue && look.view !== "map" && i < 256; i++) {
    const alpha = look.strength(i) * look.opacity;
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * i + channel] = image.data[4 * i + channel] * alpha + tissue[channel] * (1 - alpha);
    }
  }
  for (let i = 0; i < Math.min(256, Math.floor(threshold * 256)); i++) image.data[4 * i + 3] = 40;
  context.putImageData(image, 0, 0);
}

// Scores and their places on the bar. Tiles with equal scores share a rank, so the lowest score may be far from the end.
function ticksOf(look) {
  const { range, among } = look;
  if (range || among.isSigned) return [0, 0.5, 1].map((place) => ({ place, text: inDigits(look.scoreAt(place), 3) }));
  const values = among === look.tiles ? look.values : among.values(null);
  const marked = [1, (among.count >> 1) + 1, among.count].map((rank) => among.order[among.count - rank]);
  const ticks = marked.map((tile) => ({ place: values[tile], text: inDigits(among.scores[tile], 3) }));
  // Leave out the median if it would touch another tick.
  return ticks.filter((tick, i) => i !== 1 || ticks.every((other) => other === tick || Math.abs(other.place - tick.place) > 0.25));
}

function showTicks(list, ticks) {
  list.replaceChildren(...ticks.map(({ place, text }) => {
    const tick = document.createElement("li");
    tick.append(Object.assign(document.createElement("span"), { textContent: text }));
    // The first text begins at the bar's start, the last ends at its end, and those between are centred.
    tick.style.left = 100 * place + "%";
    tick.firstChild.style.transform = "translateX(" + -100 * place + "%)";
    return tick;
  }));
}

// What the ends of the bar mean; empty for a score of which only the numbers tell it.
function endsOf(look) {
  const { slide, range } = look;
  if (slide.ends) return slide.ends;
  if (!slide.subject) return [];
  // An end on the other side of 0 has no meaning of its own.
  return [!range || range[0] < 0 ? slide.subject.lowered : "", !range || range[1] > 0 ? slide.subject.raised : ""];
}

// What a tile's score means, in words; empty for a score that knows no class.
function meaningOf({ slide, tiles }, tile) {
  if (!slide.subject) return "";
  const score = tiles.scores[tile];
  return score > 0 ? slide.subject.raised : score < 0 ? slide.subject.lowered : "speaks for neither side";
}

// Shortens a long text in its middle.
function shortened(text, length = 64) {
  const letters = [...text];
  if (letters.length <= length) return text;
  return letters.slice(0, length / 2).join("") + "\u2026" + letters.slice(1 - length / 2).join("");
}

function showEnds(line, look) {
  const ends = endsOf(look);
  line.hidden = !ends.some(Boolean);
  line.replaceChildren(...ends.map((text) => {
    return Object.assign(document.createElement("span"), { textContent: shortened(text), title: text });
  }));
}

function legendText(look) {
  const { slide, range, scale, among, tiles } = look;
  const what = slide.scoreTitle;
  const rank = ", by rank" + (among.isSigned ? " of the magnitude" : "") + " among the tiles of ";
  const isRecorded = scale === "recorded" || scale === "own";
  if (isRecorded && range && (among === tiles || among.isOneRange)) {
    if (slide.rangeOrigin === "given") return what + ", over the given range. Can be compared with slides of the same range.";
    if (slide.rangeOrigin === "fixed") return what + ", over the fixed range of this score.";
  }
  const kind = isRecorded ? slide.normalization + " range" : "lowest to highest";
  if (among !== tiles) {
    return what + (!range ? rank + "both maps" : ", " + (isRecorded ? "from both " + kind + "s" : kind + " of both maps"))
      + ". One colour means the same score in both.";
  }
  return what + (range ? ", " + kind + " of this slide" : rank + "this slide") + ". Cannot be compared between slides.";
}
