// What the colours mean, in the score's own numbers.

function paintLegend(canvas, name, threshold) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(256, 1);
  new Uint32Array(image.data.buffer).set(paletteOf(name));
  for (let i = 0; i < Math.min(256, Math.floor(threshold * 256)); i++) image.data[4 * i + 3] = 40;
  context.putImageData(image, 0, 0);
}

function tickTexts(look) {
  return [0, 0.5, 1].map((value) => inDigits(look.scoreAt(value), 3));
}

function legendText(look) {
  const { slide, range, scale, tiles } = look;
  const what = slide.scoreTitle;
  if (!range) {
    return what + ", by rank among the tiles of this slide" + (tiles.isSigned ? ", signs apart" : "")
      + ". Cannot be compared between slides.";
  }
  if (scale === "recorded" && slide.rangeOrigin === "given") {
    return what + ", over the range that was given. Can be compared with slides of the same range.";
  }
  if (scale === "recorded" && slide.rangeOrigin === "fixed") return what + ", over the fixed range of this score.";
  const kind = scale === "recorded" ? slide.normalization + " range" : "lowest to highest";
  return what + ", " + kind + " of this slide. Cannot be compared between slides.";
}
