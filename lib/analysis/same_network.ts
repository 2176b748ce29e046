/**
 * Which of several models are one network in several files.
 *
 * @module
 */
import type { Architecture } from "./architecture.ts";

/**
 * How two models may be one: `same` operators with weights, joined in the same way; `same weights` in another number of operators, as after a fusion.
 * What neither says are different networks.
 */
export type Kinship = "same" | "same weights" | "different";

/** Tells whether two models are one network, whatever precision each is stored in. */
export function kinshipOf(a: Architecture, b: Architecture): Kinship {
  if (a.kernels === 0 || b.kernels === 0 || !haveSameFunctions(a, b)) return "different";
  if (normsDisagree(a, b)) return "different";
  if (a.structure === b.structure && clampsAgree(a, b)) return "same";
  return a.weights === b.weights && a.kernels !== b.kernels ? "same weights" : "different";
}

/** Models that are one network. */
export interface NetworkGroup {
  /** Their places in the list, the first of them first. */
  readonly members: readonly number[];
  /** How all of them are akin to the first; `different` for a model that stands alone. */
  readonly kinship: Kinship;
}

/** Puts models together that are one network. A model without a known architecture stands alone. */
export function groupNetworks(architectures: readonly (Architecture | undefined)[]): NetworkGroup[] {
  const groups: { members: number[]; kinship: Kinship }[] = [];
  architectures.forEach((architecture, index) => {
    for (const group of architecture === undefined ? [] : groups) {
      const first = architectures[group.members[0]!];
      const kinship = first === undefined ? "different" : kinshipOf(first, architecture!);
      if (kinship === "different") continue;
      group.members.push(index);
      if (group.kinship !== "same weights") group.kinship = kinship;
      return;
    }
    groups.push({ members: [index], kinship: "different" });
  });
  return groups;
}

function haveSameFunctions({ functions: a }: Architecture, { functions: b }: Architecture): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof typeof a>;
  return [...names].every((name) => (a[name] ?? 0) === (b[name] ?? 0));
}

/** A network that is known not to be merged has as many normalisations as it runs: VGG-16 has none, and is another network than its variant with them. */
function normsDisagree(a: Architecture, b: Architecture): boolean {
  const [fewer, more] = a.batchNorms < b.batchNorms ? [a, b] : [b, a];
  return fewer.batchNorms !== more.batchNorms && fewer.mergedNorms === 0;
}

/** A range that activations are quantised to cuts as a Relu or a Clip does: quantisers leave these out, so a quantised model may have fewer. */
function clampsAgree(a: Architecture, b: Architecture): boolean {
  if (a.clamps === b.clamps) return true;
  const [fewer, more] = a.clamps < b.clamps ? [a, b] : [b, a];
  return fewer.quantized && more.clamps > 0;
}
