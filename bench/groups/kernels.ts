import { runSubject } from "../subject.ts";
import { line, ms } from "./group.ts";

/** What the subject `measure.ts` prints. */
export interface MeasuredRun {
  readonly milliseconds: readonly number[];
  readonly mappedShare: number;
  readonly unexplainedShare: number;
  readonly lost: number;
  readonly isComplete: boolean;
  readonly bytes: number;
  readonly bytesRead: number;
}

/** Every folded model of the zoo that lies beside the repository; where there is none, those in it. */
const ZOOS = ["../../../shared/zoo/models/", "../../tests/data/zoo/"].map((path) => new URL(path, import.meta.url));

/** How much of the runtime's kernel time is told whose it is. */
export async function measureKernels(): Promise<void> {
  console.log("\nKernel time that is mapped to the model's nodes, with random weights on one thread");
  const folder = await Deno.stat(ZOOS[0]!).then(() => ZOOS[0]!, () => ZOOS[1]!);
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).filter((name) => name.endsWith(".fold.onnx")).sort();
  let least = 1;
  for (const name of names) {
    const { mappedShare, unexplainedShare, lost, isComplete, milliseconds } = await runSubject<MeasuredRun>(
      "measure.ts",
      decodeURIComponent(new URL(name, folder).pathname),
      "random",
      "5",
    );
    least = Math.min(least, mappedShare);
    line(
      name,
      `${percent(mappedShare)} mapped`,
      `shortest run ${ms(Math.min(...milliseconds))}`,
      `${percent(unexplainedShare)} more than its counts explain`,
      lost === 0 ? undefined : `${lost} nodes with macs have no kernel`,
      isComplete ? undefined : "not all macs are in a kernel",
    );
  }
  line("the least of all", `${percent(least)} mapped`, "wanted: 95 % of each");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
