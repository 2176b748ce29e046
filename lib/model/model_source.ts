import type { Dim } from "./dim.ts";
import type { Model } from "./model.ts";

/** How a network is made a model. */
export interface ModelSourceOptions {
  /** Shapes of the inputs by name; a text names a free dimension. */
  readonly inputs?: Readonly<Record<string, readonly (Dim | string)[]>>;
  /** The version of the operator set that is written. */
  readonly opset?: number;
  /** The seed of the weights. */
  readonly seed?: number;
}

/** A network that a program has written, such as an `nn.Module`. */
export interface ModelSource {
  /** The network as a model. */
  toModel(options?: ModelSourceOptions): Model;
}
