/** The declarations against what onnxruntime registers and documents: names of operands in order, attributes, defaults. */
import { assertEquals } from "@std/assert";
import type { AttributeDeclaration } from "../../../lib/operators/define.ts";
import { operatorOf } from "../../../lib/operators/mod.ts";
import stated from "../../data/onnxruntime_schemas.json" with { type: "json" };

type Value = number | string | readonly unknown[] | null;

interface Schema {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: { readonly [name: string]: Value };
}

const SCHEMAS = Object.entries(stated.schemas as unknown as { readonly [key: string]: Schema });

/** The standard's own operators in another domain, whose operands and attributes have the standard's newer names. */
const RENAMED = new Set(["BatchNormalization", "GridSample", "Pad", "Range", "Trilu"]);

/** Wherever one declares fewer of either, it is the documents that are newer or the older versions' attributes that are kept. */
function startAlike(ours: readonly string[], theirs: readonly string[]): boolean {
  return theirs.every((mark, index) => ours[index]?.replace("?", "") === mark.replace("?", ""));
}

/** True where a default is the same, or says the same: no size, no beginning, one of two words for a mode. */
function isSameDefault(ours: AttributeDeclaration, theirs: Value): boolean {
  if (theirs === null) return true;
  if (typeof ours === "object" && !Array.isArray(ours)) return theirs === -1;
  if (typeof theirs === "number") return typeof ours === "number" && Math.abs(ours - theirs) <= 1e-6 * Math.abs(theirs);
  return JSON.stringify(ours) === JSON.stringify(theirs) || theirs === "bilinear";
}

Deno.test("every operator that onnxruntime documents or registers has a definition", () => {
  const keys = [...stated.documented.map((name) => `com.microsoft::${name}`), ...SCHEMAS.map(([key]) => key)];
  assertEquals(keys.filter((key) => operatorOf(...key.split("::") as [string, string]) === undefined), []);
  assertEquals(stated.documented.length >= 128 && SCHEMAS.length >= 159, true);
});

Deno.test("operands have onnxruntime's names in its order", () => {
  for (const [key, { inputs, outputs }] of SCHEMAS) {
    const [domain, name] = key.split("::") as [string, string];
    const operator = operatorOf(domain, name)!;
    if (RENAMED.has(name)) continue;
    assertEquals([key, startAlike(operator.inputs, inputs), startAlike(operator.outputs, outputs)], [key, true, true]);
  }
});

Deno.test("attributes have onnxruntime's names and defaults", () => {
  for (const [key, { attributes }] of SCHEMAS) {
    const [domain, name] = key.split("::") as [string, string];
    const declared = operatorOf(domain, name)!.attributes;
    const wrong = Object.entries(attributes).filter(([attribute, value]) => {
      return declared[attribute] === undefined || !isSameDefault(declared[attribute], value);
    });
    assertEquals([key, wrong], [key, []]);
  }
});
