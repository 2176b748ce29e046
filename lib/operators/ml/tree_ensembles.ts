/** Decision trees: a row takes one comparison a node on its way down, at most as many as the longest way has, and each tree adds its leaf's weights. */
import { multiply } from "../../model/dim.ts";
import type { Dim } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction } from "../operand.ts";
import { sumWork, type Work } from "../work.ts";
import { labelCount, labelType, ML, rowsOf, transformWork } from "./_scores.ts";
import { type Branches, longestPath } from "./_trees.ts";

/** Attributes that describe trees, node by node: `nodes_*`. */
const nodeAttributes = {
  nodes_falsenodeids: optional.ints,
  nodes_featureids: optional.ints,
  nodes_hitrates: optional.floats,
  nodes_hitrates_as_tensor: optional.tensor,
  nodes_missing_value_tracks_true: optional.ints,
  nodes_modes: optional.strings,
  nodes_nodeids: optional.ints,
  nodes_treeids: optional.ints,
  nodes_truenodeids: optional.ints,
  nodes_values: optional.floats,
  nodes_values_as_tensor: optional.tensor,
  base_values: optional.floats,
  base_values_as_tensor: optional.tensor,
  post_transform: "NONE",
} as const;

interface Nodes {
  readonly nodes_falsenodeids: readonly number[] | undefined;
  readonly nodes_modes: readonly string[] | undefined;
  readonly nodes_nodeids: readonly number[] | undefined;
  readonly nodes_treeids: readonly number[] | undefined;
  readonly nodes_truenodeids: readonly number[] | undefined;
}

/** The most comparisons that all trees take together. A root is a node that is no other's branch. */
function comparisons({ nodes_falsenodeids = [], nodes_modes = [], nodes_nodeids = [], nodes_treeids = [], nodes_truenodeids = [] }: Nodes) {
  const places = new Map(nodes_nodeids.map((node, place) => [`${nodes_treeids[place]} ${node}`, place]));
  const isBranch = new Set<number>();
  const branches = nodes_modes.map((mode, place): Branches => {
    if (mode === "LEAF") return undefined;
    const [yes, no] = [nodes_truenodeids[place], nodes_falsenodeids[place]].map((node) => places.get(`${nodes_treeids[place]} ${node}`));
    if (yes === undefined || no === undefined) {
      throw new Contradiction(`node ${nodes_nodeids[place]} must have two branches: one is not there`);
    }
    isBranch.add(yes).add(no);
    return [yes, no];
  });
  const roots = branches.map((_, place) => place).filter((place) => !isBranch.has(place));
  if (roots.length < new Set(nodes_treeids).size) throw new Contradiction("each tree must have a root: one has none");
  return roots.reduce((total, root) => total + longestPath(branches, root), 0);
}

