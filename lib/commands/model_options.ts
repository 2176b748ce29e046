/**
 * The options that every command takes which reads a model.
 *
 * @module
 */
import type { ProfileOptions } from "../profile.ts";
import type { Arguments, CommandOption } from "./arguments.ts";
import { readNamed, readShape, readSize, readValue } from "./named_values.ts";
import type { ProgressLine } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** What may be said of a model's inputs. */
export const MODEL_OPTIONS: readonly CommandOption[] = [
  { name: "input", value: "NAME=1x3x224x224", help: ["the shape of an input (a scalar's is NAME=); may be given again"] },
  { name: "dim", value: "NAME=VALUE", help: ["the value of a free dimension; may be given again"] },
  { name: "value", value: "NAME=JSON", help: ["the contents of a small input that decides shapes; may be given again"] },
];

/** What was said of a model's inputs, with a line that follows how it is read. */
export function modelOptions(given: Arguments, progress: ProgressLine): ProfileOptions {
  return {
    inputs: readNamed("input", "NAME=1x3x224x224", given.texts("input"), readShape),
    dims: readNamed("dim", "NAME=VALUE", given.texts("dim"), readSize),
    values: readNamed("value", "NAME=JSON", given.texts("value"), readValue),
    onProgress: (step) => progress.showRead(step),
  };
}

/**
 * The one model that a command takes.
 *
 * @throws {UsageError} If there is none, or more than one.
 */
export function oneModel({ operands }: Arguments): string {
  if (operands.length === 1) return operands[0]!;
  throw new UsageError(operands.length === 0 ? "MODEL is missing" : `one MODEL is wanted: ${operands.join(" ")}`);
}
