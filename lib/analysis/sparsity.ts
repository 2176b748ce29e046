import type { Note } from "./notes.ts";
import type { StoredTensor } from "./stored_tensors.ts";

/** How many of the parameters' elements are 0. */
export interface Sparsity {
  /** Elements that are 0. */
  readonly zeros: number;
  /** Elements that were looked at. */
  readonly elements: number;
  /** The same by parameter, in the file's order. */
  readonly parameters: readonly {
    /** The parameter's name. */
    readonly name: string;
    /** Elements that are 0. */
    readonly zeros: number;
    /** Elements. */
    readonly elements: number;
  }[];
}

/** So many parameters are named in the note. */
const MOST = 3;

/** The parameters that can be looked at: numbers, stored as they are. */
export function comparableParameters(stored: readonly StoredTensor[]): StoredTensor[] {
  return stored.filter(({ role, tensor }) =>
    role === "parameter" && tensor.sparse === undefined && tensor.dtype !== "string" && !tensor.dtype.startsWith("complex")
  );
}

/** Sums up what was found of each parameter. */
export function sparsityOf(parameters: Sparsity["parameters"]): Sparsity {
  const sum = (of: (each: Sparsity["parameters"][number]) => number) => parameters.reduce((total, each) => total + of(each), 0);
  return { zeros: sum(({ zeros }) => zeros), elements: sum(({ elements }) => elements), parameters };
}

/** The sparsity in words, the sparsest parameters named. */
export function sparsityNote({ zeros, elements, parameters }: Sparsity): Note {
  const percent = (part: number, whole: number) => `${Number((100 * part / Math.max(1, whole)).toPrecision(3))} %`;
  const sparsest = parameters.filter((each) => each.zeros > 0).toSorted((a, b) => b.zeros / b.elements - a.zeros / a.elements).slice(
    0,
    MOST,
  );
  const named = sparsest.map((each) => `${each.name} ${percent(each.zeros, each.elements)}`).join(", ");
  return {
    kind: "sparsity",
    text: `${zeros.toLocaleString("en-US")} of ${elements.toLocaleString("en-US")} elements of the parameters are 0 (${
      percent(zeros, elements)
    })${named && `: ${named}`}`,
    tensors: sparsest.map(({ name }) => name),
  };
}
