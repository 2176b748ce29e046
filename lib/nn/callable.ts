/**
 * Objects that are called like functions: `this.conv(x)`, as in PyTorch.
 *
 * @module
 */

/** A class whose instances are functions that hand their arguments to `invoke`. */
export abstract class Callable {
  /** Makes the instance a function with the prototype of its class, so that fields and methods work on it as on any other. */
  constructor() {
    const self = ((...inputs: unknown[]) => self.invoke(inputs)) as unknown as this;
    Reflect.deleteProperty(self, "name");
    Reflect.deleteProperty(self, "length");
    return Object.setPrototypeOf(self, new.target.prototype);
  }

  /** What a call does. */
  protected abstract invoke(inputs: readonly unknown[]): unknown;
}
