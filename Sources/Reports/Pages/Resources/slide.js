// The view of one slide: what is known of it, its picture, the colours, and the tile under the pointer. It may be there twice.

// The maps of a slide: that of its score, and where several models scored it, that of their disagreement.
function mapsOf(slide) {
  const other = slide.disagreement;
  if (!slide.tiles || !other) return [slide];
  const tiles = { scores: other.scores, corners: slide.tiles.corners };
  return [slide, { ...slide, subject: null, range: null, threshold: null, top: null, ...other, tiles }];
}

class SlideView extends TemplateCopy {
  constructor(number) {
    super("slide-view", number);
    this.radios = [...this.root.querySelectorAll("[type=radio]")];
    this.viewer = new Viewer(this.$("canvas"), {
      onTile: (tile, isSaid) => this.tell(tile, isSaid),
      onZoom: (zoom, scale) => this.tellZoom(zoom, scale),
      onStep: (step) => this.step(step),
    });
    this.$("zoom-in").addEventListener("click", () => this.viewer.zoom(1.25));
    this.$("zoom-out").addEventListener("click", () => this.viewer.zoom(0.8));
    this.$("fit").addEventListener("click", () => this.viewer.slide && this.viewer.fit());
    for (const radio of this.radios) {
      radio.addEventListener("change", () => this.change(() => { this.look.view = radio.value; }, "nothing"));
    }
    this.$("opacity").addEventListener("input", () => this.change(() => {
      this.look.opacity = Number(this.$("opacity").value);
    }, "nothing"));
    this.$("threshold").addEventListener("input", () => this.change(() => {
      this.look.threshold = Number(this.$("threshold").value);
      this.look.top = null;
    }));
    this.$("colormap").addEventListener("change", () => this.change(() => { this.look.colormap = this.$("colormap").value; }, "colours"));
    this.$("scale").addEventListener("change", () => this.change(() => {
      this.look.scale = this.$("scale").value;
      this.look.rescale();
    }));
    this.$("maps").addEventListener("change", () => this.showMap(Number(this.$("maps").value)));
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
    this.loaded = this.picture = null;
    this.viewer.slide = null;
  }

  // Returns the slide when it is shown; null if it is not, or no longer wanted.
  async open(place, row) {
    this.close();
    const serial = this.serial;
    const notice = (text) => {
      Object.assign(this.$("viewer-notice"), { textContent: text, hidden: !text });
      return null;
    };
    notice("Opening ...");
    this.$("slide-title").textContent = row.querySelector("th bdi").textContent;
    this.$("slide-prediction").textContent = "";
    for (const id of ["strip", "against-strip", "slide-warnings", "statistics", "settings", "ticks"]) this.$(id).replaceChildren();
    this.viewer.context.clearRect(0, 0, this.$("canvas").width, this.$("canvas").height);
    const slide = await slideAt(place);
    if (serial !== this.serial) return null;
    if (!slide) return notice("This page is incomplete: the slide's data are missing.");
    this.slide = slide;
    this.maps = mapsOf(slide);
    this.$("choice").hidden = this.maps.length < 2;
    describe(this, slide);
    const hasTiles = Boolean(slide.tiles);
    this.$("against").hidden = this.$("ends").hidden = true;
    for (const id of ["opacity", "threshold", "colormap", "scale", "restore"]) this.$(id).disabled = !hasTiles;
    if (!hasTiles) return notice("There are no scores to show.");
    let picture = null;
    try {
      picture = await pictureAt(place, slide);
    } catch {
      this.warn("This browser cannot show the picture of this slide; the map is drawn without it.");
    }
    if (serial !== this.serial) {
      release(picture);
      return null;
    }
    this.loaded = picture;
    notice("");
    this.$("canvas").setAttribute("aria-label", "Heatmap of " + slide.slide);
    this.$("maps").replaceChildren(...this.maps.map(({ scoreTitle }, place) => new Option(scoreTitle, place)));
    this.showMap(0);
    return slide;
  }

  // Shows one of the slide's maps.
  showMap(place) {
    const slide = this.maps[place];
    const tiles = new Tiles(slide.tiles, slide.tileSize, Boolean(slide.subject));
    this.look = new Look(slide, tiles);
    // An overlay has the colours of the first map.
    this.picture = place > 0 && this.look.isBurntIn ? null : this.loaded;
    this.map = new ScoreMap(tiles, slide.region, slide.size);
    if (!this.picture && this.look.view !== "map") this.look.view = "map";
    // They are those of the first map.
    this.$("statistics").hidden = place > 0;
    const scales = [["recorded", slide.range ? slide.normalization : "rank"]];
    if (slide.range) scales.push(["rank", "rank"]);
    scales.push(["extremes", "low to high"]);
    this.$("scale").replaceChildren(...scales.map(([value, text]) => new Option(text, value)));
    this.change(() => {}, "values", true);
    this.viewer.show(slide, this.look, this.picture, this.map);
    buildStrips(this, this.look, this.picture, this.map, (tile) => this.choose(tile));
    this.tell(-1, false);
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
    if (mapHas !== "nothing") map.paint(look.colormap);
    for (const radio of this.radios) {
      radio.checked = radio.value === look.view;
      radio.disabled = radio.value !== "map" && (!this.picture || (look.isBurntIn && radio.value === "thumbnail"));
    }
    this.$("opacity").value = look.opacity;
    this.$("opacity").disabled = look.view !== "overlay" || look.isBurntIn;
    this.$("opacity-text").value = inPercent(look.opacity);
    this.$("threshold").value = look.threshold;
    const share = look.threshold.toFixed(3);
    this.$("threshold-text").value = look.top ? "top " + look.top
      : look.threshold > 0 ? share + " (score " + inDigits(look.scoreAt(look.threshold), 3) + ")" : "none";
    this.$("colormap").value = look.colormap;
    this.$("scale").value = look.scale;
    this.$("drawn").textContent = map.drawnCount + " of " + look.tiles.count + " tiles drawn";
    paintLegend(this.$("legend"), look.colormap, look.top ? 0 : look.threshold);
    const ticks = ticksOf(look);
    showTicks(this.$("ticks"), ticks);
    showEnds(this.$("ends"), look);
    this.$("legend-title").textContent = legendText(look);
    this.$("legend").setAttribute("aria-label", look.colormap + ", from low to high: "
      + [...ticks.map((tick) => tick.text), ...endsOf(look)].join(", "));
    if (!isFirst) this.viewer.draw();
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

  tellZoom(zoom, scale) {
    this.$("zoom").value = inPercent(zoom);
    const { mpp } = this.slide;
    const { width } = this.viewer;
    const bar = mpp ? scaleBar(mpp / scale, width) : null;
    this.$("scale-bar").hidden = !bar;
    if (!bar) return;
    this.$("scale-bar").querySelector("span").textContent = bar.label;
    // The width is a share of the picture, so it stays correct on paper.
    this.$("scale-bar").style.width = 100 * bar.pixels / width + "%";
  }
}
