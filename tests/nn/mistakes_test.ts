/** The likeliest mistakes, and what the errors say to do. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { nn, zoo } from "../../mod.ts";

/** A network of one expression, on one input. */
function run(make: () => nn.Module, forward: (layer: nn.Module, x: nn.Value) => unknown, shape: readonly number[]): void {
  class Net extends nn.Module {
    layer = make();
    override forward(x: nn.Value) {
      return forward(this.layer, x);
    }
  }
  new Net().toModel({ inputs: { x: shape } });
}

const through = (layer: nn.Module, x: nn.Value) => layer(x);

Deno.test("wrong channels: both shapes, and the layer to write", () => {
  const message = assertThrows(() => run(() => new nn.Conv2d(64, 128, 3), through, [1, 32, 56, 56]), nn.ShapeError).message;
  for (const part of ['Conv2d "layer"', "must have 64 channels", "[1, 32, 56, 56]", "[128, 64, 3, 3]", "write new nn.Conv2d(32, 128, …)"]) {
    assertStringIncludes(message, part);
  }
  assertThrows(() => run(() => new nn.BatchNorm2d(64), through, [1, 32, 5, 5]), nn.ShapeError, "Write new nn.BatchNorm2d(32)");
  assertThrows(() => run(() => new nn.LayerNorm(64), through, [1, 5, 32]), nn.ShapeError, "Write new nn.LayerNorm(32)");
  assertThrows(() => run(() => new nn.LSTM(64, 8), through, [1, 5, 32]), nn.ShapeError, "Write new nn.LSTM(32, 8, …)");
});

Deno.test("wrong groups: what does not divide", () => {
  assertThrows(
    () => new nn.Conv2d(30, 64, 3, { groups: 4 }),
    RangeError,
    "Cannot make Conv2d(30, 64) with 4 groups as inChannels must be a multiple of groups: 30 / 4 leaves 2",
  );
  assertThrows(() => new nn.GroupNorm(32, 48), RangeError, "48 / 32 leaves 16");
  assertThrows(() => new nn.MultiheadAttention(100, 8), RangeError, "100 / 8 leaves 4");
});

Deno.test("missing flatten: where to put it, and the size", () => {
  const message = assertThrows(() => run(() => new nn.Linear(2048, 10), through, [1, 128, 4, 4]), nn.ShapeError).message;
  assertStringIncludes(message, "flatten the input first, x.flatten(1) or new nn.Flatten(), which makes it [batch, 2048]");
  assertThrows(() => run(() => new nn.Linear(512, 10), through, [1, 128, 4, 4]), nn.ShapeError, "new nn.Linear(2048, 10)");
});

Deno.test("forgotten forward, forgotten return, forgotten registration", () => {
  const NoForward = new Function("nn", "return class NoForward extends nn.Module {}")(nn) as new () => nn.Module; // TypeScript would refuse it
  assertThrows(
    () => new NoForward().toModel({ inputs: { x: [1] } }),
    TypeError,
    "must have a method forward(x): write forward(x) { return … }",
  );
  assertThrows(() => run(() => new nn.ReLU(), (layer, x) => void layer(x), [1, 2]), TypeError, "is a return missing?");
  assertThrows(
    () => run(() => new nn.ReLU(), (_, x) => new nn.ReLU()(x), [1, 2]),
    TypeError,
    "Cannot call ReLU in Net as it must belong to the network",
  );
  class Listed extends nn.Module {
    layers = [new nn.Linear(4, 4)];
    override forward(x: nn.Value) {
      return x;
    }
  }
  assertThrows(() => new Listed().toModel({ inputs: { x: [1, 4] } }), TypeError, "write new nn.ModuleList([…])");
});

Deno.test("mismatched concat: all shapes, and the axis that differs", () => {
  const cat = (layer: nn.Module, x: nn.Value) => nn.concat([x, layer(x)], 1);
  const message = assertThrows(() => run(() => new nn.MaxPool2d(2), cat, [1, 8, 6, 6]), nn.ShapeError).message;
  assertStringIncludes(message, "Cannot concatenate [1, 8, 6, 6] and [1, 8, 3, 3] along axis 1 in Net");
  assertStringIncludes(message, "axes 2, 3 differ");
  const swapped = (layer: nn.Module, x: nn.Value) => nn.concat([x, layer(x)], 0);
  assertThrows(() => run(() => new nn.Conv2d(8, 4, 1), swapped, [1, 8, 6, 6]), nn.ShapeError, "axis 1 differs. Concatenate along it");
});

