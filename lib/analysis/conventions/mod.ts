/**
 * The tools' ways of counting, by name.
 *
 * To add one: a file in this folder, a line here, a test in `tests/analysis/conventions`.
 *
 * @module
 */
import { ArgumentError } from "../argument_error.ts";
import type { Convention, Network } from "./convention.ts";
import { type ConventionCount, countBy, type CountOptions, type Counts } from "./count.ts";
import { calflops } from "./calflops.ts";
import { deepspeed } from "./deepspeed.ts";
import { flopbook } from "./flopbook.ts";
import { fvcore } from "./fvcore.ts";
import { onnxTool } from "./onnx_tool.ts";
import { onnxsim } from "./onnxsim.ts";
import { ptflops } from "./ptflops.ts";
import { ptflopsAten } from "./ptflops_aten.ts";
import { thop } from "./thop.ts";
import { thopUltralytics } from "./thop_ultralytics.ts";
import { torch } from "./torch.ts";
import { torchinfo } from "./torchinfo.ts";
import { torchvision } from "./torchvision.ts";

/** Every convention, in the order in which they are shown. */
export const CONVENTIONS: readonly Convention[] = [
  flopbook,
  thop,
  thopUltralytics,
  fvcore,
  torchinfo,
  ptflops,
  ptflopsAten,
  calflops,
  deepspeed,
  torch,
  torchvision,
  onnxTool,
  onnxsim,
];

/**
 * The convention of that name.
 *
 * @throws {ArgumentError} If there is none.
 */
export function conventionOf(name: string, conventions: readonly Convention[] = CONVENTIONS): Convention {
  const convention = conventions.find((each) => each.name === name);
  if (convention !== undefined) return convention;
  throw new ArgumentError(`Cannot count by convention "${name}" as it must be one of: ${conventions.map(({ name }) => name).join(", ")}`);
}

/** One network counted by any convention: nothing is computed before it is asked for, and nothing twice. */
export class ConventionCounts implements Counts {
  readonly #network: () => Network;
  readonly #options: CountOptions;
  readonly #conventions: readonly Convention[];
  readonly #counts = new Map<string, ConventionCount>();

  /** Counts the network that the function gives, which is called at most once. */
  constructor(network: () => Network, options: CountOptions = {}, conventions: readonly Convention[] = CONVENTIONS) {
    let known: Network | undefined;
    this.#network = () => known ??= network();
    this.#options = options;
    this.#conventions = conventions;
  }

  /**
   * The network counted by the convention of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  by(name: string): ConventionCount {
    let count = this.#counts.get(name);
    if (count === undefined) this.#counts.set(name, count = countBy(conventionOf(name, this.#conventions), this.#network(), this.#options));
    return count;
  }

  /** What is counted. */
  get network(): Network {
    return this.#network();
  }

  /** The network counted by every convention, in the order in which they are shown. */
  all(): ConventionCount[] {
    return this.#conventions.map(({ name }) => this.by(name));
  }

  /** The same with the normalisations that the exporter has merged with convolutions counted. */
  unfolded(): ConventionCounts {
    return new ConventionCounts(this.#network, { ...this.#options, unfold: true }, this.#conventions);
  }
}

/**
 * What is counted.
 *
 * @throws {TypeError} If the counts are not this module's.
 */
export function networkOf(counts: Counts): Network {
  if (counts instanceof ConventionCounts) return counts.network;
  throw new TypeError("Cannot tell what is counted as the counts must be those of a profile");
}
