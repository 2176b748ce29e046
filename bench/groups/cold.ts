import { toOnnx, zoo } from "../../mod.ts";
import { median, repeat, runSubject } from "../subject.ts";
import { type Bench, line, ms, type OwnRun } from "./group.ts";

/** From a process's start to its first profile. */
export async function measureCold({ folder, runs }: Bench): Promise<void> {
  console.log("\nCold: import and first profile in a new process");
  const file = `${folder}/resnet50.onnx`;
  await Deno.writeFile(file, await toOnnx(zoo.resnet50()));
  const all = await repeat(runs, () => runSubject<OwnRun>("flopbook.ts", file, "1", "{}"));
  const of = (pick: (run: OwnRun) => number) => median(all.map(pick));
  console.log("ResNet-50 with weights");
  line(
    "flopbook",
    `import ${ms(of((run) => run.importMs))}`,
    `first profile ${ms(of((run) => run.firstMs))}`,
    `peak ${of((run) => run.peakMiB).toFixed(0)} MiB`,
  );
  await Deno.remove(file);
}
