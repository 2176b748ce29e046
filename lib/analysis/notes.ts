/**
 * What a reader of the numbers should know.
 *
 * @module
 */
import type { TypedModel } from "./typed_model.ts";
import { mergedNormsText } from "./merged_norms.ts";
import type { StoredTensor, StoredTensors } from "./stored_tensors.ts";

/** A remark on a profile. */
export interface Note {
  /** What kind of remark it is. */
  readonly kind:
    | "input"
    | "shared-storage"
    | "may-be-tied"
    | "unused"
    | "subgraph"
    | "recovered"
    | "guessed"
    | "no-graph"
    | "weights"
    | "leftovers"
    | "sparsity"
    | "merged-norms";
  /** The remark in words. */
  readonly text: string;
  /** Names of the tensors that it is about. */
  readonly tensors: readonly string[];
}

/** Collects the remarks on a model. */
export function findNotes(typed: TypedModel, stored: StoredTensors): Note[] {
  return [
    ...typed.notes.map((text): Note => ({ kind: "input", text, tensors: [] })),
    ...mergedNorms(typed, stored),
    ...tiedPairs(typed, stored),
    ...sharedStorage(stored),
    ...unusedTensors(stored),
    ...unusedParameters(stored),
    ...subgraphs(typed),
    ...recoveredNames(stored),
  ];
}

/** Names that the file has lost, and PyTorch's names stand in for. */
function recoveredNames({ all }: StoredTensors): Note[] {
  const found = all.filter(({ recovered }) => recovered !== undefined);
  const [first] = found;
  if (first === undefined) return [];
  const folded = found.some(({ recovered }) => recovered?.folded);
  const text = `${found.length === 1 ? "the name of a tensor is" : `the names of ${found.length} tensors are`} recovered from where ${
    found.length === 1 ? "it is" : "they are"
  } used: ${first.name} is ${first.recovered!.from} in the file${
    folded ? "; convolutions hold the normalizations that followed them" : ""
  }`;
  return [{ kind: "recovered", text, tensors: found.map(({ name }) => name) }];
}

function mergedNorms(typed: TypedModel, stored: StoredTensors): Note[] {
  const text = mergedNormsText(typed, stored);
  return text === undefined ? [] : [{ kind: "merged-norms", text, tensors: [] }];
}

/** What stands in a body that runs depending on data is in no sum: neither its work nor the weights that it stores itself. */
function subgraphs({ nodes }: TypedModel): Note[] {
  const holders = nodes.filter(({ node, runsBodies }) =>
    !runsBodies && node.attributes.values().some((value) => typeof value === "object" && "nodes" in value)
  );
  if (holders.length === 0) return [];
  const names = holders.map(({ node }) => `${node.op} ${node.name}`.trim()).join(", ");
  return [{ kind: "subgraph", text: `the subgraphs of ${names} are not followed: what they compute and store is in no sum`, tensors: [] }];
}

/**
 * An embedding's table and a matrix of the same sizes that the output is multiplied with: one tensor in many language models. Exporters that transpose weights
 * store it twice, and only the values could tell.
 */
function tiedPairs(typed: TypedModel, stored: StoredTensors): Note[] {
  const tables: StoredTensor[] = [];
  const matrices: StoredTensor[] = [];
  for (const { node } of typed.nodes) {
    const [first, second] = node.inputs.map((input) => stored.rootOf(input));
    if (node.op === "Gather" && first?.role === "parameter") tables.push(first);
    if ((node.op === "MatMul" || node.op === "Gemm") && second?.role === "parameter") matrices.push(second);
  }
  return tables.flatMap((table) =>
    matrices.filter((matrix) => matrix !== table && mayBeTransposed(table, matrix)).map((matrix): Note => ({
      kind: "may-be-tied",
      text: `${table.name} [${table.tensor.shape.join(", ")}] and ${matrix.name} [${
        matrix.tensor.shape.join(", ")
      }] may be one tied tensor stored twice: both are counted`,
      tensors: [table.name, matrix.name],
    }))
  );
}

function mayBeTransposed({ tensor: a }: StoredTensor, { tensor: b }: StoredTensor): boolean {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[0] === a.shape[1]) return false;
  return a.dtype === b.dtype &&
    (a.shape[0] === b.shape[1] && a.shape[1] === b.shape[0] || a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1]);
}

function sharedStorage({ all }: StoredTensors): Note[] {
  const shared = all.filter((tensor) => tensor.sharesStorageWith !== undefined);
  if (shared.length === 0) return [];
  const text =
    `${shared.length} tensors share another's storage since the exporter merged equal values; each is counted under its own name`;
  return [{ kind: "shared-storage", text, tensors: shared.map((tensor) => tensor.name) }];
}

function unusedTensors({ all }: StoredTensors): Note[] {
  const unused = all.filter((tensor) => tensor.firstUse === undefined && tensor.role === "constant" && tensor.tensor.byteLength > 1024);
  if (unused.length === 0) return [];
  const bytes = unused.reduce((total, { tensor }) => total + tensor.byteLength, 0);
  return [{
    kind: "unused",
    text: `${unused.length === 1 ? "a stored tensor is" : `${unused.length} stored tensors are`} used by no node at inference (${
      bytes.toLocaleString("en")
    } bytes): no parameters`,
    tensors: unused.map((t) => t.name),
  }];
}

/** A network's own words count what a file of it would not hold: what its forward never touches, such as a classifier that only training uses. */
function unusedParameters({ all }: StoredTensors): Note[] {
  const unused = all.filter(({ firstUse, role, tensor }) =>
    firstUse === undefined && role === "parameter" && tensor.declared === "parameter"
  );
  if (unused.length === 0) return [];
  const elements = unused.reduce((total, { tensor }) => total + tensor.shape.reduce((a, b) => a * b, 1), 0);
  const text = `${unused.length} parameters of ${
    elements.toLocaleString("en")
  } elements are not used by the forward: PyTorch counts them, a file would not hold them`;
  return [{ kind: "unused", text, tensors: unused.map((tensor) => tensor.name) }];
}
