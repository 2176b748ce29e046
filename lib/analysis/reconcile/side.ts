import { type Dim, sum } from "../../model/dim.ts";
import { ArgumentError } from "../argument_error.ts";
import type { Convention, Item, NumberRule } from "../conventions/convention.ts";
import type { ConventionCount, Counts } from "../conventions/count.ts";

/** One of the two numbers that are reconciled. */
export interface Side {
  /** What its convention counts. */
  readonly count: ConventionCount;
  /** What the convention calls the number. */
  readonly number: string;
  /** The number as the tool prints it. */
  readonly value: Dim;
  /** The sum of its parts, before the tool divides or rounds it. */
  readonly sum: Dim;
}

/**
 * A convention's number by `name`, which is its main one, or by `name.number`.
 *
 * @throws {ArgumentError} If there is none, or it cannot be told for this network.
 */
export function sideOf(counts: Pick<Counts, "by">, address: string): Side {
  const dot = address.indexOf(".");
  const count = counts.by(dot < 0 ? address : address.slice(0, dot));
  const { convention, numbers, items } = count;
  const number = dot < 0 ? convention.main : address.slice(dot + 1);
  if (!Object.hasOwn(convention.numbers, number)) {
    throw new ArgumentError(
      `Cannot reconcile "${address}" as the numbers of ${convention.name} are: ${Object.keys(convention.numbers).join(", ")}`,
    );
  }
  const value = numbers[number];
  if (value === undefined) {
    const unknown = count.shortfalls.find(({ kind, text }) => kind === "unknown-number" && text.startsWith(`${number} `));
    throw new ArgumentError(
      `Cannot reconcile "${address}" as ${unknown?.text ?? `${number} cannot be told`}; the options inputs and dims give sizes`,
    );
  }
  return { count, number, value, sum: sum(items[number]!.map(({ amount }) => amount)) };
}

/** The parts of a side's number. */
export function itemsOf({ count, number }: Side): readonly Item[] {
  return count.items[number]!;
}

/** How a side's number comes about. */
export function ruleOf({ count, number }: Side): NumberRule {
  return (count.convention as Convention).numbers[number]!;
}

/** What the side is called: its convention, and its number where both sides are of one convention. */
export function nameOf({ count, number }: Side, other: Side): string {
  const { name } = count.convention;
  return name === other.count.convention.name ? `${name} ${number}` : name;
}
