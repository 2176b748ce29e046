/** Each layer's text, parameters and output shapes are those of PyTorch 1.13.1 (tests/data/nn/layers.json). */
import { assertEquals } from "@std/assert";
import { nn, profile } from "../../mod.ts";

interface Truth {
  readonly code: string;
  readonly input: readonly number[];
  readonly dtype: "float32" | "int64";
  readonly outputs: number[][];
  readonly repr: string;
  readonly parameters: (string | number[])[][];
}

const data = new URL("../data/nn/layers.json", import.meta.url);
const { layers } = JSON.parse(await Deno.readTextFile(data)) as { layers: Truth[] };

class Only extends nn.Module {
  constructor(readonly layer: nn.Module) {
    super();
  }
  override forward(x: nn.Value) {
    return this.layer(x);
  }
}

for (const opset of [14, 17, 21]) {
  Deno.test(`layers are PyTorch's, at operator set ${opset}`, async (context) => {
    for (const { code, input, dtype, outputs, repr, parameters } of layers) {
      await context.step(code, async () => {
        const layer: nn.Module = new Function("nn", `return ${code}`)(nn);
        assertEquals(String(layer), repr);
        assertEquals(layer.namedParameters().map(([name, { shape }]) => [name, [...shape]]), parameters);
        const model = new Only(layer).toModel({ inputs: { x: { shape: input, dtype } }, opset });
        const report = await profile(model);
        assertEquals(report.outputs.map((output) => [...output.shape!]), outputs);
        assertEquals(report.coverage.exact, report.nodes.length, JSON.stringify(report.coverage.nodes));
      });
    }
  });
}
