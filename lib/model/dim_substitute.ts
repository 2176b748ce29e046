/** What an expression becomes once some of its symbols have values. */
import {
  type Atom,
  ceilDivide,
  type Dim,
  floorDivide,
  integer,
  max,
  min,
  multiply,
  product,
  sum,
  symbol,
  type SymbolicDim,
} from "./dim.ts";

/** Values for free dimensions, by name. */
export type Bindings = ReadonlyMap<string, Dim>;

const OPERATIONS = { floor: floorDivide, ceil: ceilDivide, min, max };

/**
 * A function that puts values in place of symbols. It remembers what it has computed, so use one for all expressions of a model.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { floorDivide, symbol } from "./dim.ts";
 *
 * const half = floorDivide(symbol("height"), 2);
 * assertEquals(substitution(new Map([["height", 7]]))(half), 3);
 * ```
 */
export function substitution(bindings: Bindings): (dim: Dim) => Dim {
  const dims = new Map<SymbolicDim, Dim>();
  const atoms = new Map<Atom, Dim>();

  function ofAtom(atom: Atom): Dim {
    let value = atoms.get(atom);
    if (value === undefined) atoms.set(atom, value = evaluateAtom(atom));
    return value;
  }

  function evaluateAtom({ symbol: name, call }: Atom): Dim {
    if (call !== undefined) return OPERATIONS[call.name](substitute(call.left), substitute(call.right));
    return bindings.get(name!) ?? symbol(name!);
  }

  function substitute(dim: Dim): Dim {
    if (typeof dim === "number") return dim;
    let value = dims.get(dim);
    if (value === undefined) {
      value = sum([...dim.terms].map(([{ atoms }, coefficient]) => multiply(integer(coefficient), product(atoms.map(ofAtom)))));
      dims.set(dim, value);
    }
    return value;
  }
  return substitute;
}

/** The names of the free dimensions that an expression depends on. */
export function symbolsOf(dim: Dim, found: Set<string> = new Set()): Set<string> {
  if (typeof dim === "number") return found;
  for (const { atoms } of dim.terms.keys()) {
    for (const { symbol: name, call } of atoms) {
      if (call === undefined) found.add(name!);
      else {
        symbolsOf(call.left, found);
        symbolsOf(call.right, found);
      }
    }
  }
  return found;
}
