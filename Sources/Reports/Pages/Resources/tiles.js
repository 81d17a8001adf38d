// The tiles of a slide: scores, corners in level-0 pixels and ranks, and a search for the tile under a point.

// Two letters contain 13 bits, the lowest first. A single letter at the end contains six.
function bytesOf(text) {
  const bytes = new Uint8Array(((text.length >> 1) * 13 + (text.length & 1) * 6) >> 3);
  // The value of a letter: its place among the printable letters, without the four that are not used.
  const valueAt = (i) => {
    const code = text.charCodeAt(i);
    return code - 32 - (code > 34) - (code > 38) - (code > 60) - (code > 92);
  };
  let [bits, count, place] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 2) {
    const isPair = i + 1 < text.length;
    bits |= (isPair ? valueAt(i) + 91 * valueAt(i + 1) : valueAt(i)) << count;
    count += isPair ? 13 : 6;
    for (; count >= 8 && place < bytes.length; bits >>= 8, count -= 8) bytes[place++] = bits;
  }
  return bytes;
}

// Unpacks integers: from + by * code, with the given number of bits per code.
function integersOf({ from, by, bits, count, text }) {
  const bytes = bytesOf(text);
  const numbers = new Float64Array(count);
  let [rest, held, place] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    for (; held < bits; held += 8) rest += bytes[place++] * 2 ** held;
    const code = rest % 2 ** bits;
    numbers[i] = from + by * code;
    rest = (rest - code) / 2 ** bits;
    held -= bits;
  }
  return numbers;
}

// Unpacks scores from integers that sort in the same order.
function scoresOf(packed) {
  const bits = new Uint32Array(packed.count);
  integersOf(packed).forEach((number, i) => { bits[i] = number >= 2 ** 31 ? number - 2 ** 31 : ~number; });
  return new Float32Array(bits.buffer);
}

function placesOf({ list, numbers }) {
  const places = integersOf(numbers);
  return list ? places.map((place) => list[place]) : places;
}

class Tiles extends Scores {
  // packed: {scores, corners: {step, x, y, counts}}. Corners are runs of tiles that are one step apart.
  // isTwoSided: whether the scores speak for or against something, whatever their signs.
  constructor(packed, side, isTwoSided) {
    super(scoresOf(packed.scores), isTwoSided);
    this.side = side;
    this.x = new Float64Array(this.count);
    this.y = new Float64Array(this.count);
    const { step, x, y, counts } = packed.corners;
    const [firstX, firstY] = [placesOf(x), placesOf(y)];
    let tile = 0;
    integersOf(counts).forEach((count, run) => {
      for (let i = 0; i < count; i++, tile++) {
        this.x[tile] = firstX[run] + i * step[0];
        this.y[tile] = firstY[run] + i * step[1];
      }
    });
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

  // The tile that covers a point. If several do, the one with the nearest centre. -1 if none does.
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
}
