/**
 * A normalization that an exporter writes in single steps uses its module's tensors in the last two only. The steps before them belong to it as well.
 *
 * @module
 */
import { lookUp } from "../../model/look_up.ts";
import type { TypedNode } from "../typed_model.ts";

/** Which operators compute what each operator of a normalization takes: `(x − mean(x)) / sqrt(mean((x − mean(x))²) + eps) · weight`. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  Mul: ["Div", "Reciprocal", "Sub"],
  Div: ["Sub", "Sqrt"],
  Sub: ["ReduceMean"],
  Reciprocal: ["Sqrt"],
  Sqrt: ["Add"],
  Add: ["ReduceMean"],
  ReduceMean: ["Pow", "Mul"],
  Pow: ["Sub"],
};

/** Gives the steps before a normalization's weight to the module of the weight, where `paths` does not place them yet. */
export function placeWholeNorms(nodes: readonly TypedNode[], paths: (string | undefined)[]): void {
  const makers = new Map<string, number>();
  nodes.forEach(({ node }, index) => node.outputs.forEach((output) => makers.set(output, index)));
  nodes.forEach(({ node }, index) => {
    const path = paths[index];
    if (node.op !== "Mul" || path === undefined) return;
    const steps = stepsBefore(index, nodes, paths, makers);
    if ([...steps].some((step) => nodes[step]!.node.op === "Sqrt")) { for (const step of steps) paths[step] = path; }
  });
}

function stepsBefore(
  last: number,
  nodes: readonly TypedNode[],
  paths: readonly (string | undefined)[],
  makers: ReadonlyMap<string, number>,
): Set<number> {
  const steps = new Set([last]);
  for (const step of steps) { // grows while it is walked
    const { op, inputs } = nodes[step]!.node;
    for (const input of inputs) {
      const maker = makers.get(input);
      if (maker !== undefined && paths[maker] === undefined && lookUp(TAKES, op)?.includes(nodes[maker]!.node.op)) steps.add(maker);
    }
  }
  return steps;
}
