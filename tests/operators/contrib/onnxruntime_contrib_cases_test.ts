/** Operators of onnxruntime's own domain against what onnxruntime computed: the types of what came out, with the inputs' values known and not. */
import { assertEquals } from "@std/assert";
import type { DType } from "../../../lib/model/dtype.ts";
import type { AttributeValue } from "../../../lib/model/model.ts";
import { Unknown } from "../../../lib/operators/operand.ts";
import { type Applied, apply, type Given } from "../_apply.ts";

type Stored = readonly [dtype: DType, shape: readonly number[], elements: readonly number[] | null];

interface Case {
  readonly op: string;
  readonly attributes: { readonly [name: string]: AttributeValue };
  readonly inputs: readonly (Stored | null)[];
  readonly outputs: readonly (readonly [dtype: DType, shape: readonly number[]])[];
}

/** The first line says where they are from. */
const [, ...LINES] = (await Deno.readTextFile(new URL("../../data/onnxruntime_contrib_cases.jsonl", import.meta.url))).trimEnd().split(
  "\n",
);
const CASES = LINES.map((line): Case => JSON.parse(line));

/** Their sizes are the data's, even where the values that say how are known. */
const DATA_DEPENDENT = new Set(["BifurcationDetector", "DynamicTimeWarping", "Tokenizer"]);

function given(stored: Stored | null, withValues: boolean): Given {
  if (stored === null) return undefined;
  const [dtype, shape, elements] = stored;
  return { dtype, shape, ...(withValues && elements && { value: elements }) };
}

function applied({ op, attributes, inputs, outputs }: Case, withValues: boolean): Applied {
  const operands = inputs.map((input) => given(input, withValues));
  return apply(op, operands, { domain: "com.microsoft", attributes, outputs: outputs.length });
}

/** What is answered, each size that is not known as the one that came out. */
function answered({ types, shapes, dtypes }: Applied, outputs: Case["outputs"]): Case["outputs"] {
  return outputs.map(([dtype, shape], index): readonly [DType, readonly number[]] => {
    if (types[index] === undefined) return [dtype, shape];
    return [dtypes[index]!, shapes[index]!.map((size, axis) => typeof size === "number" ? size : shape[axis]!)];
  });
}

Deno.test("com.microsoft: with values known, types are onnxruntime's", () => {
  for (const one of CASES) {
    const { shapes, dtypes } = applied(one, true);
    const all = shapes.map((shape, index) => [dtypes[index], shape]);
    if (!DATA_DEPENDENT.has(one.op)) assertEquals([one.op, all], [one.op, one.outputs]);
  }
});

Deno.test("com.microsoft: with values known or not, no type contradicts onnxruntime's", () => {
  for (const one of CASES) {
    for (const withValues of [true, false]) {
      let result: Applied;
      try {
        result = applied(one, withValues);
      } catch (error) {
        if (error instanceof Unknown && !withValues) continue;
        throw error;
      }
      assertEquals([one.op, answered(result, one.outputs)], [one.op, one.outputs]);
    }
  }
});