Deno.test("operations name the module, the shapes and the rule", () => {
  const message = assertThrows(() => run(() => new nn.Linear(4, 5), (layer, x) => layer(x).add(x), [2, 4]), nn.ShapeError).message;
  assertEquals(
    message,
    "Cannot apply Add in Net as shapes must be equal or 1 at each axis: current shapes are [2, 5] and [2, 4]: shapes are [2, 5] and [2, 4]",
  );
  assertThrows(() => run(() => new nn.Identity(), (_, x) => x.matmul(x), [2, 3]), nn.ShapeError, "Cannot apply MatMul in Net");
  assertThrows(() => run(() => new nn.Identity(), (_, x) => x.permute(0, 2, 2), [2, 3, 4]), nn.ShapeError, "must be named once");
  assertThrows(() => run(() => new nn.Identity(), (_, x) => x.view(5, -1), [2, 3]), nn.ShapeError, "Cannot apply Reshape in Net");
});

Deno.test("the error's stack begins at the network's own line", () => {
  const { stack } = assertThrows(() => run(() => new nn.Linear(4, 5), through, [1, 3]), nn.ShapeError);
  const first = stack!.split("\n").find((line) => line.trimStart().startsWith("at "))!;
  assert(first.includes("mistakes_test.ts"), first);
});

Deno.test("options that do not exist, or stand in another place, are told", () => {
  const python = { batch_first: true } as object;
  assertThrows(() => new nn.LSTM(4, 4, python), TypeError, "Write batchFirst");
  assertThrows(
    () => new nn.Conv2d(3, 8, 3, 2 as unknown as object),
    TypeError,
    "its options must stand in an object, such as { stride: … }",
  );
  assertThrows(() => new nn.Conv2d(3, 8, [3, 3, 3]), RangeError, "kernelSize must be a whole number or 2 of them");
  assertThrows(() => new nn.Linear(0, 8), RangeError, "inFeatures must be a whole number >= 1");
  assertThrows(() => new nn.Sequential(nn.ReLU as unknown as nn.Module), TypeError, "it is the class ReLU; write new ReLU(…)");
});

Deno.test("a network is not run on numbers, and needs its inputs' shapes", () => {
  const network = new nn.Sequential(new nn.ReLU());
  assertThrows(() => network(new nn.Value([1], "float32")), TypeError, "give it to profile(net, { inputs })");
  assertThrows(() => network.toModel(), TypeError, "write profile(net, { inputs: { input: [1, 3, 224, 224] } })");
  assertThrows(() => zoo.resnet18().toModel({ opset: 9 }), RangeError, "must be one of: 14, 15, 16, 17, 18, 19, 20, 21");
  assertThrows(
    () => run(() => new nn.Conv2d(3, 4, 3), through, [3, 8, 8]),
    nn.ShapeError,
    "Is the batch axis missing? x.unsqueeze(0) adds one",
  );
  assertThrows(() => run(() => new nn.Embedding(9, 4), (layer, x) => layer(x.relu()), [3]), TypeError, "must be whole numbers (int64)");
});

Deno.test("JavaScript's operators on values, and counting with free sizes, are refused", () => {
  class Net extends nn.Module {
    constructor(readonly run: (x: nn.Value) => nn.Value) {
      super();
    }
    override forward(x: nn.Value) {
      return this.run(x);
    }
  }
  const trace = (run: (x: nn.Value) => nn.Value) => new Net(run).toModel({ inputs: { x: ["n", 6] } });
  assertThrows(() => trace((x) => ((x as unknown as number) + 1) as unknown as nn.Value), TypeError, "write x.add(y)");
  assertThrows(() => trace((x) => x.view(x.size(0) * 2, 3)), nn.ShapeError, "one is NaN. A free size has no number to count with");
  assertThrows(() => trace((x) => x.view(x.size(0) + 1, 3)), nn.ShapeError, "each must be a number or a free size: one is a string");
  assertThrows(() => trace((x) => x.mul(1 / x.size(0))), nn.ShapeError, "Cannot compute with NaN");
  assertThrows(() => trace((x) => x.chunk(2, 0)[0]!), nn.ShapeError, "n is free. Give it one with inputs");
});
