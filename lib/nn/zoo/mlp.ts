/**
 * The two linear layers of vision transformers. Names and details as torchvision 0.14.1's `ops/misc.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";

/** Up to `hidden`, GELU, and down again. */
export class MLP extends nn.Sequential {
  /** Layers for values whose last size is `size`. */
  constructor(size: number, hidden: number) {
    super(new nn.Linear(size, hidden), new nn.GELU(), new nn.Dropout(0), new nn.Linear(hidden, size), new nn.Dropout(0));
    for (const layer of this) {
      if (!(layer instanceof nn.Linear)) continue;
      layer.weight.init = nn.init.xavierUniform();
      layer.bias!.init = nn.init.normal(0, 1e-6);
    }
  }
}
