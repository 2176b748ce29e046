/**
 * Installs what the tests need where it may, runs every test, the examples in the documentation among them, and ends with `N passed, M failed, K skipped` from the runner's own report.
 *
 * Extra arguments go to `deno test`: `deno task test --filter Conv`.
 */
import { setUp } from "./set_up.ts";

await setUp();
const report = await Deno.makeTempFile({ suffix: ".xml" });
// What tests load aside (onnxruntime, Vega) would be written into the lock file, and whatever stands there is downloaded by everyone: a copy takes it.
const lock = await Deno.makeTempFile({ suffix: ".lock" });
await Deno.copyFile(new URL("../deno.lock", import.meta.url), lock);
const args = ["test", "--doc", "-A", `--lock=${lock}`, `--junit-path=${report}`, "tests", "lib", "mod.ts", "README.md", ...Deno.args];
const { code } = await new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "inherit", stderr: "inherit" }).spawn().status;
const xml = await Deno.readTextFile(report).finally(() => Promise.all([report, lock].map((path) => Deno.remove(path))));

const cases = xml.split("<testcase ").slice(1).map((text) => text.split("</testcase>")[0]!);
const skipped = cases.filter((text) => text.includes("<skipped"));
const failed = cases.filter((text) => /<(failure|error)\b/.test(text));
for (const text of skipped) console.log(`skipped: ${/name="([^"]*)"/.exec(text)?.[1]}`);
console.log(`${cases.length - skipped.length - failed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
Deno.exit(code !== 0 || cases.length === 0 ? 1 : 0);
