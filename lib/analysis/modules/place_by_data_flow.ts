/**
 * Gives a place to nodes whose words say nothing: the nearest module that holds both what they take and what takes what they make.
 *
 * @module
 */
import type { TypedModel } from "../typed_model.ts";
import { ancestorsOf } from "./dialect.ts";

/** Fills in the paths that are missing. Without any path known, all nodes belong to the network itself, which also gives its inputs and takes its outputs. */
export function placeByDataFlow(typed: TypedModel, known: readonly (string | undefined)[]): string[] {
  if (known.every((path) => path === undefined || path === "")) return known.map(() => "");
  const flow = new Flow(typed);
  const placed = known.slice();
  typed.nodes.forEach((_, index) => placed[index] ??= flow.residualPath(index, placed));
  const before = placed.slice();
  typed.nodes.forEach((_, index) => before[index] ??= commonPath(flow.pathsBefore(index, before)));
  const after = placed.slice();
  for (let index = typed.nodes.length - 1; index >= 0; index--) after[index] ??= commonPath(flow.pathsAfter(index, after));
  return placed.map((path, index) => path ?? commonPath([before[index], after[index]]) ?? "");
}

/** Where values are made and taken. */
class Flow {
  readonly #typed: TypedModel;
  readonly #makers = new Map<string, number>();
  readonly #takers = new Map<string, number[]>();
  readonly #given: ReadonlySet<string>;
  readonly #wanted: ReadonlySet<string>;

  constructor(typed: TypedModel) {
    this.#typed = typed;
    this.#given = new Set(typed.inputs.map((input) => input.name));
    this.#wanted = new Set(typed.outputs.map((output) => output.name));
    typed.nodes.forEach(({ node }, index) => {
      for (const output of node.outputs) if (output !== "") this.#makers.set(output, index);
      for (const input of new Set(node.inputs)) {
        const takers = this.#takers.get(input);
        if (takers === undefined) this.#takers.set(input, [index]);
        else takers.push(index);
      }
    });
  }

  pathsBefore(index: number, paths: readonly (string | undefined)[]): (string | undefined)[] {
    return this.#typed.nodes[index]!.node.inputs.map((input) => this.#given.has(input) ? "" : paths[this.#makers.get(input) ?? -1]);
  }

  pathsAfter(index: number, paths: readonly (string | undefined)[]): (string | undefined)[] {
    return this.#typed.nodes[index]!.node.outputs.flatMap((output) => [
      ...this.#wanted.has(output) ? [""] : [],
      ...(this.#takers.get(output) ?? []).map((taker) => paths[taker]),
    ]);
  }

  /** A sum that brings what a block makes together with what went into the block stands in that block. */
  residualPath(index: number, paths: readonly (string | undefined)[]): string | undefined {
    const { op, inputs } = this.#typed.nodes[index]!.node;
    if (op !== "Add" || inputs.length !== 2) return undefined;
    const [made, skipped] = inputs.toSorted((a, b) => (this.#makers.get(b) ?? -1) - (this.#makers.get(a) ?? -1)) as [string, string];
    const path = paths[this.#makers.get(made) ?? -1];
    if (path === undefined || this.#typed.values.get(skipped)?.constant) return undefined;
    const takers = (this.#takers.get(skipped) ?? []).flatMap((taker) => taker < index ? paths[taker] ?? [] : []);
    const source = paths[this.#makers.get(skipped) ?? -1] ?? "";
    return ancestorsOf(path).findLast((block) =>
      block !== "" && block !== path && !isWithin(source, block) && takers.some((taker) => isWithin(taker, block))
    );
  }
}

function isWithin(path: string, module: string): boolean {
  return path === module || path.startsWith(`${module}.`);
}

/** The path of the nearest module that holds all these, those that are not known left out; `""` where only the network itself does. */
export function commonPath(paths: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = paths.filter((path) => path !== undefined);
  if (first === undefined) return undefined;
  let parts = first === "" ? [] : first.split(".");
  for (const other of others) {
    const theirs = other.split(".");
    const differs = parts.findIndex((part, depth) => part !== theirs[depth]);
    if (differs >= 0) parts = parts.slice(0, differs);
  }
  return parts.join(".");
}
