/** Grows a whole graph: which makers, how often, in which version of the standard. */
import { Growth } from "./growth.ts";
import { anyOperator } from "./makers/any_operator.ts";
import { elementwise } from "./makers/elementwise.ts";
import { layers } from "./makers/layers.ts";
import type { Maker, Makers } from "./makers/maker.ts";
import { movement } from "./makers/movement.ts";
import { shapes } from "./makers/shapes.ts";
import { subgraphs } from "./makers/subgraphs.ts";
import { windows } from "./makers/windows.ts";
import type { Random } from "./random.ts";
import { ALL, randomTensor } from "./values.ts";

/** Versions of the standard; the ones between differ in little. */
const OPSETS = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 21, 22, 23, 24];

async function growBody(body: Growth, steps: number): Promise<void> {
  for (; steps > 0; steps--) await nextMaker(body.random)(body);
}

/** The sorts of nodes, and how likely each is. */
const SORTS: readonly (readonly [Makers, number])[] = [
  [elementwise, 20],
  [movement, 30],
  [shapes, 20],
  [layers, 14],
  [windows, 10],
  [subgraphs(growBody), 8],
  [{ anyOperator }, 5],
];
const TOTAL = SORTS.reduce((sum, [, weight]) => sum + weight, 0);

function nextMaker(random: Random): Maker {
  let at = random.below(TOTAL);
  const [makers] = SORTS.find(([, weight]) => (at -= weight) < 0)!;
  return makers[random.pick(Object.keys(makers))]!;
}

/** A graph of up to some twenty nodes. */
export async function grow(random: Random): Promise<Growth> {
  const graph = new Growth(random, random.pick(OPSETS));
  for (let inputs = random.between(1, 3); inputs > 0; inputs--) {
    graph.input(randomTensor(random, random.pick(ALL), graph.sizes(random.between(0, 4))));
  }
  await growBody(graph, random.between(3, 16));
  return graph;
}
