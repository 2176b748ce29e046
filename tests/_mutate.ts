/**
 * Damages real model files in seeded ways and profiles each: run by `hostile_test.ts` in a process of its own, with a bounded heap.
 *
 * Usage: `_mutate.ts SEED COUNT`. Prints one JSON line a case that ends in neither a result nor a documented error, then one with the counts.
 */
import { ArgumentError, FormatSyntaxError, profile, SourceError } from "../mod.ts";

const [seed, count] = Deno.args.map(Number) as [number, number];
const folder = new URL("data/zoo/", import.meta.url);
const names = ["lstm_lm.dyn", "unet.dyn", "resnet18.keep", "resnet18.fn", "gpt2_nano.fold", "transformer_encoder.op17", "resnet18.qdq"];
const originals = await Promise.all(names.map((name) => Deno.readFile(new URL(`${name}.onnx`, folder))));

/** A seeded generator (mulberry32), so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * below);
  };
}

type Damage = (bytes: Uint8Array, pick: (below: number) => number) => Uint8Array;

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const flipBits: Damage = (bytes, pick) => {
  const damaged = bytes.slice();
  for (let times = 1 + pick(8); times > 0; times--) damaged[pick(bytes.length)]! ^= 1 << pick(8);
  return damaged;
};

const cut: Damage = (bytes, pick) => bytes.slice(0, pick(bytes.length));

const remove: Damage = (bytes, pick) => {
  const start = pick(bytes.length);
  return joined(bytes.subarray(0, start), bytes.subarray(start + 1 + pick(64)));
};

const splice: Damage = (bytes, pick) => {
  const from = pick(bytes.length);
  const piece = bytes.subarray(from, from + 1 + pick(2000));
  const at = pick(bytes.length);
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at));
};

/** Lengths and sizes are varints: these claim up to 2^63. */
const lie: Damage = (bytes, pick) => {
  const at = pick(bytes.length);
  const claim = Uint8Array.from({ length: 2 + pick(8) }, (_, index) => index === 0 ? 0xff : 0x80 + pick(128));
  return joined(bytes.subarray(0, at), claim, Uint8Array.of(pick(128)), bytes.subarray(at + 1 + pick(3)));
};

/** A message in a message in a message, as deep as the file has room for. */
const nest: Damage = (bytes, pick) => {
  let inner = bytes.subarray(0, pick(200));
  for (let depth = 50 + pick(400); depth > 0; depth--) {
    const length = inner.length;
    inner = joined(Uint8Array.of([0x3a, 0x0a, 0x2a, 0x32][pick(4)]!, (length & 127) | 128, (length >> 7) & 127 | 128, length >> 14), inner);
  }
  const at = pick(bytes.length);
  return joined(bytes.subarray(0, at), inner, bytes.subarray(at));
};

/** Small values in place of others leave most files readable: other sizes, other axes, other operators. */
const tweak: Damage = (bytes, pick) => {
  const damaged = bytes.slice();
  for (let times = 1 + pick(3); times > 0; times--) damaged[pick(bytes.length)] = pick(128);
  return damaged;
};

const DAMAGES: readonly Damage[] = [tweak, tweak, tweak, tweak, tweak, tweak, flipBits, cut, remove, splice, lie, nest];
const documented = [FormatSyntaxError, SourceError, ArgumentError, RangeError];
const counts = { results: 0, errors: 0, undocumented: 0 };

for (let index = 0; index < count; index++) {
  const pick = random(seed * 100_003 + index);
  let bytes: Uint8Array = originals[pick(originals.length)]!;
  for (let times = 1 + Math.floor(pick(4) / 3); times > 0; times--) bytes = DAMAGES[pick(DAMAGES.length)]!(bytes, pick);
  const begun = performance.now();
  try {
    const report = await profile(bytes);
    report.toString();
    JSON.stringify(report);
    counts.results++;
  } catch (error) {
    if (documented.some((type) => error instanceof type)) counts.errors++;
    else {
      counts.undocumented++;
      console.log(JSON.stringify({ index, error: String(error), stack: error instanceof Error ? error.stack?.split("\n")[1] : undefined }));
    }
  }
  const ms = performance.now() - begun;
  if (ms > 2000) console.log(JSON.stringify({ index, ms }));
}
console.log(JSON.stringify(counts));
