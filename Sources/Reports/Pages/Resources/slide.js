// The view of one slide: what is known of it, its picture, the colours, and the tile under the pointer. It may be there twice.

class SlideView extends TemplateCopy {
  // heard: what is told of the view: onMap after another map is shown, onLook after its colours have changed, and onTile.
  constructor(number, heard = {}) {
    super("slide-view", number);
    this.heard = heard;
    this.radios = [...this.root.querySelectorAll("[type=radio]")];
    this.viewer = new Viewer(this.$("canvas"), {
      onTile: (tile, isSaid) => {
        this.tell(tile, isSaid);
        this.heard.onTile?.(tile);
      },
      onZoom: (scale) => this.tellZoom(scale),
      onStep: (step) => this.step(step),
      onDraw: (viewer) => drawPins(viewer, this.notes.drawn, this.notes.selected),
    });
    this.notes = new Notes(this);
    this.$("zoom-in").addEventListener("click", () => this.viewer.zoom(1.25));
    this.$("zoom-out").addEventListener("click", () => this.viewer.zoom(0.8));
    this.$("fit").addEventListener("click", () => this.viewer.slide && this.viewer.fit());
    for (const radio of this.radios) {
      radio.addEventListener("change", () => this.change(() => { this.look.view = radio.value; }, "colours"));
    }
    this.$("opacity").addEventListener("input", () => this.change(() => {
      this.look.opacity = Number(this.$("opacity").value);
    }, "nothing"));
    this.$("grows").addEventListener("change", () => this.change(() => {
      this.look.growth = this.$("grows").checked ? this.look.recordedGrowth || [1 / 3, 1] : null;
    }, "colours"));
    this.$("threshold").addEventListener("input", () => this.change(() => {
      this.look.threshold = Number(this.$("threshold").value);
      this.look.top = null;
    }));
    this.$("colormap").addEventListener("change", () => this.change(() => { this.look.colormap = this.$("colormap").value; }, "colours"));
    this.$("scale").addEventListener("change", () => this.change(() => {
      this.look.scale = this.$("scale").value;
      this.look.rescale();
    }));
    this.$("maps").addEventListener("change", () => this.switchMap(Number(this.$("maps").value)));
    this.$("restore").addEventListener("click", () => this.change(() => this.look.restore()));
    const groups = [["Safe for colour-blind readers", true], ["Others", false]];
    this.$("colormap").append(...groups.map(([label, isSafe]) => {
      const group = document.createElement("optgroup");
      group.label = label;
      group.append(...colorMaps.filter((map) => map.safe === isSafe).map((map) => {
        const option = new Option(map.name, map.name);
        option.title = map.note;
        return option;
      }));
      return group;
    }));
  }

  close() {
    this.serial = (this.serial || 0) + 1;
    release(this.loaded);
    if (this.patches) release(this.patches.image);
    if (this.deep) this.deep.close();
    this.loaded = this.picture = this.patches = this.deep = this.slide = this.look = null;
    this.viewer.slide = null;
    this.notes.show(null);
  }

  notice(text) {
    Object.assign(this.$("viewer-notice"), { textContent: text, hidden: !text });
    return null;
  }

  // Shows a slide with the map of a name, or with its first. Returns the slide when it is shown; null if it is not, or no longer
  // wanted.
  async open(place, row, name) {
    this.close();
    this.row = row;
    const serial = this.serial;
    this.notice("Opening ...");
    this.$("slide-title").textContent = row.querySelector("th bdi").textContent;
    this.$("slide-prediction").textContent = "";
    for (const id of ["strip", "against-strip", "slide-warnings", "statistics", "settings", "ticks"]) this.$(id).replaceChildren();
    this.viewer.context.clearRect(0, 0, this.$("canvas").width, this.$("canvas").height);
    let slide = await slideAt(place);
    const number = slide && slide.maps ? Math.max(0, slide.maps.findIndex((map) => map.name === name)) : 0;
    if (slide && number > 0) slide = await slideAt(place, number) || slide;
    if (serial !== this.serial) return null;
    if (!slide) return this.notice("This page is incomplete: the slide's data are missing.");
    Object.assign(this, { slide, place });
    const maps = slide.maps || [{ title: slide.scoreTitle }];
    this.$("choice").classList.toggle("lone", maps.length < 2);
    this.$("maps").replaceChildren(...maps.map(({ title }, place) => new Option(title, place)));
    describeSlide(this, slide);
    const hasTiles = Boolean(slide.tiles);
    this.$("against").hidden = this.$("ends").hidden = true;
    for (const id of ["opacity", "grows", "threshold", "colormap", "scale", "restore"]) this.$(id).disabled = !hasTiles;
    if (!hasTiles) {
      describeMap(this, slide);
      return this.notice("There are no scores to show.");
    }
    let [picture, patches] = [null, null];
    try {
      [picture, patches] = await Promise.all([pictureAt(place, slide), patchesAt(place, slide)]);
    } catch {
      this.warn("This browser cannot show the picture of this slide; the map is drawn without it.");
    }
    if (serial !== this.serial) {
      release(picture);
      if (patches) release(patches.image);
      return null;
    }
    Object.assign(this, { loaded: picture, patches });
    if (slide.deep && picture) {
      this.deep = new DeepSlide(slide.deep, slide.region[2] / picture.width, () => this.viewer.draw());
    }
    this.notice("");
    this.show(slide);
    return slide;
  }

