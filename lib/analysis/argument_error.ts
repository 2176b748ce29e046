import { printableMessage } from "../model/printable.ts";

/**
 * Thrown when a caller asks for something that the model does not have, or in a way that contradicts it.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { profile } from "../../mod.ts";
 *
 * await assertRejects(() => profile("examples/resnet50.onnx", { dims: { batch: 8 } }), ArgumentError, 'Cannot set dimension "batch"');
 * ```
 */
export class ArgumentError extends TypeError {
  /** The class's name. */
  override readonly name = "ArgumentError";

  /** Takes the message, in which names from a model file may be quoted: they steer no terminal, and long ones are cut. */
  constructor(message: string) {
    super(printableMessage(message));
  }
}
