// The link of two viewers: they show the same magnification, each has its own centre, and they move together.

class ViewerLink {
  constructor(viewers) { this.viewers = viewers; }

  // Whether both slides have the same tiles. Then a place in one is the same place in the other.
  get isOneSlide() {
    const [a, b] = this.viewers.map(({ slide }) => slide);
    const features = ({ files }) => files.find((file) => file.name === "Features")?.fingerprint;
    return a.file === b.file
      || Boolean(features(a)) && features(a) === features(b) && String(a.region) === String(b.region) && a.tileSize === b.tileSize;
  }

  // Whether the magnification is measured: in micrometres, or in the pixels of one slide. Else it is relative to the pictures.
  get isMeasured() { return this.isOneSlide || this.viewers.every(({ slide }) => slide.mpp); }

  // What a viewer's scale is multiplied with to get a magnification that can be compared.
  unit(viewer) {
    if (this.isOneSlide) return 1;
    return this.isMeasured ? 1 / viewer.slide.mpp : 1 / viewer.scaleToFit;
  }

  // Whether both viewers show a slide.
  get isReady() { return this.viewers.every((viewer) => viewer.slide && viewer.width); }

  other(viewer) { return this.viewers.find((one) => one !== viewer); }

  // The scale of the other viewer at which both have the magnification of this one.
  scaleLike(viewer) { return viewer.scale * this.unit(viewer) / this.unit(this.other(viewer)); }

  // Shows both pictures as a whole, with one magnification.
  fit() {
    const ready = this.viewers.filter((viewer) => viewer.slide && viewer.width);
    if (!this.isReady) return ready.forEach((viewer) => viewer.fitAlone(viewer.scaleToFit));
    const least = Math.min(...this.viewers.map((viewer) => viewer.scaleToFit * this.unit(viewer)));
    for (const viewer of this.viewers) viewer.fitAlone(least / this.unit(viewer));
  }

  // Takes the other viewer along: to the same magnification, and as far as this one has moved. A jump to a tile leads away
  // from where the two were, so only the same slide follows it.
  follow(viewer, from, isJump) {
    if (!this.isReady) return;
    const other = this.other(viewer);
    const scale = this.scaleLike(viewer);
    const isMoved = !isJump || this.isOneSlide;
    other.place(scale, other.center.map((middle, axis) => {
      return isMoved ? middle + (viewer.center[axis] - from[axis]) * viewer.scale / scale : middle;
    }));
  }

  // Gives the other viewer the magnification of this one.
  align(viewer) { this.follow(viewer, viewer.center, true); }

  // The limits of both together, as scales of one viewer.
  limits(viewer) {
    if (!this.isReady) return viewer.limits;
    const all = this.viewers.map((one) => one.limits.map((limit) => limit * this.unit(one) / this.unit(viewer)));
    return [Math.min(...all.map(([low]) => low)), Math.max(...all.map(([, high]) => high))];
  }
}
