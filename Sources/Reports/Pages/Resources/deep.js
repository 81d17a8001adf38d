// The slide itself in the viewer: JPEG tiles in scripts beside the page, loaded when they are needed. A page on a disk may load
// scripts from beside it, and draw what they contain without losing the right to read its canvas.

const tileReceivers = new Map();
// Each script calls this once.
window.linmilTile = (text) => {
  const receive = tileReceivers.get(document.currentScript);
  if (receive) receive(text);
};

// Returns a tile's picture.
function tileAt(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const end = (act) => () => {
      tileReceivers.delete(script);
      script.remove();
      act();
    };
    let letters = null;
    tileReceivers.set(script, (text) => { letters = text; });
    script.addEventListener("error", end(reject));
    script.addEventListener("load", end(() => {
      if (letters === null) reject();
      else createImageBitmap(new Blob([bytesOf(letters)], { type: "image/jpeg" })).then(resolve, reject);
    }));
    script.src = address;
    document.head.append(script);
  });
}

class DeepSlide {
  static loads = 6;
  // Bitmaps that are kept: 4 MB each.
  static kept = 48;

  // step: level-0 pixels in one of the page's picture, which stands in for all levels that are no finer.
  constructor({ folder, side, pyramids }, step, onLoad) {
    Object.assign(this, { folder, side, step, onLoad, frame: 0, loading: 0, isMissing: false });
    this.tiles = new Map();
    this.pyramids = pyramids.map(({ x, y, levels }, number) => ({
      number, x, y, width: levels[0][0] * levels[0][1], height: levels[0][0] * levels[0][2],
      levels: levels.map(([by, width, height]) => ({ by, width, height })).filter(({ by }) => by < step),
    })).filter(({ levels }) => levels.length);
    const [first] = this.pyramids;
    const isInside = (part, whole) => part.x >= whole.x && part.y >= whole.y
      && part.x + part.width <= whole.x + whole.width + first.levels[0].by && part.y + part.height <= whole.y + whole.height + first.levels[0].by;
    // The pyramid that the others are regions of.
    this.whole = first && this.pyramids.every((part) => isInside(part, first)) ? first : null;
  }

  close() {
    this.isClosed = true;
    for (const tile of this.tiles.values()) release(tile.image);
    this.tiles.clear();
  }

  // Level-0 pixels in a pixel of the finest picture of any place, or of one place.
  get finest() { return Math.min(this.step, ...this.pyramids.map(({ levels }) => levels[0].by)); }

  finestAt(x, y) {
    const around = this.pyramids.filter((part) => x >= part.x && y >= part.y && x < part.x + part.width && y < part.y + part.height);
    return Math.min(this.step, ...around.map(({ levels }) => levels[0].by));
  }

  // Draws what is loaded, and asks for the rest. (left, top) is where the slide's level-0 pixel (0, 0) is on the canvas.
  draw(context, left, top, scale) {
    const density = context.getTransform().a;
    // Level-0 pixels in a pixel of the screen. A picture may be a little coarser than the screen.
    const wanted = 1.25 / (scale * density);
    this.frame++;
    this.missing = [];
    const place = {
      left, top, scale, density,
      x: -left / scale, y: -top / scale,
      endX: (context.canvas.width / density - left) / scale, endY: (context.canvas.height / density - top) / scale,
    };
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    if (wanted < this.step) for (const pyramid of this.pyramids) this.drawPyramid(context, pyramid, wanted, place);
    this.load(place);
    this.forget();
  }

  // Whether tiles of the last picture are still to come.
  get isLoading() { return this.missing ? this.missing.length > 0 : false; }

  drawPyramid(context, pyramid, wanted, place) {
    const { levels } = pyramid;
    let level = levels.findLastIndex(({ by }) => by <= wanted);
    if (level < 0) level = 0;
    // A region is only needed where the whole slide is too coarse.
    if (this.whole && pyramid !== this.whole && this.whole.levels[0].by <= wanted) return;
    const { by, width, height } = levels[level];
    const tile = this.side * by;
    const within = (start, origin, count) => Math.min(Math.max(Math.floor((start - origin) / tile), 0), Math.ceil(count / this.side) - 1);
    if (place.endX <= pyramid.x || place.endY <= pyramid.y || place.x >= pyramid.x + pyramid.width || place.y >= pyramid.y + pyramid.height) return;
    for (let row = within(place.y, pyramid.y, height); row <= within(place.endY, pyramid.y, height); row++) {
      for (let column = within(place.x, pyramid.x, width); column <= within(place.endX, pyramid.x, width); column++) {
        this.drawTile(context, pyramid, level, column, row, place);
      }
    }
  }

