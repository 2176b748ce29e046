import { type Block, blocksOf, isHeavy, longestWay, mergeKey, positionsOf } from "./blocks.ts";
import { channelProductOf } from "./channel_products.ts";
import { type Candidate, type Guideline, type GuidelineReport, worthwhile } from "./guideline.ts";
import { type AuditedNetwork, placeOf } from "./network.ts";
import { isSmall, smallOperatorAdvice } from "./small_operators.ts";

/** A block with so many branches is fragmented; two are a shortcut and its main way. */
const BRANCHES = 3;
/** A block that makes maps of so many sizes is a pyramid; one that halves the map has two, and the weights of its channels come from a third. */
const SIZES = 4;

/** G3. */
export const g3: Guideline = {
  name: "G3",
  claim: "Many small operators, side by side or in a row, run less in parallel than one large.",
  audit(network: AuditedNetwork): GuidelineReport {
    const { nodes } = network;
    const blocks = blocksOf(network);
    const small = nodes.filter((node) => isSmall(node));
    const path = longestWay(nodes, ({ macs }) => macs);
    return {
      guideline: "G3",
      measures: nodes.length === 0 ? [] : [
        { name: "operators that run", value: nodes.length, unit: "count" },
        { name: "of them one after another at least", value: longestWay(nodes, () => 1), unit: "count" },
        ...(network.macs === 0 ? [] : [{ name: "macs on the longest way", value: path / network.macs, unit: "share" as const }]),
        { name: "blocks", value: blocks.length, unit: "count" },
        { name: "operators in a block", value: nodes.length / blocks.length, unit: "ratio" },
        { name: "most branches in a block", value: Math.max(...blocks.map(({ branches }) => branches)), unit: "count" },
        { name: "small operators", value: small.length / nodes.length, unit: "share" },
      ],
      layers: blocks.filter(({ heavy }) => heavy.length > 1).sort((a, b) => b.branches - a.branches).map(measuresOf),
      findings: worthwhile([...mergers(network), ...branching(network, blocks), ...smallOperatorAdvice(network)]),
    };
  },
};

function measuresOf(block: Block): GuidelineReport["layers"][number] {
  const first = block.heavy[0]!;
  return {
    node: first.cost.name,
    module: commonModule(block),
    measures: [
      { name: "operators", value: block.nodes.length, unit: "count" },
      { name: "with macs", value: block.heavy.length, unit: "count" },
      { name: "of them in a row", value: block.chain, unit: "count" },
      { name: "branches", value: block.branches, unit: "count" },
      { name: "macs per operator", value: block.nodes.reduce((sum, { macs }) => sum + macs, 0) / block.nodes.length, unit: "macs" },
    ],
  };
}

/** The innermost module that holds all layers of a block. */
function commonModule({ heavy }: Block): string {
  const paths = heavy.map(({ cost }) => cost.module.split("."));
  const [first = []] = paths;
  let depth = 0;
  while (depth < first.length && paths.every((path) => path[depth] === first[depth])) depth++;
  return first.slice(0, depth).join(".");
}

/** Layers that read one value in the same way: as one layer they read it once. */
function mergers(network: AuditedNetwork): Candidate[] {
  const groups = [...Map.groupBy(network.nodes.filter(isHeavy), mergeKey).values()].filter((group) =>
    group.length > 1 && group.every((node) => channelProductOf(network, node) !== undefined)
  );
  if (groups.length === 0) return [];
  const saved = groups.reduce((sum, group) => sum + (group.length - 1) * network.sizeOf(group[0]!.takes[0]!), 0);
  const layers = groups.reduce((sum, group) => sum + group.length, 0);
  return [{
    guideline: "G3",
    effort: "file",
    text: `${layers} layers read ${groups.length === 1 ? "one value" : `${groups.length} values`} that others read in the same way ` +
      `(same window, same stride)`,
    places: groups.flat().map(placeOf),
    evidence: [
      { name: "layers", value: layers, unit: "count" },
      { name: "that would be", value: groups.length, unit: "count" },
      { name: "read again", value: saved, unit: "elements" },
    ],
    fix: `put the weights of each group one behind the other into one layer and split its output: the same numbers from ` +
      `${layers - groups.length} operators fewer, and no second read of their inputs`,
    share: saved / network.access,
    shareOf: "memory access",
  }];
}

/** A pyramid of maps of several sizes, a branch for each output, and layers that take no time are as they must be. */
function isFragmented({ nodes, heavy }: Block, network: AuditedNetwork): boolean {
  const sizes = new Set(heavy.map((node) => positionsOf(node, network)));
  const outputs = nodes.flatMap(({ makes }) => makes).filter(network.isOutput);
  return sizes.size < SIZES && outputs.length < 2 && !heavy.every((node) => isSmall(node));
}

/** Blocks whose work is cut into branches. */
function branching(network: AuditedNetwork, blocks: readonly Block[]): Candidate[] {
  const wide = blocks.filter((block) => block.branches >= BRANCHES && isFragmented(block, network));
  if (wide.length === 0) return [];
  const heavy = wide.reduce((sum, block) => sum + block.heavy.length, 0);
  const chains = wide.reduce((sum, { chain }) => sum + chain, 0);
  const macs = wide.flatMap((block) => block.heavy).reduce((sum, node) => sum + node.macs, 0);
  return [{
    guideline: "G3",
    effort: "training",
    text: `${wide.length} block${wide.length === 1 ? " cuts its" : "s cut their"} work into up to ${
      Math.max(...wide.map(({ branches }) => branches))
    } branches: ${heavy} layers, ${chains} of them one after another`,
    places: wide.map((block) => commonModule(block) || placeOf(block.heavy[0]!)),
    evidence: [
      { name: "layers with macs", value: heavy, unit: "count" },
      { name: "one after another", value: chains, unit: "count" },
      { name: "macs of each on average", value: macs / heavy, unit: "macs" },
      { name: "share of the network's macs", value: macs / network.macs, unit: "share" },
    ],
    fix: `one branch of ${chains} layers with the same macs has layers ${(heavy / chains).toFixed(1)} × as large; ` +
      `on a machine that runs one operator at a time at full width (a GPU, a CPU with many cores), large ones fill it better; it has to be trained anew`,
    share: (heavy - chains) / network.nodes.length,
    shareOf: "operators",
  }];
}
