// The data and picture of a slide. They are decoded only when the slide is shown.

const wholePage = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

// Returns the slide at a place in the report, or null.
async function slideAt(place) {
  let data = document.getElementById("slide-" + place);
  if (!data) {
    await wholePage;
    data = document.getElementById("slide-" + place);
  }
  return data ? JSON.parse(data.textContent) : null;
}

// Returns the picture of a slide, or null if it has none.
async function pictureAt(place, slide) {
  if (!slide.image) return null;
  if (slide.image.link) {
    const image = new Image();
    image.src = slide.image.link;
    await image.decode();
    return image;
  }
  await wholePage;
  const data = document.getElementById("picture-" + place);
  return createImageBitmap(new Blob([bytesOf(data.textContent)], { type: slide.image.type }));
}

function release(picture) { if (picture && picture.close) picture.close(); }

// How a slide is shown. It begins with the recorded settings.
class Look {
  constructor(slide, tiles) {
    this.slide = slide;
    this.tiles = tiles;
    // Whether the only picture is the overlay. Then its colours cannot be changed.
    this.isBurntIn = Boolean(slide.image) && slide.image.kind === "overlay";
    this.restore();
  }

  restore() {
    const { slide } = this;
    this.view = "overlay";
    this.opacity = slide.alpha;
    this.colormap = slide.colormap;
    this.scale = "recorded";
    this.top = slide.top || null;
    this.rescale();
    this.threshold = slide.threshold || 0;
    if (this.top) this.threshold = this.values[this.tiles.order[Math.min(this.top, this.tiles.count) - 1]];
  }

  rescale() {
    const { tiles, slide } = this;
    this.range = { recorded: slide.range, rank: null, extremes: tiles.extremes }[this.scale];
    this.values = tiles.values(this.range);
  }

  // The highest tiles of a two-sided score are those that speak most strongly for its subject.
  isDrawn(tile) {
    if (!this.top) return this.values[tile] >= this.threshold;
    return this.tiles.rank[tile] <= this.top && (!this.slide.subject || this.tiles.scores[tile] > 0);
  }

  // The score at a value between 0 and 1. With ranks, it is the score of the tile at that rank.
  scoreAt(value) {
    const { tiles } = this;
    if (this.range) return this.range[0] + (this.range[1] - this.range[0]) * value;
    const place = (share) => Math.min(tiles.count - 1, Math.max(0, Math.ceil(share * tiles.count) - 1));
    if (!tiles.isSigned) return tiles.scores[tiles.order[tiles.count - 1 - place(value)]];
    if (value === 0.5) return 0;
    return Math.sign(value - 0.5) * tiles.magnitudes[place(Math.abs(2 * value - 1))];
  }
}

// Draws a slide's picture and its colours into a rectangle.
function drawSlide(context, look, picture, map, x, y, width, height) {
  context.fillStyle = "#ffffff";
  context.fillRect(x, y, width, height);
  if (picture && look.view !== "map") {
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, x, y, width, height);
  }
  if (map && (look.view === "map" || (look.view === "overlay" && !look.isBurntIn))) {
    context.globalAlpha = look.view === "map" ? 1 : look.opacity;
    context.imageSmoothingEnabled = width < map.canvas.width;
    context.drawImage(map.canvas, x, y, width, height);
    context.globalAlpha = 1;
  }
}