  // Shows another map of the same slide, at the same place.
  async switchMap(number) {
    const { serial } = this;
    const slide = await slideAt(this.place, number);
    if (serial !== this.serial || Number(this.$("maps").value) !== number) return;
    if (!slide) return this.notice("This page is incomplete: the map's data are missing.");
    this.notice("");
    this.slide = slide;
    this.show(slide, true);
    this.heard.onMap?.();
  }

  // Draws a slide with its map.
  show(slide, staysHere = false) {
    const tiles = new Tiles(slide.tiles, slide.tileSize, Boolean(slide.subject));
    const view = staysHere && this.picture ? this.look.view : null;
    this.look = new Look(slide, tiles);
    // An overlay has the colours of the first map.
    this.picture = slide.number > 0 && this.look.isBurntIn ? null : this.loaded;
    this.look.deep = this.look.isBurntIn ? null : this.deep;
    this.map = new ScoreMap(tiles, slide.region, slide.size);
    if (view) this.look.view = view;
    if (!this.picture) this.look.view = "map";
    this.$("maps").value = slide.number;
    const name = slide.slide + (slide.maps ? ", " + slide.scoreTitle : "");
    this.$("canvas").setAttribute("aria-label", "Heatmap of " + name);
    this.$("beneath").textContent = name;
    describeMap(this, slide);
    this.offerScales();
    this.change(() => {}, "values", true);
    this.viewer.show(slide, this.look, this.picture, this.map, staysHere);
    buildStrips(this, this.look, this.picture, this.map, (tile) => this.choose(tile));
    this.tell(staysHere ? this.viewer.tile : -1, false);
    markStrips(this.root, this.viewer.chosen ?? -1);
    if (!staysHere) this.notes.show(slide);
  }

  // Lists the scales. With a map beside it, they are those of both maps, and its own.
  offerScales() {
    const { slide, pool } = this.look;
    const range = pool ? pool.scores.range : slide.range;
    const both = pool ? "both: " : "";
    const scales = [["recorded", both + (range ? slide.normalization : "rank")]];
    if (range) scales.push(["rank", both + "rank"]);
    scales.push(["extremes", both + "low to high"]);
    if (pool) scales.push(["own", "each its own"]);
    this.$("scale").replaceChildren(...scales.map(([value, text]) => new Option(text, value)));
  }

  // Shares the range of the colours with another map; pool is null for a range of its own.
  share(pool) {
    this.look.share(pool);
    this.offerScales();
    this.change(() => {}, "values", true);
    this.viewer.draw();
  }

  warn(text) {
    const item = document.createElement("li");
    item.textContent = text;
    this.$("slide-warnings").append(item);
  }

