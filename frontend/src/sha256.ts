/** SHA-256 of one short text (up to 55 ASCII letters, so one block), as FIPS 180-4 has it. Ours, because the browser's own is
 *  missing where a page came by plain HTTP, and waits for a promise a hash. Gives the first 32 bits, which is what is asked. */
export function firstWord(text: string): number {
  const w = schedule;
  w.fill(0);
  for (let n = 0; n < text.length; n += 1) w[n >> 2]! |= text.charCodeAt(n) << (24 - 8 * (n & 3));
  w[text.length >> 2]! |= 0x80 << (24 - 8 * (text.length & 3));
  w[15] = text.length * 8;
  for (let n = 16; n < 64; n += 1) {
    const a = w[n - 15]!, b = w[n - 2]!;
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3), s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    w[n] = (w[n - 16]! + s0 + w[n - 7]! + s1) | 0;
  }
  let a = START[0]!, b = START[1]!, c = START[2]!, d = START[3]!, e = START[4]!, f = START[5]!, g = START[6]!, h = START[7]!;
  for (let n = 0; n < 64; n += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[n]! + w[n]!) | 0;
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (a + START[0]!) >>> 0;
}

const schedule = new Int32Array(64);

function turned(x: number, by: number): number {
  return (x >>> by) | (x << (32 - by));
}

/** The first 32 bits of the fraction of a root of each of the first primes. */
function fractions(count: number, root: (x: number) => number): Int32Array {
  const found = new Int32Array(count);
  for (let candidate = 2, n = 0; n < count; candidate += 1) {
    let isPrime = true;
    for (let by = 2; by * by <= candidate; by += 1) if (candidate % by === 0) isPrime = false;
    if (isPrime) { const value = root(candidate); found[n] = ((value - Math.floor(value)) * 2 ** 32) | 0; n += 1; }
  }
  return found;
}

const START = fractions(8, Math.sqrt);
const ROUNDS = fractions(64, Math.cbrt);
