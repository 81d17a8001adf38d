// The data and picture of a slide. They are decoded only when the slide is shown.

const wholePage = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

// Returns the data in an element, or null. The browser may not have read it yet.
async function dataOf(id) {
  if (!$(id)) await wholePage;
  return $(id) ? JSON.parse($(id).textContent) : null;
}

// Returns the slide at a place in the report with one of its maps, or null. A map that is not the first has data of its own.
async function slideAt(place, number = 0) {
  const slide = await dataOf("slide-" + place);
  if (!slide || !slide.tiles || number === 0) return slide && { ...slide, ...slide.map, number: 0 };
  const map = await dataOf("map-" + place + "-" + number);
  return map && { ...slide, ...map, number, tiles: { scores: map.scores, corners: slide.tiles.corners } };
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
  return embeddedPicture("picture-" + place, slide.image.type);
}

// Returns a picture inside the page.
async function embeddedPicture(id, type) {
  await wholePage;
  return createImageBitmap(new Blob([bytesOf(document.getElementById(id).textContent)], { type }));
}

// Returns the top tiles as the slide shows them, or null: a picture with all, and the place of each.
async function patchesAt(place, slide) {
  if (!slide.patches) return null;
  const image = await embeddedPicture("patches-" + place, "image/jpeg");
  return { ...slide.patches, image, places: new Map(slide.patches.tiles.map((tile, place) => [tile, place])) };
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
    const { colormap, alpha } = slide.look;
    this.colormap = colormap;
    // The highest opacity, and the shares of it where it begins and ends to grow; null for a constant opacity.
    this.opacity = alpha.to === undefined ? alpha : Math.max(alpha.from, alpha.to);
    this.growth = this.recordedGrowth = alpha.to === undefined || !this.opacity ? null : [alpha.from / this.opacity, alpha.to / this.opacity];
    this.scale = "recorded";
    this.top = slide.top || null;
    this.rescale();
    this.threshold = slide.threshold || 0;
    if (this.top) this.threshold = this.values[this.tiles.order[Math.min(this.top, this.tiles.count) - 1]];
  }

  // The scores among which a score has its value: those of the slide, or of two slides that are compared.
  get among() { return this.pool && this.scale !== "own" ? this.pool.scores : this.tiles; }

  rescale() {
    const { slide, among } = this;
    const recorded = among === this.tiles ? slide.range : among.range;
    this.range = { recorded, own: slide.range, rank: null, extremes: among.extremes }[this.scale];
    const start = among === this.tiles ? 0 : this.pool.start;
    this.values = among.values(this.range).subarray(start, start + this.tiles.count);
  }

  // Compares the map with another: pool is {scores, start}, with the place of its first score in the scores of both.
  share(pool) {
    this.pool = pool;
    if (!pool && this.scale === "own") this.scale = "recorded";
    this.rescale();
  }

  // The share of the highest opacity that an entry of the colour map has.
  strength(entry) {
    if (!this.growth || this.view === "map") return 1;
    const [from, to] = this.growth;
    return from + (to - from) * (this.slide.look.isSigned ? Math.abs(2 * entry - 255) : entry) / 255;
  }

  // The colours of the map's pixels, which the picture shows at the highest opacity.
  get palette() {
    const palette = paletteOf(this.colormap).slice();
    const entry = new DataView(palette.buffer);
    for (let i = 0; i < 256; i++) entry.setUint8(4 * i + 3, Math.round(255 * this.strength(i)));
    return palette;
  }

  // The highest tiles of a two-sided score are those that speak most strongly for its subject.
  isDrawn(tile) {
    if (!this.top) return this.values[tile] >= this.threshold;
    return this.tiles.rank[tile] <= this.top && (!this.slide.subject || this.tiles.scores[tile] > 0);
  }

  // The score at a value between 0 and 1. With ranks, it is the score of the tile at that rank.
  scoreAt(value) {
    const { among } = this;
    if (this.range) return this.range[0] + (this.range[1] - this.range[0]) * value;
    const place = (share) => Math.min(among.count - 1, Math.max(0, Math.ceil(share * among.count) - 1));
    if (!among.isSigned) return among.scores[among.order[among.count - 1 - place(value)]];
    if (value === 0.5) return 0;
    return Math.sign(value - 0.5) * among.magnitudes[place(Math.abs(2 * value - 1))];
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
    if (look.deep) look.deep.draw(context, ...originOf(look, x, y, width));
  }
  if (map && (look.view === "map" || (look.view === "overlay" && !look.isBurntIn))) {
    context.globalAlpha = look.view === "map" ? 1 : look.opacity;
    const isClose = look.values && width * context.getTransform().a > 2 * map.canvas.width;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    if (!isClose || !drawCloseMap(context, look, ...originOf(look, x, y, width))) {
      context.imageSmoothingEnabled = width < map.canvas.width;
      context.drawImage(map.canvas, x, y, width, height);
    }
    context.restore();
    context.globalAlpha = 1;
  }
}

// Where the slide's level-0 pixel (0, 0) is on a canvas, and the scale, if the shown region begins at (x, y): [left, top, scale].
function originOf({ slide: { region } }, x, y, width) {
  const scale = width / region[2];
  return [x - region[0] * scale, y - region[1] * scale, scale];
}
