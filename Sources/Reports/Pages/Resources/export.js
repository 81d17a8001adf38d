// The present view as a PNG file: the picture as it is shown, with scale bar, legend, and the slide's and the score's names.

async function saveView(view) {
  const say = (text) => { view.$("told").textContent = text; };
  if (!areCanvasesRead()) return say("This browser protects against fingerprinting and would save noise; take a screenshot.");
  try {
    const canvas = viewAsCanvas(view);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error();
    saveFile(view.slide.file + "-view.png", blob, "image/png");
    say("The view is saved as a picture of " + canvas.width + " by " + canvas.height + " pixels.");
  } catch {
    say("This browser does not let the page save a picture from beside it; take a screenshot, or write the report without --linked.");
  }
}

function viewAsCanvas(view) {
  const { viewer, look, slide } = view;
  // The cross of the keyboard is not a part of the view.
  const { byKey } = viewer;
  viewer.byKey = false;
  viewer.drawNow();
  viewer.byKey = byKey;
  const picture = viewer.canvas;
  const density = picture.width / viewer.width;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const pad = 12;
  const width = Math.max(viewer.width, 420);
  const hasLegend = look.view !== "thumbnail" || look.isBurntIn;
  const facts = [...factsOf(slide), look.tiles.count + " tiles"].join(" \u00b7 ");
  const head = [[slide.slide, "600 "], [facts, ""]].flatMap(([text, weight]) => linesOf(context, text, width - 2 * pad, weight));
  const words = (hasLegend ? legendText(look) + " " : "") + "For research use; not a diagnosis.";
  const foot = linesOf(context, words, width - 2 * pad, "");
  const top = pad + head.length * 19 + 4;
  const legend = !hasLegend ? 0 : endsOf(look).some(Boolean) ? 56 : 38;
  const below = top + viewer.height + 10 + legend + foot.length * 19 + pad;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(below * density);
  context.scale(density, density);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, below);
  context.fillStyle = "#111111";
  writeLines(context, head, pad, pad);
  context.drawImage(picture, 0, top, viewer.width, viewer.height);
  drawBar(context, slide.mpp ? scaleBar(slide.mpp / viewer.scale, viewer.width) : null, pad, top + viewer.height - pad);
  if (hasLegend) drawLegend(context, view, pad, top + viewer.height + 10, Math.min(380, width - 2 * pad));
  writeLines(context, foot, pad, top + viewer.height + 10 + legend);
  return canvas;
}

function fontOf(size, weight = "") { return weight + size + "px system-ui, sans-serif"; }

// Breaks a text into lines of at most a width, also inside a long word.
function linesOf(context, text, width, weight) {
  context.font = fontOf(13, weight);
  const lines = [];
  let line = "";
  for (const word of text.split(/(?<=[\s\-_.])/)) {
    for (const piece of context.measureText(word).width > width ? [...word] : [word]) {
      if (line && context.measureText((line + piece).trimEnd()).width > width) {
        lines.push([line, weight]);
        line = "";
      }
      line += piece;
    }
  }
  return [...lines, [line, weight]];
}

function writeLines(context, lines, x, y) {
  context.textBaseline = "top";
  lines.forEach(([text, weight], place) => {
    context.font = fontOf(13, weight);
    context.fillText(text, x, y + 19 * place);
  });
}

// Draws a scale bar whose corner at the left and below is at (x, y).
function drawBar(context, bar, x, y) {
  if (!bar) return;
  context.font = fontOf(12);
  context.textBaseline = "alphabetic";
  const box = Math.max(bar.pixels, context.measureText(bar.label).width) + 12;
  context.fillStyle = "#ffffff";
  context.fillRect(x, y - 30, box, 30);
  context.fillStyle = "#111111";
  context.fillText(bar.label, x + 6, y - 13);
  context.fillRect(x + 6, y - 8, bar.pixels, 3);
}

// Draws the view's legend: the colours, the scores at their places, and what the ends mean.
function drawLegend(context, view, x, y, width) {
  context.imageSmoothingEnabled = false;
  context.drawImage(view.$("legend"), x, y, width, 14);
  Object.assign(context, { strokeStyle: "#888888", lineWidth: 1, fillStyle: "#111111", font: fontOf(12), textBaseline: "top" });
  context.strokeRect(x - 0.5, y - 0.5, width + 1, 15);
  for (const { place, text } of ticksOf(view.look)) {
    context.fillRect(x + place * width - 0.5, y + 15, 1, 4);
    context.fillText(text, x + place * (width - context.measureText(text).width), y + 20);
  }
  const [low = "", high = ""] = endsOf(view.look).map((text) => shortened(text, 30));
  context.fillText(low, x, y + 37);
  context.fillText(high, x + width - context.measureText(high).width, y + 37);
}
