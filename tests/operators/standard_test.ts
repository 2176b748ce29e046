import { assertEquals } from "@std/assert";
import { operatorOf, OPERATORS } from "../../lib/operators/mod.ts";
import standard from "../data/onnx_operators.json" with { type: "json" };

/** Operators that run a graph of their own: their rules are the analysis's, which follows that graph. */
const CONTROL_FLOW = ["If", "Loop", "Scan", "SequenceMap"];

Deno.test("every operator of the standard has a definition", () => {
  const missing = Object.entries(standard.operators).flatMap(([domain, names]) =>
    names.filter((name) => operatorOf(domain, name) === undefined && !CONTROL_FLOW.includes(name)).map((name) => `${domain}::${name}`)
  );
  assertEquals(missing, []);
  assertEquals(Object.values(standard.operators).flat().length >= 226, true);
});

Deno.test("no operator is defined twice, and each has a sentence that says what it does", () => {
  const names = OPERATORS.map(({ domain = "ai.onnx", name }) => `${domain}::${name}`);
  assertEquals(names.length, new Set(names).size);
  assertEquals(OPERATORS.filter(({ summary }) => !summary.endsWith(".")).map(({ name }) => name), []);
});