  // Draws a tile, or the part of a coarser one that is there already.
  drawTile(context, pyramid, level, column, row, { left, top, scale, density }) {
    const { by } = pyramid.levels[level];
    const [x, y] = [pyramid.x + column * this.side * by, pyramid.y + row * this.side * by];
    const endX = Math.min(x + this.side * by, pyramid.x + pyramid.width);
    const endY = Math.min(y + this.side * by, pyramid.y + pyramid.height);
    for (let up = 0; level + up < pyramid.levels.length; up++) {
      const coarser = pyramid.levels[level + up].by;
      const known = this.tile(pyramid, level + up, column >> up, row >> up, up === 0);
      if (!known.image) continue;
      const originX = pyramid.x + (column >> up) * this.side * coarser;
      const originY = pyramid.y + (row >> up) * this.side * coarser;
      // Borders lie on the screen's pixels, so neighbours leave no gap.
      const onScreen = (start, origin) => Math.round((start * scale + origin) * density) / density;
      const [fromX, fromY, toX, toY] = [onScreen(x, left), onScreen(y, top), onScreen(endX, left), onScreen(endY, top)];
      context.drawImage(known.image, (x - originX) / coarser, (y - originY) / coarser, (endX - x) / coarser, (endY - y) / coarser,
        fromX, fromY, toX - fromX, toY - fromY);
      return;
    }
  }

  // What is known of a tile. One that is wanted and not there is asked for.
  tile(pyramid, level, column, row, isWanted) {
    const { by } = pyramid.levels[level];
    const key = [pyramid.number, by, column, row].join("-");
    const tile = this.tiles.get(key) || { key, image: null, state: "unknown", used: 0 };
    if (isWanted || tile.image) {
      this.tiles.set(key, tile);
      tile.used = this.frame;
    }
    if (isWanted && !tile.image && tile.state !== "lost") {
      const centre = this.side * by / 2;
      this.missing.push({ tile, x: pyramid.x + column * this.side * by + centre, y: pyramid.y + row * this.side * by + centre });
    }
    return tile;
  }

  // Loads the tiles that are missing, those in the middle first.
  load({ x, y, endX, endY }) {
    const away = (tile) => Math.hypot(tile.x - (x + endX) / 2, tile.y - (y + endY) / 2);
    const next = this.missing.filter(({ tile }) => tile.state === "unknown").sort((a, b) => away(a) - away(b));
    for (const { tile } of next) {
      if (this.loading >= DeepSlide.loads) return;
      this.loading++;
      tile.state = "loading";
      tileAt(this.folder + "/" + tile.key + ".js").then((image) => {
        if (this.isClosed) return release(image);
        Object.assign(tile, { image, state: "ready" });
      }, () => {
        tile.state = "lost";
        this.isMissing = true;
      }).then(() => {
        this.loading--;
        if (!this.isClosed) this.onLoad();
      });
    }
  }

  // Gives back the bitmaps that were not drawn for the longest time.
  forget() {
    const ready = [...this.tiles.values()].filter(({ image, used }) => image && used < this.frame).sort((a, b) => a.used - b.used);
    const count = [...this.tiles.values()].filter(({ image }) => image).length - DeepSlide.kept;
    for (const tile of ready.slice(0, Math.max(0, count))) {
      release(tile.image);
      this.tiles.delete(tile.key);
    }
  }
}

// Returns what a pixel of the screen shows: "20x · 0.50 µm/px", or a share of the slide's own pixels, and what that means.
// step: level-0 pixels in a pixel of the screen.
function zoomText(step, mpp) {
  if (!mpp) {
    return {
      text: inDigits(100 / step, 2) + " %",
      title: "100 % shows one pixel of the slide (level 0) on one pixel of the screen. The slide's resolution is not known; the cohort's option --mpp gives it.",
    };
  }
  const [power, micrometres] = [10 / (mpp * step), mpp * step].map((number) => inDigits(number, 2));
  return {
    text: power + "x \u00b7 " + micrometres + " \u00b5m/px",
    title: "One pixel of the screen shows " + micrometres + " \u00b5m of the slide. Scanners call 0.25 \u00b5m a pixel 40x, 0.5 \u00b5m 20x and 1 \u00b5m 10x.",
  };
}

// Returns a sentence where the viewer magnifies a picture that has no more to show; "" elsewhere.
// here, finest: level-0 pixels in a pixel of the picture, in the middle of the view and where it is finest.
function endText(step, here, finest, mpp, isDeep) {
  if (step * 1.5 > here) return "";
  const name = (number) => mpp ? inDigits(number * mpp, 2) + " \u00b5m a pixel"
    : number > 1 ? "one pixel for " + inDigits(number, 2) + " of level 0" : "level 0, the slide's finest";
  const end = "The picture ends here, at " + name(here) + ".";
  if (!isDeep) return end + " \u201clinmil report --deep\u201d shows the slide itself.";
  return finest < here ? end + " Around the top tiles it goes to " + name(finest) + "." : end;
}
