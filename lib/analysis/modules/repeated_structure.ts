/**
 * Where no words name modules, networks still show theirs: a block is repeated, twelve times the same operators in the same order. What is found so is
 * a guess, and labelled as one.
 *
 * @module
 */
import { isFolded, type TypedModel } from "../typed_model.ts";
import type { Dialect, Reading, Subject } from "./dialect.ts";
import { findRepeats, type Repeat } from "./find_repeats.ts";

/** Repeated structure. */
export const repeatedStructure: Dialect = {
  name: "structure",
  summary: "no words, but the same operators again and again: a guess",
  guessed: true,
  read,
};

/** Where words place so large a part of the layers with parameters, there is nothing to guess. */
const ENOUGH = 0.5;

function read({ typed, stored }: Subject, placed: readonly (string | undefined)[]): Reading | undefined {
  const running = [...typed.nodes.keys()].filter((index) => !isFolded(typed, typed.nodes[index]!));
  const layers = running.filter((index) => typed.nodes[index]!.node.inputs.some((input) => stored.rootOf(input)?.role === "parameter"));
  const telling = layers.length > 0 ? layers : running;
  if (telling.filter((index) => placed[index]).length > telling.length * ENOUGH) return undefined;
  const free = running.filter((index) => !placed[index]);
  const repeats = findRepeats(labelsOf(typed, free), crossingsOf(typed, free));
  if (repeats.length === 0) return undefined;
  const paths: (string | undefined)[] = typed.nodes.map(() => undefined);
  const classes = new Map<string, string>();
  repeats.forEach((repeat, at) => {
    const name = repeats.length === 1 ? "blocks" : `blocks${at + 1}`;
    classes.set(name, `${repeat.count} × Block`);
    placeRepeat(repeat, free, name, paths, classes);
  });
  return { paths, classes };
}

function placeRepeat(
  { start, period, count }: Repeat,
  free: readonly number[],
  name: string,
  paths: (string | undefined)[],
  classes: Map<string, string>,
): void {
  for (let block = 0; block < count; block++) {
    classes.set(`${name}.${block}`, "Block");
    for (let step = 0; step < period; step++) paths[free[start + block * period + step]!] = `${name}.${block}`;
  }
}

/** A number for each node: the same for nodes of the same operator that take as many values. */
function labelsOf({ nodes }: TypedModel, indices: readonly number[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(indices, (index) => {
    const { node } = nodes[index]!;
    const text = `${node.domain} ${node.op} ${node.inputs.length}`;
    const label = known.get(text) ?? known.size;
    known.set(text, label);
    return label;
  });
}

/** For each node, how many values that are made before it are still taken at it or behind it: few where one block ends and the next begins. */
function crossingsOf({ nodes }: TypedModel, indices: readonly number[]): Int32Array {
  const made = new Map<string, number>();
  const last = new Map<string, number>();
  indices.forEach((index, at) => {
    for (const input of nodes[index]!.node.inputs) if (made.has(input)) last.set(input, at);
    for (const output of nodes[index]!.node.outputs) made.set(output, at);
  });
  const changes = new Int32Array(indices.length + 1);
  for (const [value, until] of last) {
    changes[made.get(value)! + 1]!++;
    changes[until + 1]!--;
  }
  let alive = 0;
  return changes.map((change) => alive += change);
}
