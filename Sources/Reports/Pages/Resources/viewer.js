// The viewer of a slide: zoom and pan, the tile under the pointer, the scale bar.

class Viewer {
  // link: moves another viewer together with this one, if it is there.
  constructor(canvas, { onTile, onZoom, onStep, onDraw }) {
    Object.assign(this, { canvas, onTile, onZoom, onStep, onDraw, link: null });
    this.context = canvas.getContext("2d");
    this.pointers = new Map();
    this.tile = -1;
    new ResizeObserver(() => this.resize()).observe(canvas);
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.lift(event));
    canvas.addEventListener("pointerleave", () => { if (!this.pointers.size) this.point(this.chosen ?? -1, false); });
    canvas.addEventListener("dblclick", (event) => this.zoom(2, event.offsetX, event.offsetY));
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  // staysHere: whether the slide is that of before, with another map.
  show(slide, look, picture, map, staysHere) {
    Object.assign(this, { slide, look, picture, map });
    if (staysHere) return this.draw();
    Object.assign(this, { tile: -1, chosen: null, byKey: false });
    this.resize();
    this.fit();
  }

  get width() { return this.canvas.clientWidth; }
  get height() { return this.canvas.clientHeight; }

  resize() {
    const density = window.devicePixelRatio || 1;
    const [width, height] = [Math.max(1, Math.round(this.width * density)), Math.max(1, Math.round(this.height * density))];
    if (!this.width || (this.canvas.width === width && this.canvas.height === height)) return;
    Object.assign(this.canvas, { width, height });
    // On paper, the height is limited and the width follows from it.
    this.canvas.parentElement.style.setProperty("--shape", width / height);
    if (this.slide) {
      this.fitted = this.scaleToFit;
      if (this.isFitted) this.fit(); else this.draw();
    }
  }

  // CSS pixels per level-0 pixel when the whole picture is visible.
  get scaleToFit() { return Math.min(this.width / this.slide.region[2], this.height / this.slide.region[3]) * 0.98; }

  fit() {
    if (this.link) this.link.fit(); else this.fitAlone(this.scaleToFit);
  }

  // Shows the middle of the picture. The scale is smaller than the viewer's own if another viewer has the same.
  fitAlone(scale) {
    const [x, y, width, height] = this.slide.region;
    this.fitted = this.scaleToFit;
    this.place(scale, [x + width / 2, y + height / 2]);
    this.isFitted = true;
  }

  place(scale, center) {
    Object.assign(this, { scale, center, isFitted: false });
    this.draw();
  }

  // Goes to a place, and takes a linked viewer along.
  go(scale, center, isJump = false) {
    const from = this.center;
    this.place(scale, center);
    if (this.link) this.link.follow(this, from, isJump);
  }

  // Shows an enlarged tile with its surroundings: few, where the slide's own pixels are there.
  jump(tile) {
    const { tiles, deep } = this.look;
    this.chosen = tile;
    const shown = deep ? 3 : 9;
    const scale = Math.max(this.scale, Math.min(this.limits[1], Math.min(this.width, this.height) / (shown * tiles.side)));
    this.go(scale, [tiles.x[tile] + tiles.side / 2, tiles.y[tile] + tiles.side / 2], true);
    this.point(tile, true);
  }

  // Shows a place, enlarged.
  visit(center) { this.go(Math.max(this.scale, Math.min(this.limits[1], 4 * this.fitted)), center, true); }

  // Level-0 pixels in a pixel of the finest picture; 0 if there is only the map.
  get finest() { return this.look.deep ? this.look.deep.finest : this.picture ? this.slide.region[2] / this.picture.width : 0; }

  // Level-0 pixels in a pixel of the screen.
  get step() { return this.width / (this.scale * this.canvas.width); }

  // Zooming in ends where a pixel of the finest picture is two of the page's, or with nine tiles across.
  get limits() {
    const [view, { tiles }] = [Math.min(this.width, this.height), this.look];
    const end = this.finest ? Math.max(2 / this.finest, view / (9 * tiles.side)) : view / (1.5 * tiles.side);
    return [this.fitted / 2, Math.max(this.fitted * 2, end)];
  }

