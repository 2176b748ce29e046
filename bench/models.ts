/** Large ONNX files for measuring, written field by field; weights are holes in a sparse file and take no disk, unless their bytes are given. */

const text = new TextEncoder();

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low + 128 : low);
  } while (value > 0);
  return Uint8Array.from(bytes);
}

function join(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const integer = (field: number, value: number) => join(varint(field * 8), varint(value));
const bytes = (field: number, ...parts: Uint8Array[]) => {
  const body = join(...parts);
  return join(varint(field * 8 + 2), varint(body.length), body);
};
const string = (field: number, value: string) => bytes(field, text.encode(value));

function node(op: string, name: string, inputs: readonly string[], output: string): Uint8Array {
  return bytes(1, ...inputs.map((input) => string(1, input)), string(2, output), string(3, name), string(4, op));
}

function value(field: number, name: string, dims: readonly (number | string)[]): Uint8Array {
  const shape = dims.map((dim) => bytes(1, typeof dim === "number" ? integer(1, dim) : string(2, dim)));
  return bytes(field, string(1, name), bytes(2, bytes(1, integer(1, 1), bytes(2, ...shape))));
}

const header = join(integer(1, 8), bytes(8, integer(2, 17)));

/**
 * A chain of `layers` square MatMuls whose float32 weights of `width × width` stand inside the file, one after the other: holes, or `weight` each
 * time.
 */
export async function writeInlineWeights(path: string, layers: number, width: number, weight?: Uint8Array): Promise<number> {
  const weightBytes = width * width * 4;
  const nodes = Array.from(
    { length: layers },
    (_, i) => node("MatMul", `/layers.${i}/MatMul`, [`h${i}`, `layers.${i}.weight`], `h${i + 1}`),
  );
  const tensors = Array.from({ length: layers }, (_, i) => {
    const head = join(
      integer(1, width),
      integer(1, width),
      integer(2, 1),
      string(8, `layers.${i}.weight`),
      varint(9 * 8 + 2),
      varint(weightBytes),
    );
    return join(varint(5 * 8 + 2), varint(head.length + weightBytes), head);
  });
  const ends = join(value(11, "h0", ["batch", width]), value(12, `h${layers}`, ["batch", width]));
  const start = join(...nodes, string(2, "chain"));
  const graphBytes = start.length + ends.length + tensors.reduce((total, tensor) => total + tensor.length + weightBytes, 0);
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  await writeAll(file, join(header, varint(7 * 8 + 2), varint(graphBytes), start));
  for (const tensor of tensors) {
    await writeAll(file, tensor);
    if (weight !== undefined) await writeAll(file, weight);
    else await file.seek(weightBytes, Deno.SeekMode.Current);
  }
  await writeAll(file, ends);
  return (await file.stat()).size;
}

/** A residual network of `count` small nodes, without weights. */
export async function writeDeepGraph(path: string, count: number): Promise<number> {
  const nodes = Array.from({ length: count }, (_, i) => {
    const name = `/blocks.${Math.floor(i / 10)}/layer${i % 10}/`;
    return i % 10 === 9
      ? node("Add", `${name}Add`, [`h${i}`, `h${i - 9}`], `h${i + 1}`)
      : node("Relu", `${name}Relu`, [`h${i}`], `h${i + 1}`);
  });
  const graph = join(...nodes, string(2, "deep"), value(11, "h0", [1, 64, 56, 56]), value(12, `h${count}`, [1, 64, 56, 56]));
  const whole = join(header, bytes(7, graph));
  await Deno.writeFile(path, whole);
  return whole.length;
}

async function writeAll(file: Deno.FsFile, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length;) at += await file.write(data.subarray(at));
}
