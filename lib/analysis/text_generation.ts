/**
 * Loops that write text (onnxruntime, docs/ContribOperators.md: BeamSearch, GreedySearch, Sampling, WhisperBeamSearch): one pass over what is given, then one
 * for each token, each with one more token in the cache. How many there are only the texts tell, which may end early; a length that the caller sets bounds it.
 *
 * @module
 */
import { add, type Dim, max, multiply, subtract, symbolName } from "../model/dim.ts";
import type { ValueInfo } from "../model/model.ts";
import type { ValueType } from "../model/types.ts";
import { type Outcome, repeated, type Rule, type Run, type Site } from "./control_flow_site.ts";
import type { TypedValue } from "./typed_model.ts";

/** The sizes of one pass. */
interface Pass {
  /** Texts that are written at once. */
  readonly texts: Dim;
  /** New tokens of each. */
  readonly tokens: Dim;
  /** Tokens of each in the cache. */
  readonly past: Dim;
  /** Places of what was encoded. */
  readonly encoded?: Dim;
}

/** The sizes that the operator's inputs tell. */
interface Search {
  readonly batch: Dim;
  readonly given: Dim;
  readonly beams: Dim;
  /** The most tokens that a text may have in the end. */
  readonly longest: Dim | undefined;
}

function searchOf(site: Site, maxLength: number, numBeams?: number): Search | undefined {
  if (numBeams !== undefined) site.count(numBeams + 1); // the texts to return, which decide the output's size
  const type = site.input(0)?.type;
  if (type?.kind !== "tensor" || type.shape === undefined) return undefined;
  const [batch, given] = [type.shape[0], type.shape.at(-1)];
  if (batch === undefined || given === undefined) throw new RangeError("the first input must have a batch of ids: it is a scalar");
  const beams = numBeams === undefined ? 1 : site.count(numBeams);
  return { batch, given, beams: beams ?? site.fresh("beams", { min: 1 }), longest: site.count(maxLength) };
}

/** A decoder alone, as GPT-2's, or an encoder that runs once before it, as T5's. */
function search(site: Site, sizes: Search | undefined): Outcome {
  if (sizes === undefined) throw new RangeError("the shape of the first input is not known");
  return site.flat.node.attributes.has("encoder") ? withEncoder(site, sizes) : decoderAlone(site, sizes);
}

function decoderAlone(site: Site, { batch, given, beams, longest }: Search): Outcome {
  const texts = multiply(batch, beams);
  const prompt = site.flat.node.attributes.has("init_decoder") ? "init_decoder" : "decoder";
  const first = decode(site, prompt, "prompt", { texts, tokens: given, past: 0 });
  return { nodes: [...first.nodes, ...steps(site, { texts, longest, start: given })] };
}

function withEncoder(site: Site, { batch, given, beams, longest }: Search): Outcome {
  const encoder = site.graph("encoder");
  const source = site.input(0)!;
  const inputs = encoder.inputs.map(({ type }, index): TypedValue => {
    if (index === 0) return source;
    return withShape(type, [batch, index === 1 ? given : 1]); // the mask, and the first token to decode where the encoder takes it
  });
  const encoded = site.run("encoder", inputs, "prompt");
  const cross = encoded.outputs.find((_, index) => encoder.outputs[index]!.name.includes("cross"))?.type;
  const places = cross?.kind === "tensor" && cross.shape?.length === 4 ? cross.shape[2]! : given;
  const start = encoder.inputs.length > 2 ? 1 : 0;
  return { nodes: [...encoded.nodes, ...steps(site, { texts: multiply(batch, beams), longest, start, encoded: places })] };
}

/** The passes for one token each: the cache holds `start` tokens at first. */
function steps(site: Site, { texts, longest, start, encoded }: Omit<Pass, "tokens" | "past"> & { longest: Dim | undefined; start: Dim }) {
  const most = longest === undefined ? undefined : max(0, subtract(longest, add(start, 1)));
  if (most === 0) return [];
  const count = site.fresh("tokens", { min: 0, ...(most !== undefined && { max: most }) });
  const past = site.fresh("past", { min: start, ...(longest !== undefined && { max: max(start, subtract(longest, 2)) }) });
  return repeated(decode(site, "decoder", "step", { texts, tokens: 1, past, ...(encoded !== undefined && { encoded }) }).nodes, count);
}

function decode(site: Site, attribute: string, label: string, pass: Pass): Run {
  const { inputs } = site.graph(attribute);
  return site.run(attribute, inputs.map((input, index) => decoderInput(input, index, inputs, pass)), label);
}

/** What a decoder takes, in the documented order: ids, then positions and mask, or the encoder's mask and states; then the cache. */
function decoderInput({ name, type }: ValueInfo, index: number, inputs: readonly ValueInfo[], pass: Pass): TypedValue {
  const { texts, tokens, past, encoded } = pass;
  const shape = type?.kind === "tensor" ? type.shape : undefined;
  const total = add(past, tokens);
  if (index === 0) return withShape(type, [texts, tokens]);
  if (shape === undefined || shape.length < 2) return withShape(type, undefined);
  if (shape.length === 5) return withShape(type, shape.with(1, texts).with(3, past)); // keys and values in one
  if (shape.length === 4) return withShape(type, shape.with(0, texts).with(2, name.includes("cross") ? encoded ?? past : past));
  const ids = inputs[0]!.type;
  const declared = ids?.kind === "tensor" ? ids.shape?.[1] : undefined;
  const asLongAsIds = declared !== undefined && symbolName(declared) !== undefined && shape[1] === declared;
  return withShape(type, shape.with(0, texts).with(1, asLongAsIds ? tokens : encoded ?? total));
}

function withShape(type: ValueType | undefined, shape: readonly Dim[] | undefined): TypedValue {
  const dtype = type?.kind === "tensor" ? type.dtype : undefined;
  return { type: { kind: "tensor", ...(dtype && { dtype }), ...(shape && { shape }) }, constant: false };
}

/** The loops by operator: where each says how long a text may get, and how many beams it follows. */
export const TEXT_GENERATION: Readonly<Record<string, Rule>> = {
  BeamSearch: (site) => search(site, searchOf(site, 1, 3)),
  GreedySearch: (site) => search(site, searchOf(site, 1)),
  Sampling: (site) => search(site, searchOf(site, 1)),
  WhisperBeamSearch: (site) => search(site, searchOf(site, 1, 3)),
};
