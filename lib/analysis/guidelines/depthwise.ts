/**
 * Depthwise convolutions: little arithmetic over as many elements as an activation has.
 *
 * @module
 */
import { channelProductOf, layerMacs, memoryAccessCost } from "./channel_products.ts";
import type { Candidate } from "./guideline.ts";
import { type AuditedNetwork, type AuditedNode, placeOf } from "./network.ts";

/**
 * So many multiply-accumulates more for each element less are worth it: machines do some ten for each byte that they move (a GTX 1080 Ti 11.7, by its
 * data sheet's 11.3 TFLOPS and 484 GB/s), and an element has four.
 */
const MACS_PER_ELEMENT = 40;

/** A 1×1 convolution that widens and the depthwise one behind it, against one dense convolution in their place. */
interface Expansion {
  readonly node: AuditedNode;
  readonly access: number;
  readonly macs: number;
  readonly denseAccess: number;
  readonly denseMacs: number;
}

/**
 * Where a 1×1 convolution and a depthwise one could give way to one dense convolution ("Fused-MBConv": M. Tan, Q. Le, EfficientNetV2, ICML 2021, arXiv
 * 2104.00298): more multiply-accumulates, less memory access.
 */
export function depthwiseFindings(network: AuditedNetwork): Candidate[] {
  const expansions = network.nodes.flatMap((node) => expansionOf(network, node) ?? []).filter((found) =>
    (found.denseMacs - found.macs) / (found.access - found.denseAccess) < MACS_PER_ELEMENT && found.access > found.denseAccess
  );
  if (expansions.length === 0) return [];
  const sum = (member: Exclude<keyof Expansion, "node">) => expansions.reduce((total, found) => total + found[member], 0);
  const saved = sum("access") - sum("denseAccess");
  const added = sum("denseMacs") - sum("macs");
  return [{
    guideline: "G4",
    effort: "training",
    text:
      `${expansions.length} × a 1×1 convolution widens and a depthwise one follows, where the map is so large and the channels so few that ` +
      `their memory access outweighs their arithmetic`,
    places: expansions.map(({ node }) => placeOf(node)),
    evidence: [
      { name: "memory access of both", value: sum("access"), unit: "elements" },
      { name: "macs of both", value: sum("macs"), unit: "macs" },
      { name: "memory access of one dense convolution", value: sum("denseAccess"), unit: "elements" },
      { name: "macs of one dense convolution", value: sum("denseMacs"), unit: "macs" },
    ],
    fix:
      `one dense convolution instead (Fused-MBConv) touches ${
        Math.round(100 * saved / network.access)
      }% of the network's memory access less for ` +
      `${signed(100 * added / network.macs)}% macs; it has to be trained anew`,
    share: saved / network.access,
    shareOf: "memory access",
  }];
}

function expansionOf(network: AuditedNetwork, node: AuditedNode): Expansion | undefined {
  if (node.kind !== "depthwise" || node.takes.length !== 1) return undefined;
  const between: AuditedNode[] = [];
  let value = node.takes[0]!;
  let maker = network.makerOf(value);
  while (maker?.kind === "elementwise" && maker.takes.length === 1 && network.usersOf(value).length === 1) {
    between.push(maker);
    value = maker.takes[0]!;
    maker = network.makerOf(value);
  }
  const wide = maker && network.usersOf(value).length === 1 ? channelProductOf(network, maker) : undefined;
  const [weight, output] = [node.cost.inputs[1]!, node.cost.outputs[0]!].map(network.shapeOf);
  if (wide?.window !== 1 || wide.groups !== 1 || wide.c2 <= wide.c1 || weight === undefined || output === undefined) return undefined;
  const c2 = output[1]!;
  const window = weight.slice(2).reduce((product, dim) => product * dim, 1);
  const positions = network.sizeOf(node.cost.outputs[0]!) / c2;
  const dense = { positions, inputPositions: wide.inputPositions, c1: wide.c1, c2, groups: 1, window };
  return {
    node,
    access: [maker!, ...between, node].reduce((sum, { access }) => sum + access, 0),
    macs: maker!.macs + node.macs,
    denseAccess: memoryAccessCost(dense),
    denseMacs: layerMacs(dense),
  };
}

function signed(percent: number): string {
  return percent < 0 ? `−${Math.round(-percent)}` : `+${Math.round(percent)}`;
}
