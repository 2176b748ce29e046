import type { CallDetails, CallParameter, CallType, Shape } from "./call.ts";
import type { GraphView } from "./graph_view.ts";

/** A call as a pattern finds it, before it is known in what it runs. */
export interface Draft {
  /** What is called. */
  readonly type: CallType;
  /** Indices of the nodes that it was exported as. */
  readonly nodes: readonly number[];
  /** Shapes of the activations that it takes. */
  readonly inputs: readonly Shape[];
  /** The shape of what it gives. */
  readonly output: Shape;
  /** Parameters that it uses. */
  readonly parameters?: readonly CallParameter[];
  /** What rules need besides. */
  readonly details?: CallDetails;
  /** True where it is a call of that module only if nothing else runs in its module. */
  readonly onlyAlone?: boolean;
}

/** Finds the call that a node is the mark of; nothing where the nodes around it say otherwise. */
export type Pattern = (view: GraphView, index: number) => Draft | undefined;

/** A pattern's draft: shapes of the values that go in and come out. */
export function draft(
  view: GraphView,
  type: CallType,
  nodes: readonly number[],
  inputs: readonly string[],
  rest: Pick<Draft, "parameters" | "details" | "onlyAlone"> = {},
): Draft {
  const ordered = [...nodes].sort((a, b) => a - b);
  const shapes = inputs.map((value) => view.shape(value));
  return { type, nodes: ordered, inputs: shapes, output: view.shape(view.output(ordered.at(-1)!)), ...rest };
}

/** The parameters among these constant values, each in its role. */
export function parametersOf(view: GraphView, roles: readonly (readonly [role: string, value: string | undefined])[]): CallParameter[] {
  return roles.flatMap(([role, value]) => {
    const stored = value === undefined || value === "" ? undefined : view.parameter(value);
    return stored === undefined ? [] : [{ role, tensor: stored.name, shape: view.sizes(value!) }];
  });
}
