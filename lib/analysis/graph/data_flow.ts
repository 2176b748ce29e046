/**
 * Which running node takes what another makes.
 *
 * @module
 */
import type { Profile } from "../profile.ts";

/** A value that a node takes. */
export interface Taken {
  /** The value's name. */
  readonly value: string;
  /** The place of the node that makes it in the profile's list; missing for an input of the network. */
  readonly from?: number;
}

/** The flow of data between the nodes that run at inference. What is folded before, and stored tensors, flow nowhere. */
export interface DataFlow {
  /** The places of the nodes that run, in order of execution. */
  readonly running: readonly number[];
  /** What each node takes from others and from the network's inputs, each value once; by place in the profile's list. */
  readonly taken: readonly (readonly Taken[])[];
  /** The nodes that take each value, by its name. */
  readonly takers: ReadonlyMap<string, readonly number[]>;
}

/** Follows every value from where it is made to where it is taken. */
export function dataFlow({ nodes, inputs }: Profile): DataFlow {
  const running = nodes.flatMap((node, place) => node.folded ? [] : [place]);
  const makers = new Map(running.flatMap((place) => nodes[place]!.outputs.map((value) => [value, place] as const)));
  const given = new Set(inputs.map(({ name }) => name));
  const takers = new Map<string, number[]>();
  const taken = nodes.map((node, place): readonly Taken[] => {
    if (node.folded) return [];
    return [...new Set(node.inputs)].flatMap((value) => {
      const from = value === "" ? undefined : makers.get(value);
      if ((from === undefined || from === place) && !given.has(value)) return [];
      const known = takers.get(value);
      if (known === undefined) takers.set(value, [place]);
      else known.push(place);
      return [{ value, ...(from !== undefined && { from }) }];
    });
  });
  return { running, taken, takers };
}
