import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../../lib/operators/operand.ts";
import { apply, type Options } from "../_apply.ts";

const domain = "ai.onnx.ml";

// Two trees by hand: one decides once or twice before a leaf, the other once.
const nodes: NonNullable<Options["attributes"]> = {
  nodes_treeids: [0, 0, 0, 0, 0, 1, 1, 1],
  nodes_nodeids: [0, 1, 2, 3, 4, 0, 1, 2],
  nodes_modes: ["BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_LT", "LEAF", "LEAF"],
  nodes_truenodeids: [1, 0, 3, 0, 0, 1, 0, 0],
  nodes_falsenodeids: [2, 0, 4, 0, 0, 2, 0, 0],
};

Deno.test("TreeEnsembleClassifier: the longest way down each tree, and the weights of its leaf", () => {
  const attributes = {
    ...nodes,
    class_treeids: [0, 0, 0, 0, 1, 1],
    class_nodeids: [1, 1, 3, 4, 1, 2],
    class_ids: [0, 1, 0, 2, 1, 2],
    classlabels_int64s: [10, 20, 30],
  };
  const { shapes, dtypes, work } = apply("TreeEnsembleClassifier", [["n", 4]], { domain, attributes });
  assertEquals([shapes, dtypes], [[["n"], ["n", 3]], ["int64", "float32"]]);
  // 2 + 1 decisions and 2 comparisons of scores; 2 + 1 weights.
  assertEquals(work, { compares: "5*n", adds: "3*n" });
});

Deno.test("TreeEnsembleRegressor: sums, means or extremes of the leaves", () => {
  const attributes = { ...nodes, n_targets: 1, target_treeids: [0, 0, 0, 1, 1], target_nodeids: [1, 3, 4, 1, 2] };
  const of = (aggregate_function: string) =>
    apply("TreeEnsembleRegressor", [[10, 4]], { domain, attributes: { ...attributes, aggregate_function } });
  assertEquals(of("SUM").shapes, [[10, 1]]);
  assertEquals(of("SUM").work, { compares: 30, adds: 20 });
  assertEquals(of("AVERAGE").work, { compares: 30, adds: 20, divs: 10 });
  assertEquals(of("MAX").work, { compares: 50 });
});

Deno.test("TreeEnsemble: the newest form", () => {
  // The standard's example of one tree: a root and two nodes below it, four leaves, two targets.
  const attributes = {
    n_targets: 2,
    tree_roots: [0],
    nodes_truenodeids: [1, 0, 1],
    nodes_trueleafs: [0, 1, 1],
    nodes_falsenodeids: [2, 2, 3],
    nodes_falseleafs: [0, 1, 1],
    leaf_targetids: [0, 1, 0, 1],
  };
  const { shapes, work } = apply("TreeEnsemble", [[3, 4]], { domain, attributes });
  assertEquals([shapes, work], [[[3, 2]], { compares: 6, adds: 3 }]);
  const softmax = apply("TreeEnsemble", [[3, 4]], { domain, attributes: { ...attributes, post_transform: 1 } });
  assertEquals(softmax.work, { compares: 6 + 3, adds: 3 + 9, exps: 6, divs: 6 });
});

Deno.test("trees: a circle is no tree", () => {
  const modes = new Array(8).fill("BRANCH_LEQ");
  const work = (nodes_truenodeids: number[], nodes_falsenodeids: number[]) => {
    const attributes = { ...nodes, n_targets: 1, nodes_modes: modes, nodes_truenodeids, nodes_falsenodeids };
    return apply("TreeEnsembleRegressor", [[1, 4]], { domain, attributes }).work;
  };
  const branches = [1, 2, 3, 4, 1, 1, 2, 1]; // behind the root, nodes 1 to 4 go round
  assertThrows(() => work(branches, branches), Contradiction, "a tree must have no circle");
  assertThrows(() => work([1, 2, 3, 4, 0, 1, 2, 0], [1, 2, 3, 4, 0, 1, 2, 0]), Contradiction, "each tree must have a root");
});
