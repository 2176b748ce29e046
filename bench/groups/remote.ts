import { toOnnx, zoo } from "../../mod.ts";
import { writeInlineWeights } from "../models.ts";
import { serveRanges } from "../serve_ranges.ts";
import { runSubject } from "../subject.ts";
import { type Bench, bytes, line, ms, type OwnRun } from "./group.ts";

/** How late each answer of the server is. */
const DELAY = 30;

/** Models behind an address: bytes and round trips. */
export async function measureRemote({ folder }: Bench): Promise<void> {
  console.log(`\nRemote, by HTTP ranges from loopback, each answer ${DELAY} ms late`);
  const gpt2 = zoo.gpt2();
  await Deno.writeFile(`${folder}/gpt2.onnx`, await toOnnx(gpt2));
  await measureFile(folder, "GPT-2 with inline weights", "gpt2.onnx", 148);
  await Deno.writeFile(`${folder}/gpt2.onnx`, await toOnnx(gpt2, { weights: "external" }));
  await measureFile(folder, "GPT-2 with external weights", "gpt2.onnx");
  await Deno.writeFile(`${folder}/resnet50.onnx`, await toOnnx(zoo.resnet50()));
  await measureFile(folder, "ResNet-50 with inline weights", "resnet50.onnx");
  await writeInlineWeights(`${folder}/inline.onnx`, 300, 1265);
  await measureFile(folder, "1.9 GB of inline weights, 300 tensors", "inline.onnx", 300);
}

async function measureFile(folder: string, title: string, name: string, tensors?: number): Promise<void> {
  await using server = serveRanges(folder, DELAY);
  const own = await runSubject<OwnRun>("flopbook.ts", `${server.url}${name}`, "0", "{}");
  const { rounds, requests } = server.served;
  const chain = tensors === undefined ? undefined : `${(100 * rounds / tensors).toFixed(0)} % of one for each tensor`;
  const share = `${bytes(own.bytesRead)} of ${bytes(own.bytes)} (${(100 * own.bytesRead / own.bytes).toPrecision(2)} %)`;
  console.log(title);
  line("flopbook", ms(own.firstMs), share, `${rounds} round trips, ${requests} requests`, chain);
  await Deno.remove(`${folder}/${name}`);
}