/** The most weights that one leaf of each tree has, all trees together. */
function weightCount(trees: readonly number[] = [], nodes: readonly number[] = []): number {
  const counts = new Map<string, number>();
  const most = new Map<number, number>();
  trees.forEach((tree, index) => {
    const key = `${tree} ${nodes[index]}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    most.set(tree, Math.max(count, most.get(tree) ?? 0));
  });
  return [...most.values()].reduce((a, b) => a + b, 0);
}

/** The work of joining the trees' weights, `weights` in all, into `targets` sums. */
function joiningWork(aggregate: string | number, rows: Dim, weights: number, targets: number): Work {
  const size = multiply(rows, weights);
  if (aggregate === "MIN" || aggregate === "MAX" || aggregate === 2 || aggregate === 3) return { compares: size };
  return { adds: size, divs: aggregate === "AVERAGE" || aggregate === 0 ? multiply(rows, targets) : 0 };
}

const classifier = defineOperator({
  name: "TreeEnsembleClassifier",
  domain: ML,
  summary: "The best class of each row, and each class's score: the sum of the leaves that the row reaches.",
  inputs: ["X"],
  outputs: ["Y", "Z"],
  attributes: {
    ...nodeAttributes,
    class_ids: optional.ints,
    class_nodeids: optional.ints,
    class_treeids: optional.ints,
    class_weights: optional.floats,
    class_weights_as_tensor: optional.tensor,
    classlabels_int64s: optional.ints,
    classlabels_strings: optional.strings,
  },
  shape({ X }, { classlabels_int64s, classlabels_strings }) {
    return [labelType(X, classlabels_strings), tensorType("float32", [rowsOf(X), labelCount(classlabels_strings, classlabels_int64s)])];
  },
  work({ X }, _, attributes) {
    const { class_treeids, class_nodeids, classlabels_int64s, classlabels_strings, post_transform } = attributes;
    const [rows, classes] = [rowsOf(X), labelCount(classlabels_strings, classlabels_int64s)];
    const decisions = { compares: multiply(rows, comparisons(attributes) + Math.max(0, classes - 1)) };
    const joining = joiningWork("SUM", rows, weightCount(class_treeids, class_nodeids), classes);
    return sumWork([decisions, joining, transformWork(post_transform, rows, classes)]);
  },
});

const regressor = defineOperator({
  name: "TreeEnsembleRegressor",
  domain: ML,
  summary: "Numbers for each row: what the leaves that it reaches hold, joined.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    ...nodeAttributes,
    aggregate_function: "SUM",
    n_targets: optional.int,
    target_ids: optional.ints,
    target_nodeids: optional.ints,
    target_treeids: optional.ints,
    target_weights: optional.floats,
    target_weights_as_tensor: optional.tensor,
  },
  shape({ X }, { n_targets }) {
    if (n_targets === undefined) throw new Contradiction("n_targets must be present: it is missing");
    return [tensorType("float32", [rowsOf(X), n_targets])];
  },
  work({ X }, _, attributes) {
    const { aggregate_function, n_targets = 1, post_transform, target_nodeids, target_treeids } = attributes;
    const rows = rowsOf(X);
    const joining = joiningWork(aggregate_function, rows, weightCount(target_treeids, target_nodeids), n_targets);
    return sumWork([{ compares: multiply(rows, comparisons(attributes)) }, joining, transformWork(post_transform, rows, n_targets)]);
  },
});

/** Names of the ways that `TreeEnsemble` gives by number. */
const TRANSFORMS = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

const ensemble = defineOperator({
  name: "TreeEnsemble",
  domain: ML,
  summary: "Numbers for each row: what the leaves that it reaches hold, joined.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    aggregate_function: 1,
    leaf_targetids: optional.ints,
    leaf_weights: optional.tensor,
    membership_values: optional.tensor,
    n_targets: optional.int,
    nodes_falseleafs: optional.ints,
    nodes_falsenodeids: optional.ints,
    nodes_featureids: optional.ints,
    nodes_hitrates: optional.tensor,
    nodes_missing_value_tracks_true: optional.ints,
    nodes_modes: optional.tensor,
    nodes_splits: optional.tensor,
    nodes_trueleafs: optional.ints,
    nodes_truenodeids: optional.ints,
    post_transform: 0,
    tree_roots: optional.ints,
  },
  shape({ X }, { n_targets }) {
    if (n_targets === undefined) throw new Contradiction("n_targets must be present: it is missing");
    return [[rowsOf(X), n_targets]];
  },
  work({ X }, _, { aggregate_function, n_targets = 1, post_transform, tree_roots = [], ...nodes }) {
    const { nodes_falseleafs = [], nodes_falsenodeids = [], nodes_trueleafs = [], nodes_truenodeids = [] } = nodes;
    const leaf = nodes_truenodeids.length; // one place for all leaves, behind the nodes
    const branches = nodes_truenodeids.map((yes, place): Branches => [
      nodes_trueleafs[place] ? leaf : yes,
      nodes_falseleafs[place] ? leaf : nodes_falsenodeids[place] ?? leaf,
    ]);
    const rows = rowsOf(X);
    const compares = tree_roots.reduce((total, root) => total + longestPath(branches, root), 0);
    const joining = joiningWork(aggregate_function, rows, tree_roots.length, n_targets);
    return sumWork([{ compares: multiply(rows, compares) }, joining, transformWork(TRANSFORMS[post_transform] ?? "NONE", rows, n_targets)]);
  },
});

/** The ensembles of trees; the newest version has one operator in place of the first two. */
export const treeEnsembles: readonly Operator[] = [classifier, regressor, ensemble];