  // Changes the look and draws it again. mapHas says what is new in the map: values, colours or nothing.
  change(act, mapHas = "values", isFirst = false) {
    if (!this.look || !this.map) return;
    act();
    const { look, map } = this;
    if (mapHas === "values") map.place(look.values, (tile) => look.isDrawn(tile));
    if (mapHas !== "nothing") map.paint(look);
    for (const radio of this.radios) {
      radio.checked = radio.value === look.view;
      radio.disabled = radio.value !== "map" && (!this.picture || (look.isBurntIn && radio.value === "thumbnail"));
    }
    this.$("opacity").value = look.opacity;
    this.$("opacity").disabled = this.$("grows").disabled = look.view !== "overlay" || look.isBurntIn;
    this.$("grows").checked = Boolean(look.growth);
    this.$("opacity-text").value = (look.growth || [1]).map((share) => inPercent(share * look.opacity)).join(" to ");
    this.$("threshold").value = look.threshold;
    const share = look.threshold.toFixed(3);
    this.$("threshold-text").value = look.top ? "top " + look.top
      : look.threshold > 0 ? share + " (score " + inDigits(look.scoreAt(look.threshold), 3) + ")" : "none";
    this.$("colormap").value = look.colormap;
    this.$("scale").value = look.scale;
    this.$("drawn").textContent = map.drawnCount + " of " + look.tiles.count + " tiles drawn";
    paintLegend(this.$("legend"), look, look.top ? 0 : look.threshold);
    const ticks = ticksOf(look);
    showTicks(this.$("ticks"), ticks);
    showEnds(this.$("ends"), look);
    this.$("legend-title").textContent = legendText(look);
    this.$("legend").setAttribute("aria-label", look.colormap + ", from low to high: "
      + [...ticks.map((tick) => tick.text), ...endsOf(look)].join(", "));
    if (isFirst) return;
    this.viewer.draw();
    this.heard.onLook?.();
  }

  choose(tile) {
    this.viewer.jump(tile);
    markStrips(this.root, tile);
  }

  // Goes to the next or the previous tile by rank.
  step(step) {
    const { tiles } = this.look;
    const rank = this.viewer.chosen === null ? (step > 0 ? 1 : tiles.count) : tiles.rank[this.viewer.chosen] + step;
    this.choose(tiles.order[(rank - 1 + tiles.count) % tiles.count]);
  }

  tell(tile, isSaid) {
    const { look } = this;
    const isTile = tile >= 0;
    this.$("tile").toggleAttribute("data-empty", !isTile);
    this.$("tile-score").textContent = isTile ? inDigits(look.tiles.scores[tile]) : "-";
    this.$("tile-rank").textContent = isTile ? look.tiles.rank[tile] + " of " + look.tiles.count : "-";
    this.$("tile-place").textContent = isTile ? asLength(look.tiles.x[tile]) + ", " + asLength(look.tiles.y[tile]) : "-";
    this.$("tile-value").textContent = isTile ? look.values[tile].toFixed(3) + (look.isDrawn(tile) ? "" : " (not drawn)") : "-";
    this.$("tile-says").hidden = !look.slide.subject;
    this.$("tile-says").textContent = isTile ? meaningOf(look, tile) : "";
    if (!isSaid) return;
    markStrips(this.root, tile);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.$("announcement").textContent = isTile
        ? "Tile of rank " + look.tiles.rank[tile] + " of " + look.tiles.count + ", score " + inDigits(look.tiles.scores[tile])
          + ", at " + asLength(look.tiles.x[tile]) + ", " + asLength(look.tiles.y[tile])
          + (look.slide.subject ? ", " + meaningOf(look, tile) : "")
        : "No tile here";
    }, 200);
  }

  tellZoom(scale) {
    const { mpp } = this.slide;
    const { width, step, finest, center } = this.viewer;
    const zoom = zoomText(step, mpp);
    this.$("zoom").value = zoom.text;
    this.$("zoom").title = zoom.title;
    const { deep, view } = this.look;
    const end = !finest || view === "map" ? ""
      : deep && deep.isMissing ? "The slide's tiles are not beside this page: move the folder \u201c" + decodeURIComponent(deep.folder.split("/")[0]) + "\u201d together with it."
      : endText(step, deep ? deep.finestAt(...center) : finest, finest, mpp, Boolean(deep));
    if (this.$("picture-end").textContent !== end) this.$("picture-end").textContent = end;
    this.$("picture-end").hidden = !end;
    const bar = mpp ? scaleBar(mpp / scale, width) : null;
    this.$("scale-bar").hidden = !bar;
    if (!bar) return;
    this.$("scale-bar").querySelector("span").textContent = bar.label;
    // The width is a share of the picture, so it stays correct on paper.
    this.$("scale-bar").style.width = 100 * bar.pixels / width + "%";
  }
}
