/** GPT-2 as exporters write it for use with a cache: every layer's keys and values come in and go out longer. */
import { add, type Dim, symbol } from "../../lib/model/dim.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import type { ValueInfo } from "../../lib/model/model.ts";
import { type ModelSpec, type NodeSpec, tensor, value } from "./_models.ts";

/** The network's sizes. */
export interface Gpt2Sizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly words: number;
  readonly places: number;
}

/** Nodes, tensors, inputs and outputs as they come. */
class Writer {
  readonly nodes: NodeSpec[] = [];
  readonly tensors: Tensor[] = [];

  op(op: string, inputs: string[], output: string, attributes: NodeSpec["attributes"] = {}): string {
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  stored(name: string, shape: readonly number[]): string {
    this.tensors.push(tensor(name, shape));
    return name;
  }

  whole(name: string, elements: readonly number[]): string {
    this.tensors.push(tensor(name, [elements.length], "int64", elements));
    return name;
  }

  linear(x: string, path: string, from: number, to: number): string {
    this.op("MatMul", [x, this.stored(`${path}.weight`, [from, to])], `${path}/product`);
    return this.op("Add", [`${path}/product`, this.stored(`${path}.bias`, [to])], `${path}/out`);
  }

  norm(x: string, path: string, hidden: number): string {
    return this.op(
      "LayerNormalization",
      [x, this.stored(`${path}.weight`, [hidden]), this.stored(`${path}.bias`, [hidden])],
      `${path}/out`,
    );
  }
}

/** The network with inputs `input_ids` and `position_ids` [batch, sequence], `attention_mask` [batch, past + sequence] and the cache, per layer a key and a value. */
export function gpt2WithCache({ layers, hidden, heads, words, places }: Gpt2Sizes): ModelSpec {
  const write = new Writer();
  const [batch, sequence, past] = ["batch", "sequence", "past"].map(symbol) as [Dim, Dim, Dim];
  const size = hidden / heads;
  const inputs: ValueInfo[] = [
    value("input_ids", [batch, sequence], "int64"),
    value("position_ids", [batch, sequence], "int64"),
    value("attention_mask", [batch, add(past, sequence)]),
  ];
  write.whole("split", [0, 0, heads, size]);
  write.whole("merge", [0, 0, hidden]);
  write.whole("masked", [1, 2]);
  const table = write.op("Gather", [write.stored("wte.weight", [words, hidden]), "input_ids"], "words");
  const places_ = write.op("Gather", [write.stored("wpe.weight", [places, hidden]), "position_ids"], "places");
  let x = write.op("Add", [table, places_], "embedded");
  write.op("Unsqueeze", ["attention_mask", "masked"], "mask");
  const outputs: string[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const path = `h.${layer}`;
    const cached = (kind: string) => {
      inputs.push(value(`past_key_values.${layer}.${kind}`, [batch, heads, past, size]));
      outputs.push(`present.${layer}.${kind}`);
      return [`past_key_values.${layer}.${kind}`, `present.${layer}.${kind}`] as const;
    };
    const normed = write.norm(x, `${path}.ln_1`, hidden);
    const merged = write.linear(normed, `${path}.attn.c_attn`, hidden, 3 * hidden);
    const parts = ["query", "key", "value"].map((part) => `${path}/${part}`);
    write.nodes.push({ op: "Split", inputs: [merged], outputs: parts, attributes: { axis: -1, num_outputs: 3 } });
    const [query, key, values] = parts.map((part) =>
      write.op("Transpose", [write.op("Reshape", [part, "split"], `${part}/split`)], `${part}/heads`, { perm: [0, 2, 1, 3] })
    );
    const [keyIn, keyOut] = cached("key");
    const [valueIn, valueOut] = cached("value");
    write.op("Concat", [keyIn, key!], keyOut, { axis: 2 });
    write.op("Concat", [valueIn, values!], valueOut, { axis: 2 });
    write.op("Transpose", [keyOut], `${path}/turned`, { perm: [0, 1, 3, 2] });
    write.op("MatMul", [query!, `${path}/turned`], `${path}/scores`);
    write.op("Add", [`${path}/scores`, "mask"], `${path}/masked`);
    write.op("Softmax", [`${path}/masked`], `${path}/probabilities`, { axis: -1 });
    write.op("MatMul", [`${path}/probabilities`, valueOut], `${path}/asked`);
    write.op("Transpose", [`${path}/asked`], `${path}/back`, { perm: [0, 2, 1, 3] });
    const attended = write.linear(write.op("Reshape", [`${path}/back`, "merge"], `${path}/merged`), `${path}.attn.c_proj`, hidden, hidden);
    x = write.op("Add", [x, attended], `${path}/middle`);
    const wide = write.linear(write.norm(x, `${path}.ln_2`, hidden), `${path}.mlp.c_fc`, hidden, 4 * hidden);
    const narrow = write.linear(write.op("Gelu", [wide], `${path}/gelu`), `${path}.mlp.c_proj`, 4 * hidden, hidden);
    x = write.op("Add", [x, narrow], `${path}/end`);
  }
  write.op("MatMul", [write.norm(x, "ln_f", hidden), write.stored("lm_head.weight", [hidden, words])], "logits");
  return { inputs, outputs: ["logits", ...outputs], nodes: write.nodes, tensors: write.tensors, opset: 20 };
}
