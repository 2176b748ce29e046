/**
 * What PyTorch would call a module that holds others.
 *
 * @module
 */
import { lastPart } from "./dialect.ts";

/** A module in a container. */
export interface Contained {
  /** Its path. */
  readonly path: string;
  /** Its type. */
  readonly type: string;
  /** Its place in the order of execution; missing for one that does not run. */
  readonly execution?: number;
  /** The modules in it, in order of registration. */
  readonly children: readonly Contained[];
}

/** What is known of a container. */
export interface Container {
  /** Its children, in order of registration. */
  readonly children: readonly Contained[];
  /** Names of its own tensors. */
  readonly tensors: ReadonlySet<string>;
  /** True where nodes of its own run at inference. */
  readonly runs: boolean;
  /** Whether it is called; `undefined` where the file does not tell. */
  readonly called?: boolean;
  /** True where one value goes in from outside, and one into each child. */
  isStack(): boolean;
}

/** torch.nn's classes that have children of these names and types. */
const CLASSES: readonly { readonly type: string; readonly children: Readonly<Record<string, string>> }[] = [
  {
    type: "TransformerDecoderLayer",
    children: {
      self_attn: "MultiheadAttention",
      multihead_attn: "MultiheadAttention",
      linear1: "Linear",
      linear2: "Linear",
      norm1: "LayerNorm",
      norm2: "LayerNorm",
      norm3: "LayerNorm",
    },
  },
  {
    type: "TransformerEncoderLayer",
    children: { self_attn: "MultiheadAttention", linear1: "Linear", linear2: "Linear", norm1: "LayerNorm", norm2: "LayerNorm" },
  },
];

/** The type of a container; `Module` where its children do not tell. */
export function containerType(container: Container): string {
  const { children, tensors } = container;
  const projects = children.some(({ path, type }) => lastPart(path) === "out_proj" && type === "NonDynamicallyQuantizableLinear");
  if (projects || tensors.has("in_proj_bias") || tensors.has("in_proj_weight")) return "MultiheadAttention";
  const types = new Map(children.map(({ path, type }) => [lastPart(path), type]));
  const known = CLASSES.find((row) => Object.entries(row.children).every(([name, type]) => types.get(name) === type));
  if (known !== undefined) return known.type;
  return stackType(container) ?? listType(container) ?? "Module";
}

/** TransformerEncoder and TransformerDecoder hold a list of layers, and a norm perhaps. */
function stackType({ children }: Container): string | undefined {
  if (!children.every(({ path }) => ["layers", "norm"].includes(lastPart(path)))) return undefined;
  const layers = children.find(({ path }) => lastPart(path) === "layers")?.children ?? [];
  return ["TransformerEncoder", "TransformerDecoder"].find((type) =>
    layers.length > 0 && layers.every((layer) => layer.type === `${type}Layer`)
  );
}

/** Sequential and ModuleList have numbers for names. Only the first is called, and runs them in turn. */
function listType(container: Container): string | undefined {
  const { children, runs, called } = container;
  if (!children.every(({ path }) => /^\d+$/.test(lastPart(path)))) return undefined;
  const places = children.map(({ execution }) => execution ?? Infinity);
  const inOrder = places.every((place, index) => index === 0 || place >= places[index - 1]!);
  if (called === undefined) return inOrder && container.isStack() ? "Sequential" : "ModuleList";
  if (runs) return undefined;
  return called ? inOrder ? "Sequential" : undefined : "ModuleList";
}
