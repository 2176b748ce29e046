/**
 * Profiles a model and reads single numbers from the answer.
 *
 * Run: `deno run --allow-read examples/profile_file.ts [MODEL]`
 */
import { profile } from "../mod.ts";

const report = await profile(Deno.args[0] ?? new URL("resnet50.onnx", import.meta.url));

console.log(`parameters   ${report.parameters.toLocaleString()}`);
console.log(`macs         ${report.macs.toLocaleString()}`);
console.log(`peak         ${report.peak.activationBytes.toLocaleString()} bytes of activations at ${report.peak.node}`);

const heaviest = report.modules.filter((module) => module.type !== "Module").toSorted((a, b) => Number(b.macs) - Number(a.macs));
for (const { name, type, macs } of heaviest.slice(0, 5)) console.log(`${name.padEnd(16)} ${type.padEnd(8)} ${macs.toLocaleString()} macs`);
