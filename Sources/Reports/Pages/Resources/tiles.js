// The tiles of a slide: scores, corners in level-0 pixels, ranks, and which of them lies under a point.

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function numbersOf(base64, width, read) {
  const bytes = bytesOf(base64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / width }, (_, i) => view[read](i * width, true));
}

class Tiles {
  // packed: {scores, corners, step}; corners are runs of [x, y, count], a step apart, or without a step pairs of doubles.
  constructor(packed, side) {
    this.side = side;
    this.scores = Float32Array.from(numbersOf(packed.scores, 4, "getFloat32"));
    this.count = this.scores.length;
    this.x = new Float64Array(this.count);
    this.y = new Float64Array(this.count);
    if (packed.step) {
      const runs = numbersOf(packed.corners, 4, "getInt32");
      let tile = 0;
      for (let run = 0; run < runs.length; run += 3) {
        for (let i = 0; i < runs[run + 2]; i++, tile++) {
          this.x[tile] = runs[run] + i * packed.step[0];
          this.y[tile] = runs[run + 1] + i * packed.step[1];
        }
      }
    } else {
      const pairs = numbersOf(packed.corners, 8, "getFloat64");
      for (let tile = 0; tile < this.count; tile++) [this.x[tile], this.y[tile]] = [pairs[2 * tile], pairs[2 * tile + 1]];
    }
    this.isSigned = this.scores.some((score) => score < 0);
    // From the highest score, equal scores by their index.
    this.order = Uint32Array.from(this.scores.keys()).sort((a, b) => this.scores[b] - this.scores[a] || a - b);
    this.rank = new Uint32Array(this.count);
    this.order.forEach((tile, place) => { this.rank[tile] = place + 1; });
    this.cells = new Map();
    for (let tile = 0; tile < this.count; tile++) {
      const key = this.cell(this.x[tile], this.y[tile]);
      const cell = this.cells.get(key);
      if (cell) cell.push(tile); else this.cells.set(key, [tile]);
    }
  }

  cell(x, y) { return Math.floor(x / this.side) + "," + Math.floor(y / this.side); }

  // The tile that covers a point; of several, the one whose centre is nearest. -1 for none.
  at(x, y) {
    let [best, distance] = [-1, Infinity];
    for (let row = -1; row <= 0; row++) {
      for (let column = -1; column <= 0; column++) {
        for (const tile of this.cells.get(this.cell(x + column * this.side, y + row * this.side)) || []) {
          const [across, down] = [x - this.x[tile], y - this.y[tile]];
          if (across < 0 || down < 0 || across >= this.side || down >= this.side) continue;
          const away = Math.hypot(across - this.side / 2, down - this.side / 2);
          if (away < distance) [best, distance] = [tile, away];
        }
      }
    }
    return best;
  }

  // Values between 0 and 1. A range is [low, high]; without one they are average ranks, by magnitude where scores are signed.
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

  // The lowest to the highest score; of signed scores as far to either side of 0.
  get extremes() {
    const [high, low] = [this.scores[this.order[0]], this.scores[this.order[this.count - 1]]];
    const most = Math.max(Math.abs(low), Math.abs(high));
    return this.isSigned ? [-most, most] : [low, high];
  }
}