  // Zooms. The slide's point at (x, y) of the canvas stays where it is.
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    if (!this.slide) return;
    const [low, high] = this.link ? this.link.limits(this) : this.limits;
    const scale = Math.min(Math.max(this.scale * factor, low), high);
    const held = this.toSlide(x, y);
    this.go(scale, [held[0] - (x - this.width / 2) / scale, held[1] - (y - this.height / 2) / scale]);
  }

  pan(x, y) {
    this.go(this.scale, [this.center[0] - x / this.scale, this.center[1] - y / this.scale]);
  }

  toSlide(x, y) {
    return [this.center[0] + (x - this.width / 2) / this.scale, this.center[1] + (y - this.height / 2) / this.scale];
  }

  toCanvas(x, y) {
    return [(x - this.center[0]) * this.scale + this.width / 2, (y - this.center[1]) * this.scale + this.height / 2];
  }

  wheel(event) {
    event.preventDefault();
    const delta = event.deltaY * [1, 16, 400][event.deltaMode];
    this.zoom(Math.exp(-Math.max(-300, Math.min(300, delta)) / 400), event.offsetX, event.offsetY);
    this.hover(event);
  }

  press(event) {
    if (!this.slide) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.hasMoved = false;
  }

  move(event) {
    if (!this.slide) return;
    const before = this.pointers.get(event.pointerId);
    if (before) {
      const [x, y] = [event.offsetX - before[0], event.offsetY - before[1]];
      if (!this.hasMoved && Math.hypot(x, y) < 3) return;
      this.hasMoved = true;
      this.canvas.classList.add("dragged");
      const other = [...this.pointers].find(([id]) => id !== event.pointerId);
      if (other) {
        const [far, near] = [before, [event.offsetX, event.offsetY]].map((p) => Math.hypot(p[0] - other[1][0], p[1] - other[1][1]));
        if (far > 0) this.zoom(near / far, other[1][0], other[1][1]);
      } else this.pan(x, y);
      this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    } else this.hover(event);
  }

  lift(event) {
    this.pointers.delete(event.pointerId);
    this.canvas.classList.remove("dragged");
    if (event.type === "pointerup" && !this.hasMoved && this.slide) {
      const tile = this.look.tiles.at(...this.toSlide(event.offsetX, event.offsetY));
      this.chosen = tile < 0 ? null : tile;
      this.point(tile, true);
    }
  }

  hover(event) {
    this.byKey = false;
    if (this.slide) this.point(this.look.tiles.at(...this.toSlide(event.offsetX, event.offsetY)), false);
  }

  point(tile, isSaid) {
    if (!this.slide) return;
    this.tile = tile;
    this.onTile(tile, isSaid);
    this.draw();
  }

  key(event) {
    if (!this.slide || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 60;
    const actions = {
      ArrowLeft: () => this.panByKey(step, 0), ArrowRight: () => this.panByKey(-step, 0),
      ArrowUp: () => this.panByKey(0, step), ArrowDown: () => this.panByKey(0, -step),
      "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), "\u2212": () => this.zoom(0.8),
      0: () => this.fit(), n: () => this.onStep(1), p: () => this.onStep(-1), N: () => this.onStep(1), P: () => this.onStep(-1),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  // When panning by key, the tile in the middle counts as the tile under the pointer.
  panByKey(x, y) {
    this.byKey = true;
    this.pan(x, y);
    this.point(this.look.tiles.at(...this.center), true);
  }

  draw() {
    if (!this.slide || this.isAwaited) return;
    this.isAwaited = true;
    requestAnimationFrame(() => {
      this.isAwaited = false;
      if (this.slide) this.drawNow();
    });
  }

  drawNow() {
    const { context, canvas, slide, look } = this;
    const density = canvas.width / (this.width || 1);
    const [x, y, width, height] = slide.region;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    drawSlide(context, look, this.picture, this.map, ...this.toCanvas(x, y), width * this.scale, height * this.scale);
    if (this.chosen !== null && this.chosen !== this.tile) this.outline(this.chosen, "#ffffff", "#0b57a4");
    if (this.tile >= 0) this.outline(this.tile, "#ffffff", "#000000");
    if (this.byKey) {
      context.strokeStyle = "#000000";
      context.lineWidth = 1;
      context.beginPath();
      const [middleX, middleY] = [Math.round(this.width / 2) + 0.5, Math.round(this.height / 2) + 0.5];
      context.moveTo(middleX - 9, middleY); context.lineTo(middleX + 9, middleY);
      context.moveTo(middleX, middleY - 9); context.lineTo(middleX, middleY + 9);
      context.stroke();
    }
    this.canvas.setAttribute("aria-busy", String(Boolean(look.deep && look.deep.isLoading)));
    this.onDraw(this);
    this.onZoom(this.scale);
  }

  outline(tile, inner, outer) {
    const { tiles } = this.look;
    const [x, y] = this.toCanvas(tiles.x[tile], tiles.y[tile]);
    const side = Math.max(tiles.side * this.scale, 5);
    this.context.lineWidth = 2;
    this.context.strokeStyle = outer;
    this.context.strokeRect(x - 2, y - 2, side + 4, side + 4);
    this.context.strokeStyle = inner;
    this.context.strokeRect(x, y, side, side);
  }
}

// Returns a scale bar of 1, 2, 5, 10 ... micrometres, the longest that takes at most a quarter of the width, or null.
function scaleBar(micrometresPerPixel, width) {
  const longest = width * micrometresPerPixel / 4;
  if (!(longest >= 1)) return null;
  const power = 10 ** Math.floor(Math.log10(longest * (1 + 1e-12)));
  const length = [5, 2, 1].find((digit) => digit * power <= longest * (1 + 1e-12)) * power;
  return { pixels: length / micrometresPerPixel, label: length < 1000 ? length + " \u00b5m" : length / 1000 + " mm" };
}

// Draws a scale bar into the corner of a picture of the whole region.
function drawScaleBar(context, slide) {
  const { width, height } = context.canvas;
  const bar = slide.mpp ? scaleBar(slide.mpp * slide.region[2] / width, width) : null;
  if (!bar) return;
  const size = width / 70;
  context.font = size + "px sans-serif";
  const box = Math.max(bar.pixels, context.measureText(bar.label).width) + size;
  context.fillStyle = "#ffffff";
  context.fillRect(size, height - 3.2 * size, box, 2.2 * size);
  context.fillStyle = "#000000";
  context.fillText(bar.label, 1.5 * size, height - 1.9 * size);
  context.fillRect(1.5 * size, height - 1.6 * size, bar.pixels, size / 4);
}
