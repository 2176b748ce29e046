/**
 * Checks that a smaller file is still the same network: one in another precision is, one with another layer is not (exit code 1).
 *
 * Run: `deno run --allow-read examples/compare_two.ts [BEFORE AFTER]`
 *
 * Without code: `deno task compare BEFORE AFTER`
 */
import { compare } from "../mod.ts";

const zoo = new URL("../tests/data/zoo/", import.meta.url);
const [before = new URL("resnet18.keep.onnx", zoo), after = new URL("resnet18.fp16.onnx", zoo)] = Deno.args;

const comparison = await compare(before, after);
console.log(String(comparison));

const isOneNetwork = comparison.toJSON().networks.length === 1;
Deno.exitCode = isOneNetwork ? 0 : 1;
