// Two slides side by side, or one slide with two of its maps: with one range where they show the same score, and linked viewers.

class Comparison {
  // first: the view that a page of one slide has too. onMap is called after another map is shown in a view.
  constructor(first, onMap) {
    this.views = [first];
    this.onMap = onMap;
    this.isOn = false;
    this.listen(first);
    $("linked").addEventListener("change", () => this.connect());
  }

  listen(view) {
    view.heard = {
      onMap: () => {
        if (this.isOn) this.share();
        this.onMap();
      },
      onLook: () => this.copyLook(view),
      onTile: (tile) => this.point(view, tile),
    };
  }

  other(view) { return this.views.find((one) => one !== view); }

  // Returns whether both are shown. Each is {place, row, name}: the slide, and the name of its map.
  async open(both) {
    if (this.views.length < 2) {
      this.views.push(new SlideView(2));
      this.listen(this.views[1]);
      this.link = new ViewerLink(this.views.map(({ viewer }) => viewer));
    }
    this.isOn = true;
    this.isShared = false;
    this.show();
    for (const { viewer } of this.views) viewer.link = null;
    $("range-note").textContent = $("linked-note").textContent = "";
    const slides = await Promise.all(this.views.map((view, i) => view.open(both[i].place, both[i].row, both[i].name)));
    if (!this.isOn || !slides.every(Boolean)) return false;
    this.share();
    this.connect();
    for (const { viewer } of this.views) viewer.fit();
    return true;
  }

  close() {
    if (!this.isOn) return;
    this.isOn = this.isShared = false;
    for (const { viewer } of this.views) viewer.link = null;
    this.views[1].close();
    this.show();
  }

  show() {
    $("comparison").hidden = !this.isOn;
    $("views").classList.toggle("two", this.isOn);
    if (this.isOn) $("views").append(this.views[1].root); else this.views[1].root.remove();
    for (const view of this.views) view.$("alone").hidden = !this.isOn;
  }

  // Links the viewers, or unlinks them. The second gets the magnification of the first.
  connect() {
    const isLinked = $("linked").checked;
    for (const { viewer } of this.views) viewer.link = isLinked ? this.link : null;
    if (!this.link.isReady) return;
    $("linked-note").textContent = !isLinked ? "" : this.link.isOneSlide ? "Same place."
      : this.link.isMeasured ? "Same magnification in micrometres."
      : "Same share of each picture: micrometres per pixel are not known for both.";
    if (isLinked) this.link.align(this.views[0].viewer);
  }

  // Gives both maps one range, if they show the same score.
  share() {
    const looks = this.views.map(({ look }) => look);
    if (!looks.every(Boolean)) return;
    this.isShared = looks[0].slide.kind === looks[1].slide.kind;
    const scores = this.isShared ? new PooledScores(looks) : null;
    this.views.forEach((view, i) => view.share(scores && { scores, start: i * looks[0].tiles.count }));
    this.copyLook(this.views[0]);
    $("range-note").textContent = this.isShared
      ? "Both maps have one range and the same colours." : "The maps show different scores, so each has its own range and colours.";
  }

  // Gives the other view the colours of one.
  copyLook(view) {
    if (!this.isShared) return;
    const other = this.other(view);
    const { opacity, growth, threshold, top, colormap, scale } = view.look;
    const had = other.look;
    const isRescaled = had.scale !== scale;
    const hasValues = isRescaled || had.threshold !== threshold || had.top !== top;
    const hasColors = had.colormap !== colormap || String(had.growth) !== String(growth);
    other.change(() => {
      Object.assign(had, { opacity, growth, threshold, top, colormap, scale });
      if (isRescaled) had.rescale();
    }, hasValues ? "values" : hasColors ? "colours" : "nothing", true);
    other.viewer.draw();
  }

  // Shows the same tile of the same slide in the other view.
  point(view, tile) {
    if (!this.isOn || !this.link.isReady || !this.link.isOneSlide) return;
    const other = this.other(view);
    Object.assign(other.viewer, { tile, chosen: view.viewer.chosen });
    other.tell(tile, false);
    markStrips(other.root, view.viewer.chosen ?? -1);
    other.viewer.draw();
  }
}
