/**
 * Nodes from what a trace has taken down: only what an output needs, named in order.
 *
 * @module
 */
import type { AttributeValue, Node } from "../model/model.ts";
import { type Scope, uniqueName } from "./scopes.ts";
import type { Value } from "./value.ts";

/** One application of an operator. */
export interface Application {
  /** The operator. */
  readonly op: string;
  /** What it takes. */
  readonly inputs: readonly (Value | undefined)[];
  /** Its attributes. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** What it gives. */
  readonly outputs: readonly Value[];
  /** Where in the network it stands. */
  readonly scope: Scope;
}

/** Drops what no output needs, as PyTorch's exporter does, and names the rest. `given` holds names that outputs have. */
export function nameNodes(applied: readonly Application[], named: Map<Value, string>, given: ReadonlyMap<Value, string>): Node[] {
  const counts = new Map<Scope, Map<string, number>>();
  return neededFor(applied, given.keys()).map((application) => {
    const { op, inputs, attributes, outputs, scope } = application;
    let inScope = counts.get(scope);
    if (inScope === undefined) counts.set(scope, inScope = new Map());
    const own = uniqueName(op, inScope);
    const name = `${scope.prefix}/${own}`;
    outputs.forEach((output, index) => named.set(output, given.get(output) ?? `${name}_output_${index}`));
    const names = inputs.map((input) => input === undefined ? "" : named.get(input)!);
    while (names.at(-1) === "") names.pop();
    const metadata = new Map([["pkg.torch.onnx.name_scopes", `${scope.notes}'${own}']`]]);
    return {
      name,
      op,
      domain: "ai.onnx",
      overload: "",
      inputs: names,
      outputs: outputs.map((output) => named.get(output)!),
      attributes,
      metadata,
    };
  });
}

function neededFor(applied: readonly Application[], outputs: Iterable<Value>): Application[] {
  const wanted = new Set<Value>(outputs);
  const needed: Application[] = [];
  for (let index = applied.length - 1; index >= 0; index--) {
    const application = applied[index]!;
    if (!application.outputs.some((output) => wanted.has(output))) continue;
    needed.push(application);
    for (const input of application.inputs) if (input !== undefined) wanted.add(input);
  }
  return needed.reverse();
}
