// Scores: their ranks and values, of one slide or of two together.

class Scores {
  // isTwoSided: whether the scores speak for or against something, whatever their signs.
  constructor(scores, isTwoSided) {
    this.scores = scores;
    this.count = scores.length;
    this.isSigned = isTwoSided || scores.some((score) => score < 0);
    // From the highest score to the lowest. Equal scores are sorted by index.
    this.order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  }

  // Magnitudes from the lowest to the highest, sorted on first use.
  get magnitudes() {
    if (!this.sortedMagnitudes) this.sortedMagnitudes = this.scores.map(Math.abs).sort();
    return this.sortedMagnitudes;
  }

  // Values between 0 and 1. range is [low, high]. Without it, values are average ranks, by magnitude if scores are signed.
  values(range) {
    const values = new Float64Array(this.count);
    if (range) {
      const [low, high] = range;
      return values.map((_, i) => {
        const score = this.scores[i];
        if (!(low < high)) return score < low ? 0 : score > high ? 1 : 0.5;
        return Math.min(Math.max((score - low) / (high - low), 0), 1);
      });
    }
    const key = this.isSigned ? this.scores.map(Math.abs) : this.scores;
    const rising = Uint32Array.from(key.keys()).sort((a, b) => key[a] - key[b]);
    for (let first = 0; first < this.count;) {
      let end = first + 1;
      while (end < this.count && key[rising[end]] === key[rising[first]]) end++;
      const share = (first + 1 + end) / 2 / this.count;
      for (let i = first; i < end; i++) {
        const score = this.scores[rising[i]];
        values[rising[i]] = !this.isSigned ? share : 0.5 + Math.sign(score) * share / 2;
      }
      first = end;
    }
    return values;
  }

  // The lowest and the highest score. For signed scores, the range is symmetric around 0.
  get extremes() { return this.symmetric([this.scores[this.order[this.count - 1]], this.scores[this.order[0]]]); }

  symmetric([low, high]) {
    const most = Math.max(Math.abs(low), Math.abs(high));
    return this.isSigned ? [-most, most] : [low, high];
  }
}

// The scores of two maps together, which have one range.
class PooledScores extends Scores {
  constructor(looks) {
    const all = new Float32Array(looks[0].tiles.count + looks[1].tiles.count);
    all.set(looks[0].tiles.scores);
    all.set(looks[1].tiles.scores, looks[0].tiles.count);
    super(all, looks.some(({ tiles }) => tiles.isSigned));
    const ranges = looks.map(({ slide }) => slide.range);
    this.isOneRange = String(ranges[0]) === String(ranges[1]);
    // That of both recorded pictures. Null stands for ranks among the tiles of both.
    this.range = !ranges.every(Boolean) ? null : this.isOneRange ? ranges[0]
      : this.symmetric([Math.min(ranges[0][0], ranges[1][0]), Math.max(ranges[0][1], ranges[1][1])]);
    this.known = new Map();
  }

  values(range) {
    const key = String(range);
    if (!this.known.has(key)) this.known.set(key, super.values(range));
    return this.known.get(key);
  }
}
