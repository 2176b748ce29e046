/**
 * What might have been printed of a network: every tool's numbers, as they are and changed in ways that have a reason.
 *
 * @module
 */
import { constantOf, type Dim, sum } from "../../model/dim.ts";
import type { Item } from "../conventions/convention.ts";
import type { ConventionCount } from "../conventions/count.ts";
import type { NodeCost } from "../profile.ts";
import { partsOf } from "./parts.ts";
import type { Counted } from "./printed_number.ts";
import type { Modification, Variant } from "./variant.ts";

/** A number that a tool gives, or that follows from it. */
export interface Candidate {
  /** The tool's name, as its convention has it. */
  readonly tool: string;
  /** The tool's name for the number. */
  readonly number: string;
  /** What it counts. */
  readonly counted: Counted;
  /** How much. */
  readonly value: number;
  /** What was changed; nothing for the tool's own output. */
  readonly modifications: readonly Modification[];
}

/** A number before it is changed any further. */
interface Source extends Candidate {
  /** How much one multiply-accumulate is in it; missing where it counts none. */
  readonly perMac?: 1 | 2;
  /** The count that it is of. */
  readonly count: ConventionCount;
}

/**
 * Candidates in the order of their prior: first the tools' own outputs; then those with one slip in writing them down (operations for multiply-accumulates or the other
 * way round, units of 1024) or another answer to what the graph cannot tell; then other input sizes, batches and parts; then two of these changes together.
 */
export function candidateLevels(variants: readonly Variant[], binary: readonly number[]): Candidate[][] {
  const [base, ...others] = variants.map((variant) => ({ variant, sources: sourcesOf(variant) }));
  if (base === undefined) return [];
  const slips = (all: readonly Source[]) => all.flatMap((source) => [...unitSlips(source), ...binarySlips(source, binary)]);
  const changed = others.flatMap(({ sources }) => sources.filter(({ counted }) => counted === "operations"));
  const parts = partialSources(base.variant, base.sources);
  const changedParts = others.flatMap(({ variant, sources }) =>
    partialSources(variant, sources).filter(({ counted }) => counted === "operations")
  );
  return [
    base.sources,
    [...slips(base.sources), ...assumedOtherwise(base.sources)],
    [...parts, ...changed],
    [...slips(parts), ...slips(changed), ...changedParts],
  ];
}

/** Each tool's numbers; where normalisations were merged with convolutions, also what the tool has seen before. */
function sourcesOf({ profile, modification }: Variant): Source[] {
  const own = modification === undefined ? [] : [modification];
  const counts = profile.conventions.all();
  const merged = counts.some(({ shortfalls }) => shortfalls.some(({ kind }) => kind === "folded-norms"));
  const unmerged: Modification = { kind: "merged", text: "with the normalisations that the exporter has merged with convolutions" };
  return [
    ...counts.flatMap((count) => numbersOf(count, profile.nodes, own)),
    ...(merged ? profile.conventions.unfolded().all() : []).flatMap((count) =>
      numbersOf(count, profile.nodes, [...own, unmerged]).filter(({ number, value }) => value !== valueOf(counts, count, number))
    ),
  ];
}

function valueOf(counts: readonly ConventionCount[], { convention }: ConventionCount, number: string): number | undefined {
  const count = counts.find((each) => each.convention === convention);
  return count?.numbers[number] === undefined ? undefined : numeric(count.numbers[number]);
}

function numbersOf(count: ConventionCount, nodes: readonly NodeCost[], modifications: readonly Modification[]): Source[] {
  const { convention, numbers, items } = count;
  return Object.entries(numbers).flatMap(([number, dim]): Source[] => {
    const counted = countedBy(count, number);
    const per = counted === "operations" ? perMac(items[number] ?? [], nodes) : undefined;
    const source = { tool: convention.name, number, counted, modifications, count, ...(per !== undefined && { perMac: per }) };
    const sums = new Set([sum((items[number] ?? []).map(({ amount }) => amount)), dim]); // before the tool divides or rounds it, and after
    return [...sums].flatMap((each) => {
      const value = numeric(each);
      return value === undefined || value <= 0 ? [] : [{ ...source, value }];
    });
  });
}

function countedBy({ convention }: ConventionCount, number: string): Counted {
  if (number === convention.parameterNumber) return "parameters";
  return /bytes$/i.test(number) ? "bytes" : "operations";
}

/** How a number counts multiply-accumulates, told from its parts for nodes that do: the middle one of their ratios is nearer to 1 or to 2. */
function perMac(items: readonly Item[], nodes: readonly NodeCost[]): 1 | 2 | undefined {
  const ratios = items.flatMap(({ nodes: indices, amount }) => {
    const macs = numeric(sum(indices.map((index) => nodes[index]!.macs)));
    const value = numeric(amount);
    return macs === undefined || macs === 0 || value === undefined || value < macs / 2 ? [] : [value / macs];
  }).sort((a, b) => a - b);
  const middle = ratios[Math.floor(ratios.length / 2)];
  return middle === undefined ? undefined : middle < Math.SQRT2 ? 1 : 2;
}

function unitSlips({ perMac, value, modifications, ...rest }: Source): Candidate[] {
  if (perMac === undefined) return [];
  const text = perMac === 1
    ? "doubled: two operations for each of what it counts"
    : "halved: a multiply-accumulate for each two of what it counts";
  return [{ ...rest, value: perMac === 1 ? 2 * value : value / 2, modifications: [...modifications, { kind: "unit", text }] }];
}

/** As printed by who divides by 1024² and writes M. */
function binarySlips({ value, modifications, ...rest }: Source, scales: readonly number[]): Candidate[] {
  return scales.map((scale) => {
    const power = Math.round(Math.log10(scale) / 3);
    const text = `printed with binary units: ${value.toLocaleString("en-US")} divided by 1024${"⁰¹²³⁴"[power]}, not by 10${
      ["⁰", "³", "⁶", "⁹", "¹²"][power]
    }`;
    return { ...rest, value: value * scale / 1024 ** power, modifications: [...modifications, { kind: "binary", text }] };
  });
}

function assumedOtherwise(sources: readonly Source[]): Candidate[] {
  const seen = new Set<ConventionCount>();
  return sources.flatMap(({ count, modifications }) => {
    if (seen.has(count)) return [];
    seen.add(count);
    return count.assumptions.flatMap(({ text, otherwise }) =>
      Object.entries(otherwise).flatMap(([number, dim]): Candidate[] => {
        const value = numeric(dim);
        if (value === undefined || value <= 0 || dim === count.numbers[number]) return [];
        const change: Modification = { kind: "assumption", text: `if it is not so that ${text}` };
        return [{
          tool: count.convention.name,
          number,
          counted: countedBy(count, number),
          value,
          modifications: [...modifications, change],
        }];
      })
    );
  });
}

/** The same numbers of a part of the network: the sum of what is for nodes in it. */
function partialSources({ profile }: Variant, sources: readonly Source[]): Source[] {
  return partsOf(profile).flatMap((part) =>
    sources.flatMap((source): Source[] => {
      if (source.counted === "bytes") return [];
      const items = source.count.items[source.number] ?? [];
      const inside = items.filter(({ nodes }) => nodes.length === 0 || !nodes.every(part.isOutside));
      const value = numeric(sum(inside.map(({ amount }) => amount)));
      if (value === undefined || value <= 0 || inside.length === items.length) return [];
      return [{ ...source, value, modifications: [...source.modifications, { kind: "part", text: part.text }] }];
    })
  );
}

function numeric(dim: Dim): number | undefined {
  const constant = constantOf(dim);
  return constant === undefined ? undefined : Number(constant);
}
