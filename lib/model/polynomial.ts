/**
 * The normal form of expressions: polynomials with integer coefficients over atoms, interned.
 *
 * @module
 */
import { addIntegers, type Integer, multiplyIntegers, normalize } from "./integer.ts";
import { InternTable } from "./intern.ts";
import { printTerms } from "./dim_text.ts";

/** A size or count: a safe integer, or an expression in the model's free dimensions (or an integer above 2^53 − 1). */
export type Dim = number | SymbolicDim;

/** What a monomial is a product of: a free dimension, or a function that polynomials cannot express. */
export interface Atom {
  /** Unique among the atoms that are alive. */
  readonly id: number;
  /** The free dimension's name, for a symbol. */
  readonly symbol?: string;
  /** The function and its two arguments, for anything else. */
  readonly call?: { readonly name: "floor" | "ceil" | "min" | "max"; readonly left: Dim; readonly right: Dim };
}

/** A product of atoms; the empty product is the constant term's. */
export interface Monomial {
  /** Unique among the monomials that are alive. */
  readonly id: number;
  /** The factors by ascending atom id; a square stands twice. */
  readonly atoms: readonly Atom[];
}

/** A sum of monomials with integer coefficients, none of them 0. */
export type Terms = ReadonlyMap<Monomial, Integer>;

const atoms = new InternTable<Atom>();
const monomials = new InternTable<Monomial>();
const expressions = new InternTable<SymbolicDim>();
let nextId = 1;
/** The empty product. */
export const ONE: Monomial = { id: 0, atoms: [] };

/**
 * An expression in free dimensions, in normal form and interned: equal expressions are identical objects.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { sizes } from "../../mod.ts";
 *
 * const batch = sizes.symbol("batch");
 * assertEquals(String(sizes.multiply(sizes.add(batch, 1), 4)), "4*batch + 4");
 * assert(sizes.add(batch, batch) === sizes.multiply(batch, 2));
 * ```
 */
export class SymbolicDim {
  /** The polynomial. */
  readonly terms: Terms;
  /** How many symbols, functions and terms its text has. */
  readonly weight: number;
  #text?: string;

  /** For {@linkcode fromTerms} alone: an expression that is not interned breaks comparison by identity. */
  constructor(terms: Terms) {
    this.terms = terms;
    let weight = 0;
    for (const { atoms } of terms.keys()) {
      weight++;
      for (const { call } of atoms) weight += call === undefined ? 1 : 1 + weightOf(call.left) + weightOf(call.right);
    }
    checkWeight(weight);
    this.weight = weight;
  }

  /** The expression as the JSON contract writes it: `floor((height - 1)/2) + 1`. */
  toString(): string {
    return this.#text ??= printTerms(this.terms);
  }

  /** The same text, so that `JSON.stringify` shows an expression as a string. */
  toJSON(): string {
    return this.toString();
  }

  /** Shows the expression's text where Deno or Node inspects it. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/**
 * The heaviest expression that is made. Totals of real networks have some 2,000 parts; hostile sizes double at every node. A text of this many parts takes
 * some 500 KB, and arithmetic on two of them some ten milliseconds.
 */
const MAX_WEIGHT = 1 << 16;

/**
 * Ends what would make an expression that nobody reads and that takes the memory of everybody.
 *
 * @throws {RangeError} If it has more than 65,536 symbols, functions and terms.
 */
export function checkWeight(weight: number): void {
  if (weight > MAX_WEIGHT) {
    throw new RangeError(`Cannot follow a size as its expression must have at most ${MAX_WEIGHT} parts: it would have ${weight}`);
  }
}

/** How many symbols, functions and terms an expression has; 1 for a number. */
export function weightOf(dim: Dim): number {
  return typeof dim === "number" ? 1 : dim.weight;
}

/** The expression with these terms, in its one form. */
export function fromTerms(terms: Map<Monomial, Integer>): Dim {
  if (terms.size === 0) return 0;
  if (terms.size === 1) {
    const constant = terms.get(ONE);
    if (typeof constant === "number") return constant;
  }
  const sorted = terms.size === 1 ? terms : new Map([...terms].sort(([a], [b]) => a.id - b.id));
  let key = "";
  for (const [monomial, coefficient] of sorted) key += `${monomial.id}:${coefficient},`;
  return expressions.get(key, () => new SymbolicDim(sorted));
}

/** The terms of any dimension. */
export function termsOf(dim: Dim): Terms {
  if (typeof dim !== "number") return dim.terms;
  return dim === 0 ? new Map() : new Map([[ONE, dim]]);
}

/** Adds `factor × terms` to a sum that is being built. */
export function accumulate(sum: Map<Monomial, Integer>, terms: Terms, factor: Integer): void {
  for (const [monomial, coefficient] of terms) {
    const total = addIntegers(sum.get(monomial) ?? 0, multiplyIntegers(coefficient, factor));
    if (total === 0) sum.delete(monomial);
    else sum.set(monomial, total);
  }
}

function atomDim(key: string, make: () => Omit<Atom, "id">): Dim {
  const atom = atoms.get(key, () => ({ id: nextId++, ...make() }));
  return fromTerms(new Map([[monomialOf([atom]), 1]]));
}

/** The product of these atoms; it takes the list for its own. */
export function monomialOf(factors: Atom[]): Monomial {
  if (factors.length === 0) return ONE;
  factors.sort((a, b) => a.id - b.id);
  return monomials.get(factors.map((atom) => atom.id).join("*"), () => ({ id: nextId++, atoms: factors }));
}

const identity = new WeakMap<SymbolicDim, number>();
function keyOf(dim: Dim): string {
  if (typeof dim === "number") return String(dim);
  let id = identity.get(dim);
  if (id === undefined) identity.set(dim, id = nextId++);
  return `#${id}`;
}

/** A function of two dimensions that has no simpler form. */
export function call(name: "floor" | "ceil" | "min" | "max", left: Dim, right: Dim): Dim {
  return atomDim(`${name}(${keyOf(left)},${keyOf(right)})`, () => ({ call: { name, left, right } }));
}

/** The free dimension of that name. */
export function symbol(name: string): SymbolicDim {
  return atomDim(`symbol ${name}`, () => ({ symbol: name })) as SymbolicDim;
}

/** A whole number of any size as a {@linkcode Dim}. */
export function integer(value: Integer): Dim {
  const normal = typeof value === "bigint" ? normalize(value) : Number.isSafeInteger(value) ? value : normalize(BigInt(value));
  return typeof normal === "number" ? normal : fromTerms(new Map([[ONE, normal]]));
}

/** The value of a dimension that holds no symbol, else `undefined`. */
export function constantOf(dim: Dim): Integer | undefined {
  if (typeof dim === "number") return dim;
  return dim.terms.size === 1 ? dim.terms.get(ONE) : undefined;
}
