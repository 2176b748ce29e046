import type { AttributeValue, Graph, Model, Node } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";

/** Every tensor that a model's file stores: initializers, sparse ones' parts, and attributes, in graphs within graphs and in functions too. */
export function* allTensors({ graph, functions }: Model): Generator<Tensor> {
  yield* graphTensors(graph);
  for (const { nodes, defaults } of functions) {
    yield* nodeTensors(nodes);
    for (const value of defaults.values()) yield* attributeTensors(value);
  }
}

/** The initializers of a model's graphs, those within others too: what other tools, too, put into files of their own. Sparse ones' parts are left out. */
export function* allInitializers({ graph }: Model): Generator<Tensor> {
  yield* graphInitializers(graph);
}

function* graphInitializers({ initializers, nodes }: Graph): Generator<Tensor> {
  for (const tensor of initializers.values()) if (tensor.sparse === undefined) yield tensor;
  for (const { attributes } of nodes) {
    for (const value of attributes.values()) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (typeof each === "object" && each !== null && "initializers" in each) yield* graphInitializers(each as Graph);
      }
    }
  }
}

function* graphTensors({ initializers, nodes }: Graph): Generator<Tensor> {
  for (const tensor of initializers.values()) yield* withParts(tensor);
  yield* nodeTensors(nodes);
}

function* nodeTensors(nodes: readonly Node[]): Generator<Tensor> {
  for (const { attributes } of nodes) for (const value of attributes.values()) yield* attributeTensors(value);
}

function* attributeTensors(value: AttributeValue): Generator<Tensor> {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const each of values) {
    if (typeof each !== "object" || each === null) continue;
    if ("load" in each) yield* withParts(each as Tensor);
    else if ("initializers" in each) yield* graphTensors(each as Graph);
  }
}

function* withParts(tensor: Tensor): Generator<Tensor> {
  if (tensor.sparse === undefined) yield tensor;
  else yield* [tensor.sparse.values, tensor.sparse.indices];
}
