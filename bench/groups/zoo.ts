import { median, repeat, runSubject } from "../subject.ts";
import { type Bench, line, ms } from "./group.ts";

/** Networks of the zoo: built, traced and profiled in a process that has the module already. */
export async function measureZoo({ runs }: Bench): Promise<void> {
  console.log("\nNetworks of the zoo, from their description to their profile");
  for (const [name, options, wanted] of [["resnet50", { numClasses: 99 }, "100 ms, 120 MB"], ["gpt2_xl", {}, "300 ms"]] as const) {
    const all = await repeat(runs, () => runSubject<{ ms: number; peakMiB: number }>("network.ts", name, JSON.stringify(options)));
    line(
      name,
      ms(median(all.map((run) => run.ms))),
      `peak ${median(all.map((run) => run.peakMiB)).toFixed(0)} MiB`,
      `wanted: under ${wanted}`,
    );
  }
}
