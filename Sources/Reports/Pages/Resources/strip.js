// The strips: buttons that show the tiles with the highest scores and their surroundings. A button leads to its tile.
// A score that speaks for or against something has two strips: the tiles that speak most strongly for it, and against it.

const stripLength = 24;

// patches: the tiles as the slide shows them, if the page has them. The thumbnail needs more surroundings to be understood.
function paintPatch(canvas, look, picture, map, tile, patches) {
  const { tiles, slide } = look;
  const pixels = 176;
  Object.assign(canvas, { width: pixels, height: pixels });
  const context = canvas.getContext("2d");
  const patch = patches && patches.places.has(tile) ? patches.places.get(tile) : null;
  const span = patch === null ? 5 : patches.span;
  const scale = pixels / (tiles.side * span);
  if (patch === null) {
    const [x, y, width, height] = slide.region;
    const [left, top] = [tiles.x[tile] - 2 * tiles.side, tiles.y[tile] - 2 * tiles.side];
    const plain = { view: picture ? "thumbnail" : "map", opacity: 1 };
    drawSlide(context, plain, picture, map, (x - left) * scale, (y - top) * scale, width * scale, height * scale);
  } else {
    const { side, columns, image } = patches;
    context.drawImage(image, patch % columns * side, Math.floor(patch / columns) * side, side, side, 0, 0, pixels, pixels);
  }
  const [corner, side] = [(span - 1) / 2 * tiles.side * scale, tiles.side * scale];
  context.lineWidth = 3;
  context.strokeStyle = "#ffffff";
  context.strokeRect(corner, corner, side, side);
  context.lineWidth = 1.5;
  context.strokeStyle = "#000000";
  context.strokeRect(corner - 2, corner - 2, side + 4, side + 4);
}

function buildStrips(view, look, picture, map, onChoose) {
  const { tiles, slide } = look;
  const { subject } = slide;
  const build = (id, chosen, words) => {
    buildStrip(view.$(id), chosen, look, picture, map, onChoose, view.patches);
    if (chosen.length) return;
    const item = document.createElement("li");
    Object.assign(item, { className: "none", textContent: "No tile " + words + "." });
    view.$(id).append(item);
  };
  const highest = [...tiles.order.subarray(0, stripLength)];
  const lowest = [...tiles.order.subarray(-stripLength)].reverse();
  view.$("strip-title").textContent = subject ? subject.raisedMost : "Highest scores";
  build("strip", highest.filter((tile) => !subject || tiles.scores[tile] > 0), subject && subject.raised);
  view.$("against").hidden = !subject;
  if (!subject) return view.$("against-strip").replaceChildren();
  view.$("against-title").textContent = subject.loweredMost;
  build("against-strip", lowest.filter((tile) => tiles.scores[tile] < 0), subject.lowered);
}

function buildStrip(list, chosen, look, picture, map, onChoose, patches) {
  list.replaceChildren(...chosen.map((tile) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.tile = tile;
    button.setAttribute("aria-pressed", "false");
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const text = document.createElement("span");
    const rank = document.createElement("b");
    rank.textContent = String(look.tiles.rank[tile]);
    const score = document.createElement("i");
    score.textContent = inDigits(look.tiles.scores[tile], 3);
    text.append(rank, score);
    button.setAttribute("aria-label", "Rank " + look.tiles.rank[tile] + ", score " + inDigits(look.tiles.scores[tile]) + ", at "
      + asLength(look.tiles.x[tile]) + ", " + asLength(look.tiles.y[tile]));
    button.append(canvas, text);
    button.addEventListener("click", () => onChoose(tile));
    item.append(button);
    paintPatch(canvas, look, picture, map, tile, patches);
    return item;
  }));
}

function markStrips(root, tile) {
  for (const button of root.querySelectorAll(".strip button")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.tile) === tile));
  }
}
