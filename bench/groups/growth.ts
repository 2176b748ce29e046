import { writeDeepGraph } from "../models.ts";
import { median, repeat, runSubject } from "../subject.ts";
import { type Bench, line, ms, type OwnRun } from "./group.ts";

/** How the time of a profile grows with the number of nodes. */
export async function measureGrowth({ folder, runs }: Bench): Promise<void> {
  console.log("\nGrowth: a residual network of many small nodes");
  const firsts = new Map<number, number>();
  for (const count of [10_000, 20_000, 50_000]) {
    const file = `${folder}/deep.onnx`;
    await writeDeepGraph(file, count);
    const all = await repeat(runs, () => runSubject<OwnRun>("flopbook.ts", file, "1", "{}"));
    const first = median(all.map((run) => run.firstMs));
    firsts.set(count, first);
    const parts = Object.keys(all[0]!.parts).map((name) => `${name} ${ms(median(all.flatMap((run) => run.parts[name]!)))}`);
    const growth = firsts.size > 1 ? `${(first / firsts.get(10_000)!).toFixed(1)} × that of 10,000` : undefined;
    line(
      `${count.toLocaleString("en")} nodes`,
      `first profile ${ms(first)}`,
      growth,
      `${ms(median(all.map((run) => run.warm[0]!)))} once warm`,
      `in parts: ${parts.join(", ")}`,
    );
  }
}
