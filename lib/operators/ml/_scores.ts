/** What the classical models have in common: rows of features in, labels and scores out. */
import { type Dim, multiply } from "../../model/dim.ts";
import type { TensorType } from "../../model/types.ts";
import { tensorType } from "../_tensor_type.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { softmaxWork } from "../softmax.ts";
import { repeatWork, type Work } from "../work.ts";

/** The domain of the standard's classical models. */
export const ML = "ai.onnx.ml";

/** How many rows of features there are: `[C]` is one. */
export function rowsOf(X: Operand): Dim {
  if (X.rank !== 1 && X.rank !== 2) throw new Contradiction(`X must have rank 1 or 2: current shape is [${X.shape.join(", ")}]`);
  return X.rank === 1 ? 1 : X.shape[0]!;
}

/** The type of a label for each row: texts where there are labels that are texts, else whole numbers. */
export function labelType(X: Operand, texts: readonly string[] | undefined): TensorType {
  return tensorType(texts?.length ? "string" : "int64", [rowsOf(X)]);
}

/** How many labels there are. */
export function labelCount(texts: readonly string[] | undefined, numbers: readonly number[] | undefined): number {
  return texts?.length || numbers?.length || 0;
}

/** The work of bringing scores, `columns` a row, into the wanted form. */
export function transformWork(transform: string, rows: Dim, columns: number): Work {
  const size = multiply(rows, columns);
  switch (transform) {
    case "LOGISTIC":
      return { signs: size, exps: size, adds: size, divs: size };
    case "SOFTMAX":
      return softmaxWork(size, rows);
    case "SOFTMAX_ZERO": // scores that are 0 stay 0
      return { ...softmaxWork(size, rows), compares: multiply(size, 2) };
    case "PROBIT": // √2 · erf⁻¹(2x − 1)
      return repeatWork({ muls: 2, adds: 1, erfs: 1 }, size);
    default:
      return {};
  }
}
