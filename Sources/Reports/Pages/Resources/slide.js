// The page of one slide.

const $ = (id) => document.getElementById(id);

// What the model says of a slide, and its label.
function factsOf(slide) {
  return [answerOf(slide), slide.label !== null && "Label " + slide.label + " (" + slide.agreement + ")"].filter(Boolean);
}

function answerOf(slide) {
  if (slide.output === "value") return "Model output: value " + inDigits(slide.classes[0].logit, 3);
  const name = slide.output === "sigmoid" ? slide.classes[0].name : slide.predictedClass;
  const entry = slide.classes.find((entry) => entry.name === name);
  if (!entry) return null;
  const probability = asProbability(entry.probability);
  return slide.output === "sigmoid"
    ? "Probability of " + name + ": " + probability + " (sigmoid, assumed)" : "Predicted " + name + ", probability " + probability;
}

// The maps of a slide: that of its score, and where several models scored it, that of their disagreement.
function mapsOf(slide) {
  const other = slide.disagreement;
  if (!slide.tiles || !other) return [slide];
  const tiles = { scores: other.scores, corners: slide.tiles.corners };
  return [slide, { ...slide, subject: null, range: null, threshold: null, top: null, ...other, tiles }];
}

class SlidePage {
  constructor() {
    this.viewer = new Viewer($("canvas"), {
      onTile: (tile, isSaid) => this.tell(tile, isSaid),
      onZoom: (zoom, scale) => this.tellZoom(zoom, scale),
      onStep: (step) => this.step(step),
    });
    $("zoom-in").addEventListener("click", () => this.viewer.zoom(1.25));
    $("zoom-out").addEventListener("click", () => this.viewer.zoom(0.8));
    $("fit").addEventListener("click", () => this.viewer.slide && this.viewer.fit());
    for (const radio of document.getElementsByName("view")) {
      radio.addEventListener("change", () => this.change(() => { this.look.view = radio.value; }, "nothing"));
    }
    $("opacity").addEventListener("input", () => this.change(() => {
      this.look.opacity = Number($("opacity").value);
    }, "nothing"));
    $("threshold").addEventListener("input", () => this.change(() => {
      this.look.threshold = Number($("threshold").value);
      this.look.top = null;
    }));
    $("colormap").addEventListener("change", () => this.change(() => { this.look.colormap = $("colormap").value; }, "colours"));
    $("scale").addEventListener("change", () => this.change(() => {
      this.look.scale = $("scale").value;
      this.look.rescale();
    }));
    $("maps").addEventListener("change", () => this.showMap(Number($("maps").value)));
    $("restore").addEventListener("click", () => this.change(() => this.look.restore()));
    const groups = [["Safe for colour-blind readers", true], ["Others", false]];
    $("colormap").append(...groups.map(([label, isSafe]) => {
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

  async open(place, row) {
    this.close();
    const serial = this.serial;
    const notice = (text) => { $("viewer-notice").textContent = text; $("viewer-notice").hidden = !text; };
    notice("Opening ...");
    $("slide-title").textContent = row.querySelector("th bdi").textContent;
    $("slide-prediction").textContent = "";
    for (const id of ["strip", "against-strip", "slide-warnings", "statistics", "settings", "ticks"]) $(id).replaceChildren();
    this.viewer.context.clearRect(0, 0, $("canvas").width, $("canvas").height);
    const slide = await slideAt(place);
    if (serial !== this.serial) return;
    if (!slide) return notice("This page is incomplete: the slide's data are missing.");
    this.slide = slide;
    this.maps = mapsOf(slide);
    $("choice").hidden = this.maps.length < 2;
    this.describe(slide);
    const hasTiles = Boolean(slide.tiles);
    $("against").hidden = $("ends").hidden = true;
    for (const id of ["opacity", "threshold", "colormap", "scale", "restore"]) $(id).disabled = !hasTiles;
    if (!hasTiles) return notice("There are no scores to show.");
    let picture = null;
    try {
      picture = await pictureAt(place, slide);
    } catch {
      this.warn("This browser cannot show the picture of this slide; the map is drawn without it.");
    }
    if (serial !== this.serial) return release(picture);
    this.loaded = picture;
    notice("");
    $("canvas").setAttribute("aria-label", "Heatmap of " + slide.slide);
    $("maps").replaceChildren(...this.maps.map(({ scoreTitle }, place) => new Option(scoreTitle, place)));
    this.showMap(0);
    document.documentElement.dataset.shown = slide.file;
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
    $("statistics").hidden = place > 0;
    const scales = [["recorded", slide.range ? slide.normalization : "rank"]];
    if (slide.range) scales.push(["rank", "rank"]);
    scales.push(["extremes", "low to high"]);
    $("scale").replaceChildren(...scales.map(([value, text]) => new Option(text, value)));
    this.change(() => {}, "values", true);
    this.viewer.show(slide, this.look, this.picture, this.map);
    buildStrips(this.look, this.picture, this.map, (tile) => this.choose(tile));
    this.tell(-1, false);
  }

  warn(text) {
    const item = document.createElement("li");
    item.textContent = text;
    $("slide-warnings").append(item);
  }

  // Shows everything but the picture. It is inserted as text, so it cannot contain markup.
  describe(slide) {
    slide.warnings.forEach((text) => this.warn(text));
    $("slide-prediction").textContent = factsOf(slide).join(" \u00b7 ");
    //#if curves
    addVerdict($("slide-prediction"), slide);
    showCurves(slide);
    //#end
    const cell = (tag, text, number) => {
      const cell = document.createElement(tag);
      cell.textContent = text;
      if (number) cell.className = "number";
      return cell;
    };
    const heads = { value: ["Output of", "", "Value"], sigmoid: ["Class", "Sigmoid (assumed)", "Logit"] };
    const words = heads[slide.output] || ["Class", "Probability", "Logit"];
    [...$("classes").tHead.rows[0].cells].forEach((head, column) => { head.textContent = words[column]; });
    $("classes").tBodies[0].replaceChildren(...slide.classes.map((entry) => {
      const row = document.createElement("tr");
      if (entry.name === slide.predictedClass) row.className = "predicted";
      const name = cell("th", slide.output === "value" ? "model" : entry.name);
      name.scope = "row";
      row.append(name, cell("td", entry.probability === null ? "" : asProbability(entry.probability), true), cell("td", inDigits(entry.logit), true));
      return row;
    }));
    const list = (id, pairs) => $(id).replaceChildren(...pairs.map(([name, text]) => {
      const pair = document.createElement("div");
      pair.append(cell("dt", name), cell("dd", text));
      return pair;
    }));
    list("statistics", slide.statistics);
    list("settings", slide.settings);
    $("files").tBodies[0].replaceChildren(...slide.files.map((file) => {
      const row = document.createElement("tr");
      const name = cell("th", file.name);
      name.scope = "row";
      row.append(name, cell("td", file.path), cell("td", file.fingerprint || "none"));
      return row;
    }));
    $("command").textContent = slide.command || "none";
  }

  // Changes the look and draws it again. mapHas says what is new in the map: values, colours or nothing.
  change(act, mapHas = "values", isFirst = false) {
    if (!this.look || !this.map) return;
    act();
    const { look, map } = this;
    if (mapHas === "values") map.place(look.values, (tile) => look.isDrawn(tile));
    if (mapHas !== "nothing") map.paint(look.colormap);
    for (const radio of document.getElementsByName("view")) {
      radio.checked = radio.value === look.view;
      radio.disabled = radio.value !== "map" && (!this.picture || (look.isBurntIn && radio.value === "thumbnail"));
    }
    $("opacity").value = look.opacity;
    $("opacity").disabled = look.view !== "overlay" || look.isBurntIn;
    $("opacity-text").value = inPercent(look.opacity);
    $("threshold").value = look.threshold;
    const share = look.threshold.toFixed(3);
    $("threshold-text").value = look.top ? "top " + look.top
      : look.threshold > 0 ? share + " (score " + inDigits(look.scoreAt(look.threshold), 3) + ")" : "none";
    $("colormap").value = look.colormap;
    $("scale").value = look.scale;
    $("drawn").textContent = map.drawnCount + " of " + look.tiles.count + " tiles drawn";
    paintLegend($("legend"), look.colormap, look.top ? 0 : look.threshold);
    const ticks = ticksOf(look);
    showTicks($("ticks"), ticks);
    showEnds($("ends"), look);
    $("legend-title").textContent = legendText(look);
    $("legend").setAttribute("aria-label", look.colormap + ", from low to high: "
      + [...ticks.map((tick) => tick.text), ...endsOf(look)].join(", "));
    if (!isFirst) this.viewer.draw();
  }

  choose(tile) {
    this.viewer.jump(tile);
    markStrips(tile);
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
    $("tile").toggleAttribute("data-empty", !isTile);
    $("tile-score").textContent = isTile ? inDigits(look.tiles.scores[tile]) : "-";
    $("tile-rank").textContent = isTile ? look.tiles.rank[tile] + " of " + look.tiles.count : "-";
    $("tile-place").textContent = isTile ? asLength(look.tiles.x[tile]) + ", " + asLength(look.tiles.y[tile]) : "-";
    $("tile-value").textContent = isTile ? look.values[tile].toFixed(3) + (look.isDrawn(tile) ? "" : " (not drawn)") : "-";
    $("tile-says").hidden = !look.slide.subject;
    $("tile-says").textContent = isTile ? meaningOf(look, tile) : "";
    if (!isSaid) return;
    markStrips(tile);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      $("announcement").textContent = isTile
        ? "Tile of rank " + look.tiles.rank[tile] + " of " + look.tiles.count + ", score " + inDigits(look.tiles.scores[tile])
          + ", at " + asLength(look.tiles.x[tile]) + ", " + asLength(look.tiles.y[tile])
          + (look.slide.subject ? ", " + meaningOf(look, tile) : "")
        : "No tile here";
    }, 200);
  }

  tellZoom(zoom, scale) {
    $("zoom").value = inPercent(zoom);
    const { mpp } = this.slide;
    const { width } = this.viewer;
    const bar = mpp ? scaleBar(mpp / scale, width) : null;
    $("scale-bar").hidden = !bar;
    if (!bar) return;
    $("scale-bar").querySelector("span").textContent = bar.label;
    // The width is a share of the picture, so it stays correct on paper.
    $("scale-bar").style.width = 100 * bar.pixels / width + "%";
  }
}
