/**
 * What it costs to write text, in words and rows.
 *
 * @module
 */
import type { Decoding, PassCost } from "../analysis/decoding.ts";
import type { Dim } from "../model/dim.ts";
import { printSymbol } from "../model/dim_text.ts";
import { bytesDim, literalDim } from "./dim_text.ts";
import { bytesNumber, shortNumber } from "./number_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";

/** Names of dimensions in a sentence are cut at this length. */
const NAME_WIDTH = 40;

/** One cost of a pass. */
export interface PassForm {
  /** The cost, by the name that code uses for it. */
  readonly name: string;
  /** The closed form. */
  readonly expression: string;
  /** Its value at the stand-ins, in short; empty where they do not tell. */
  readonly example: string;
}

/** One pass and its costs. */
export interface PassRow {
  /** What the pass is over. */
  readonly title: string;
  /** Its costs. */
  readonly forms: readonly PassForm[];
}

/** What the cache takes, as a sentence without an end. */
export function cacheWords({ cacheTensors, cacheBytesPerToken, switchedBy }: Decoding): string {
  const choice = switchedBy === undefined ? "" : `; ${nameText(switchedBy)} chooses the pass`;
  return `a cache of ${cacheTensors} tensors takes ${bytesDim(cacheBytesPerToken)} for each token of a text${choice}`;
}

/** The passes, the prompt's first. */
export function passRows(view: ProfileView, { past, added, prefill, step }: Decoding): PassRow[] {
  const first = prefill === undefined || added === undefined ? [] : [{
    title: `the prompt: ${nameText(added)} tokens, nothing cached`,
    forms: formsOf(view, prefill),
  }];
  return [...first, { title: `each token after ${nameText(past)} cached ones`, forms: formsOf(view, step) }];
}

function formsOf({ standIns }: ProfileView, { macs, flops, memoryAccess }: PassCost): PassForm[] {
  const form = (name: string, dim: Dim, write: (value: number) => string): PassForm => {
    const example = standIns.valueOf(dim);
    return { name, expression: literalDim(dim), example: example === undefined ? "" : write(example) };
  };
  return [
    form("macs", macs, shortNumber),
    form("flops", flops, shortNumber),
    form("memoryAccess.readBytes", memoryAccess.readBytes, bytesNumber),
  ];
}

function nameText(name: string): string {
  return shortenEnd(printable(printSymbol(name)), NAME_WIDTH);
}
