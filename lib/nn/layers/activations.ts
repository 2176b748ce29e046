/**
 * Activations without numbers of their own. Words and texts as in PyTorch 1.13 (torch/nn/modules/activation.py).
 *
 * @module
 */
import * as f from "../functional/activations.ts";
import { Module } from "../module.ts";
import { readOptions } from "../options.ts";
import type { Value } from "../value.ts";
import { expectValue } from "./expect.ts";

/** Options of an activation that may write into its input. */
export interface InplaceOptions {
  /** Whether PyTorch would reuse the input's memory: false. A model file does not tell. */
  readonly inplace?: boolean;
}

/** A function of each element by itself. */
export abstract class Activation extends Module {
  /** Whether PyTorch would reuse the input's memory. */
  protected readonly inplace: boolean;

  /** An activation. */
  constructor(options?: InplaceOptions) {
    super();
    this.inplace = readOptions(this.type, options, { inplace: false }).inplace;
  }

  /** The function. */
  protected abstract run(x: Value): Value;

  /** The same shape. */
  override forward(x: Value): Value {
    expectValue(x);
    return this.run(x);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}

/** What is above 0. */
export class ReLU extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.relu(x);
  }
}

/** What is above 0, at most 6. */
export class ReLU6 extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.relu6(x);
  }
}

/** The self-normalising exponential unit. */
export class SELU extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.selu(x);
  }
}

/** `x·sigmoid(x)`, also called swish. */
export class SiLU extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.silu(x);
  }
}

/** `x·tanh(softplus(x))`. */
export class Mish extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.mish(x);
  }
}

/** `x·hardsigmoid(x)`. */
export class Hardswish extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.hardswish(x);
  }

  /** PyTorch prints nothing here. */
  override extraRepr(): string {
    return "";
  }
}

/** A line from 0 at −3 to 1 at 3. */
export class Hardsigmoid extends Activation {
  /** The function. */
  protected override run(x: Value): Value {
    return f.hardsigmoid(x);
  }

  /** PyTorch prints nothing here. */
  override extraRepr(): string {
    return "";
  }
}

/** The logistic function. */
export class Sigmoid extends Activation {
  /** It has no options. */
  constructor() {
    super();
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.sigmoid(x);
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Activation {
  /** It has no options. */
  constructor() {
    super();
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.tanh(x);
  }
}

/** The logarithm of the logistic function. */
export class LogSigmoid extends Activation {
  /** It has no options. */
  constructor() {
    super();
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.logSigmoid(x);
  }
}

/** `x / (1 + |x|)`. */
export class Softsign extends Activation {
  /** It has no options. */
  constructor() {
    super();
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.softsign(x);
  }
}

/** `x − tanh(x)`. */
export class Tanhshrink extends Activation {
  /** It has no options. */
  constructor() {
    super();
  }

  /** The function. */
  protected override run(x: Value): Value {
    return f.tanhshrink(x);
  }
}
