/** Operators that look values up, and those on maps. A look-up moves data. */
import { lookUp } from "../../model/look_up.ts";
import type { DType } from "../../model/dtype.ts";
import type { MapType } from "../../model/types.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { ML } from "./_scores.ts";

/** Texts become whole numbers, and these texts. */
function otherType(X: Operand): DType {
  const dtype = knownDType(X);
  if (dtype !== "string" && dtype !== "int64") throw new Unknown(`X is neither known as text nor as whole numbers: it is ${dtype}`);
  return dtype === "string" ? "int64" : "string";
}

const categoryMapper = defineOperator({
  name: "CategoryMapper",
  domain: ML,
  summary: "For each text its number, or for each number its text.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    cats_int64s: optional.ints,
    cats_strings: optional.strings,
    default_int64: optional.int,
    default_string: optional.string,
  },
  shape: ({ X }) => [tensorType(otherType(X), X.shape)],
  work: () => ({ free: "movement" }),
});

const labelEncoder = defineOperator({
  name: "LabelEncoder",
  domain: ML,
  summary: "For each key its value.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    classes_strings: optional.strings,
    default_float: 0,
    default_int64: -1,
    default_string: "_Unused",
    default_tensor: optional.tensor,
    keys_floats: optional.floats,
    keys_int64s: optional.ints,
    keys_strings: optional.strings,
    keys_tensor: optional.tensor,
    values_floats: optional.floats,
    values_int64s: optional.ints,
    values_strings: optional.strings,
    values_tensor: optional.tensor,
  },
  shape({ X }, { values_floats, values_int64s, values_strings, values_tensor }) {
    const lists: readonly [DType | undefined, unknown][] = [
      [values_tensor?.dtype, values_tensor],
      ["string", values_strings],
      ["int64", values_int64s],
      ["float32", values_floats],
    ];
    const found = lists.find(([, list]) => list !== undefined);
    return [tensorType(found === undefined ? otherType(X) : found[0], X.shape)];
  },
  work: () => ({ free: "movement" }),
});

function mapOf({ type, name }: Operand): MapType {
  if (type === undefined) throw new Unknown(`the type of ${name} is not known`);
  if (type.kind !== "map") throw new Contradiction(`${name} must be a map: it is a ${type.kind}`);
  return type;
}

const castMap = defineOperator({
  name: "CastMap",
  domain: ML,
  summary: "A map's values in the order of their keys.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { cast_to: "TO_FLOAT", map_form: "DENSE", max_map: 1 },
  // The standard says that the result has one axis; runtimes give it two.
  shape(_, { cast_to }) {
    const dtype = lookUp<DType>({ TO_FLOAT: "float32", TO_INT64: "int64", TO_STRING: "string" }, cast_to);
    if (dtype === undefined) throw new Contradiction(`cast_to must be TO_FLOAT, TO_INT64 or TO_STRING: current value is ${cast_to}`);
    return [{ kind: "tensor", dtype }];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { Y }) => ({ X: Y.size }),
});

const dictVectorizer = defineOperator({
  name: "DictVectorizer",
  domain: ML,
  summary: "A map's values, each at its key's place in a vocabulary.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { int64_vocabulary: optional.ints, string_vocabulary: optional.strings },
  shape({ X }, { int64_vocabulary, string_vocabulary }) {
    const { value } = mapOf(X);
    return [tensorType(value?.kind === "tensor" ? value.dtype : undefined, [1, (string_vocabulary ?? int64_vocabulary ?? []).length])];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { Y }) => ({ X: Y.size }),
});

const zipMap = defineOperator({
  name: "ZipMap",
  domain: ML,
  summary: "For each row, a map from class labels to its elements.",
  inputs: ["X"],
  outputs: ["Z"],
  attributes: { classlabels_int64s: optional.ints, classlabels_strings: optional.strings },
  shape(_, { classlabels_strings }) {
    const key = classlabels_strings?.length ? "string" : "int64";
    return [{ kind: "sequence", element: { kind: "map", key, value: tensorType("float32", []) } }];
  },
  work: () => ({ free: "movement" }),
  writes: ({ X }) => ({ Z: X.size }),
});

/** The operators that look values up, and those on maps. */
export const dictionaryOperators: readonly Operator[] = [castMap, categoryMapper, dictVectorizer, labelEncoder, zipMap];
