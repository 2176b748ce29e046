import { assertEquals, assertStrictEquals } from "@std/assert";
import { executionOrder } from "../../lib/analysis/execution_order.ts";
import { node } from "./_models.ts";

const flat = (outputs: string, ...inputs: string[]) => ({ node: node({ op: "Relu", inputs, outputs: [outputs] }) });
const names = (list: readonly { node: { outputs: readonly string[] } }[]) => list.map(({ node }) => node.outputs[0]).join("");

Deno.test("a sorted list stays the very same list", () => {
  const nodes = [flat("a", "x"), flat("b", "a"), flat("c", "x")];
  assertStrictEquals(executionOrder(nodes).ordered, nodes);
});

Deno.test("unsorted nodes come behind what they need, else in the file's order", () => {
  const { ordered, cyclic } = executionOrder([flat("d", "b", "c"), flat("c", "a"), flat("b", "a"), flat("a", "x"), flat("e", "x")]);
  assertEquals(names(ordered), "acbde");
  assertEquals(cyclic, []);
});

Deno.test("nodes that wait for each other are told", () => {
  const { ordered, cyclic } = executionOrder([flat("a", "b"), flat("b", "a"), flat("c", "x"), flat("d", "b")]);
  assertEquals(names(ordered), "c");
  assertEquals(names(cyclic), "abd");
});

Deno.test("a node that waits for itself is told", () => {
  assertEquals(names(executionOrder([flat("c", "x"), flat("a", "a")]).cyclic), "a");
});
