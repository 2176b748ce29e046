/** Files that Debian's python3-torch wrote are read with every name, shape, type and value; hostile ones end in an error and nothing else. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { openUrl } from "../../lib/bytes/url_source.ts";
import { openFile } from "../../lib/bytes/file_source.ts";
import { FormatSyntaxError } from "../../lib/formats/format_error.ts";
import { readModel } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/model/model.ts";
import { loadElements } from "../../lib/weights/load_elements.ts";
import { tensorStatistics } from "../../lib/weights/statistics.ts";

const folder = decodeURIComponent(new URL("../data/weights/", import.meta.url).pathname);

interface Truth {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly (number | boolean | string)[];
}

const truth: Readonly<Record<string, readonly Truth[]>> = JSON.parse(
  await Deno.readTextFile(`${folder}pytorch.truth.json`),
  // Whole numbers beyond 2^53 keep their digits.
  (_, value, context?: { source: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? context!.source : value,
);

async function read(file: string): Promise<Model> {
  await using source = await openFile(folder + file);
  return await readModel(source);
}

function textOf(value: number | bigint | boolean | string): string {
  return typeof value === "boolean"
    ? String(Number(value))
    : { inf: "Infinity", "-inf": "-Infinity", nan: "NaN" }[String(value)] ?? String(value);
}

for (const [file, tensors] of Object.entries(truth)) {
  Deno.test(`${file}: names, types, shapes and values are PyTorch's`, async () => {
    const { graph: { initializers } } = await read(file);
    assertEquals([...initializers.keys()], tensors.map(({ name }) => name));
    for (const { name, dtype, shape, values } of tensors) {
      const tensor = initializers.get(name)!;
      assertEquals([tensor.dtype as string, tensor.shape], [dtype, shape], name);
      const loaded = Array.from(await loadElements(tensor) as ArrayLike<number>, (value) => textOf(value));
      assertEquals(loaded, values.map((value) => textOf(value)), name);
    }
  });
}

Deno.test("parameters are told from buffers by name, or as the file says", async () => {
  const { checkpoint } = await read("state_dict.pth");
  assertEquals([...checkpoint!.buffers], ["bn.running_mean", "bn.running_var", "bn.num_batches_tracked"]);
  assertEquals([...(await read("parameters.pth")).checkpoint!.buffers], []);
});

Deno.test("an optimizer's state is told apart, and notes beside the state dict are kept", async () => {
  const { checkpoint, metadata, graph } = await read("training.pt");
  assertEquals(graph.initializers.size, 9);
  const others = [...checkpoint!.others.keys()];
  assertEquals(others.length, 6 * 3); // Adam keeps a step and two moments of each of the six parameters
  assert(others.every((name) => /^optimizer\.state\.\d\.(step|exp_avg|exp_avg_sq)$/.test(name)), others.join());
  assertEquals(Object.fromEntries(metadata), { epoch: "3", best: "0.5", arch: "small" });
});

Deno.test("what a trainer keeps beside the weights is told apart: a random generator's state, a sparse tensor's parts, records", async () => {
  const { checkpoint, metadata } = await read("trainer.ckpt");
  assertEquals([...checkpoint!.others.keys()], ["rng_state", "cuda_rng.0", "graph.1.0", "graph.1.1"]);
  assertEquals(metadata.get("settings.lr"), "0.1");
  assertEquals([...checkpoint!.buffers], ["steps"]);
});

Deno.test("the form of PyTorch 2 for types that no storage class has: bytes, and the type beside them", async () => {
  const untyped = `(X\x07\0\0\0storagectorch.storage\nUntypedStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ`;
  const pickle =
    `\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v3\n(${untyped}K\x01K\x02\x85K\x01\x85\x89Nctorch\nfloat8_e4m3fn\ntRs.`;
  const bytes = archive(pickle, { "a/data/0": Uint8Array.of(0, 0x38, 0xfe, 0), "a/byteorder": ascii("little") });
  const tensor = (await readModel(new MemorySource(bytes, "f8.pt"))).graph.initializers.get("w")!;
  assertEquals([tensor.dtype, await loadElements(tensor)], ["float8e4m3fn", Float32Array.of(1, -448)]);
  const big = archive(pickle, { "a/data/0": new Uint8Array(4), "a/byteorder": ascii("big") });
  await assertRejects(() => readModel(new MemorySource(big, "big.pt")), FormatSyntaxError, "big-endian");
});

/** The same archive with every number of its directory in 64 bits, as one of more than 4 GB has them: APPNOTE 4.3.14, 4.3.15 and 4.5.3. */
function zip64(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 22;
  const [count, start] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  const parts: Uint8Array[] = [];
  for (let at = start; at < end;) {
    const next = at + 46 + view.getUint16(at + 28, true);
    const entry = new DataView(bytes.slice(at, next).buffer);
    const extra = new DataView(new ArrayBuffer(28));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 24, true);
    [24, 20, 42].forEach((field, index) => {
      extra.setBigUint64(4 + 8 * index, BigInt(entry.getUint32(field, true)), true);
      entry.setUint32(field, 0xffffffff, true);
    });
    entry.setUint16(30, 28, true);
    parts.push(new Uint8Array(entry.buffer), new Uint8Array(extra.buffer));
    at = next;
  }
  const size = parts.reduce((total, { length }) => total + length, 0);
  const end64 = new DataView(new ArrayBuffer(56 + 20));
  end64.setUint32(0, 0x06064b50, true);
  [BigInt(count), BigInt(count), BigInt(size), BigInt(start)].forEach((value, index) => end64.setBigUint64(24 + 8 * index, value, true));
  end64.setUint32(56, 0x07064b50, true);
  end64.setBigUint64(56 + 8, BigInt(start + size), true);
  const last = bytes.slice(end).fill(0xff, 8, 20);
  return Uint8Array.from([...bytes.subarray(0, start), ...parts.flatMap((part) => [...part]), ...new Uint8Array(end64.buffer), ...last]);
}

Deno.test("an archive whose directory has numbers of 64 bits, as one of more than 4 GB", async () => {
  const whole = archive(tensor("K\x02", "K\x02\x85", "K\x01\x85"), { "a/data/0": new Uint8Array(Float32Array.of(1.5, 2).buffer) });
  const { graph } = await readModel(new MemorySource(zip64(whole), "large.pth"));
  assertEquals(await loadElements(graph.initializers.get("w")!), Float32Array.of(1.5, 2));
});

Deno.test("tied tensors are named, and a profiler's leftovers", async () => {
  assertEquals([...(await read("tied.pth")).checkpoint!.tied], [["head.weight", "wte.weight"]]);
  assertEquals((await read("state_dict.pth")).checkpoint!.tied.size, 0);
  const { leftovers } = (await read("soiled.pth")).checkpoint!;
  assertEquals(leftovers.size, 8);
  assert([...leftovers].every((name) => /(^|\.)total_(ops|params)$/.test(name)));
});

Deno.test("statistics of a view with strides are those of its elements", async () => {
  const { graph: { initializers } } = await read("kinds.pth");
  const { count, min, max, mean } = await tensorStatistics(initializers.get("slice")!);
  assertEquals([count, min, max, mean], [4, 5, 14, 9.5]);
});

Deno.test("a whole module and a TorchScript archive are told apart", async () => {
  await assertRejects(() => read("module.pth"), FormatSyntaxError, '"torch.nn.modules.linear.Linear"');
  await assertRejects(() => read("script.pt"), FormatSyntaxError, "it is a TorchScript archive");
});

/** A ZIP archive of stored entries, by hand; `claim` is added to the lengths that its directory states. */
function zip(entries: Readonly<Record<string, Uint8Array>>, { claim = 0, method = 0 } = {}): Uint8Array {
  const text = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, data] of Object.entries(entries)) {
    const path = text.encode(name);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, path.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, method, true);
    for (const field of [20, 24]) entry.setUint32(field, data.length + claim, true);
    entry.setUint16(28, path.length, true);
    entry.setUint32(42, at, true);
    parts.push(new Uint8Array(local.buffer), path, data);
    directory.push(new Uint8Array(entry.buffer), path);
    at += 30 + path.length + data.length;
  }
  const size = directory.reduce((total, { length }) => total + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  for (const field of [8, 10]) end.setUint16(field, Object.keys(entries).length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  return Uint8Array.from([...parts, ...directory, new Uint8Array(end.buffer)].flatMap((part) => [...part]));
}

const ascii = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const archive = (pickle: string, others: Readonly<Record<string, Uint8Array>> = {}) => zip({ "a/data.pkl": ascii(pickle), ...others });
const storageId = (count: string) => `(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0${"0"}X\x03\0\0\0cpu${count}tQ`;
const tensor = (count: string, shape: string, strides: string) =>
  `\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(${storageId(count)}K\0${shape}${strides}\x89NtRs.`;
const GIGA = "\x8a\x05\0\0\0\0\x02"; // 2^33

const HOSTILE: Readonly<Record<string, readonly [bytes: Uint8Array, says: string]>> = {
  "os.system": [archive("\x80\x02cos\nsystem\nX\x04\0\0\0exit\x85R."), '"os.system"'],
  "posix.system by another operation": [archive("\x80\x04X\x05\0\0\0posixX\x06\0\0\0system\x93X\x01\0\0\0a\x85R."), '"posix.system"'],
  "eval": [archive("\x80\x02c__builtin__\neval\nX\x01\0\0\x001\x85R."), '"__builtin__.eval"'],
  "getattr": [archive("\x80\x02cbuiltins\ngetattr\n."), '"builtins.getattr"'],
  "INST": [archive("\x80\x02(ios\nsystem\n."), "operation 0x69"],
  "an extension registry's code": [archive("\x80\x02\x82\x01."), "operation 0x82"],
  "lists 100,000 deep": [archive(`\x80\x02${"]".repeat(100_000)}${"a".repeat(99_999)}.`), "nested more than"],
  "a list in itself": [archive("\x80\x02]q\0h\0a."), "nested more than"],
  "a list of lists of the same, 2^40 in all": [
    archive(
      `\x80\x02]${
        Array.from(
          { length: 40 },
          (_, index) => `q${String.fromCharCode(index)}](h${String.fromCharCode(index)}h${String.fromCharCode(index)}e`,
        ).join("")
      }.`,
    ),
    "more than 4194304 places",
  ],
  "a storage of 32 GB": [
    archive(tensor(GIGA, `${GIGA}\x85`, "K\x01\x85"), { "a/data/0": new Uint8Array(16) }),
    "claims 34359738368 bytes, where the archive has 16",
  ],
  "a tensor of 32 GB in a small storage": [
    archive(tensor("K\x04", `${GIGA}\x85`, "K\x01\x85"), { "a/data/0": new Uint8Array(16) }),
    "reaches element 8589934591 of a storage of 4",
  ],
  "a storage that is not there": [archive(tensor("K\x04", "K\x04\x85", "K\x01\x85")), 'no storage "0"'],
  "a text of 4 GB": [archive("\x80\x02X\xff\xff\xff\xff."), "claims 4294967295 bytes"],
  "a whole number of 4 GB": [archive("\x80\x02\x8b\xff\xff\xff\xff."), "claims 4294967295 bytes"],
  "a value that was never put": [archive("\x80\x02h\x05."), "never put"],
  "an empty stack": [archive("\x80\x02."), "where there is none"],
  "no end": [archive("\x80\x02N"), "it ends within an operation"],
  "an entry that leaves the archive": [
    zip({ "a/data.pkl": ascii("\x80\x02}."), "a/../../etc/passwd": new Uint8Array(1) }),
    '"a/../../etc/passwd" leaves the archive',
  ],
  "a packed pickle": [zip({ "a/data.pkl": ascii("x") }, { method: 8 }), "is packed (method 8)"],
  "entries longer than the file": [zip({ "a/data.pkl": ascii("\x80\x02}.") }, { claim: 1_000_000 }), "past the file's end"],
  "a pickle of 4 GB": [zip({ "a/data.pkl": ascii("\x80\x02}.") }, { claim: 0xfffffff0 - 4 }), "more than 33554432"],
  "a cut archive": [archive("\x80\x02}.").subarray(0, 60), "no directory at its end"],
};

for (const [name, [bytes, says]] of Object.entries(HOSTILE)) {
  Deno.test(`hostile: ${name}`, async () => {
    const { message, path } = await assertRejects(() => readModel(new MemorySource(bytes, "evil.pth")), FormatSyntaxError, says);
    assertEquals(path, "evil.pth");
    assert(/evil\.pth.*\(byte \d+\)$/s.test(message), message);
  });
}

// Valid, and large: a call with as many arguments would overflow the stack, a table of such a length the memory.
const LARGE: Readonly<Record<string, string>> = {
  "values put under far numbers": "Nr\xfe\xff\xff\xff".repeat(1 << 16) + "}",
  "a group of 500,000": "(" + "N".repeat(500_000) + "l0]" + "(" + "N".repeat(500_000) + "e0}",
  "a dict of 200,000": "}(" + "K\x01N".repeat(200_000) + "u",
  "whole numbers of 1 KiB": ("\x8b\0\x04\0\0" + "\x7f".repeat(1024)).repeat(500) + "}",
};

for (const [name, pickle] of Object.entries(LARGE)) {
  Deno.test(`a pickle with ${name} is read`, async () => {
    const model = await readModel(new MemorySource(archive(`\x80\x02${pickle}.`), "large.pth"));
    assertEquals(model.graph.initializers.size, 0);
  });
}

Deno.test("a tensor that repeats four bytes to 32 GB is counted, and not loaded", async () => {
  const bytes = archive(tensor("K\x01", `${GIGA}\x85`, "K\0\x85"), { "a/data/0": new Uint8Array(4) });
  const weight = (await readModel(new MemorySource(bytes, "wide.pth"))).graph.initializers.get("w")!;
  assertEquals(weight.byteLength, 2 ** 35);
  await assertRejects(() => weight.load(), RangeError, "repeats 4 bytes to 34359738368");
});

Deno.test("a remote file is read by range: its directory and its pickle, then a tensor", async () => {
  const count = 1 << 20;
  const whole = archive(tensor("J\0\0\x10\0", "J\0\0\x10\0\x85", "K\x01\x85"), { "a/data/0": new Uint8Array(4 * count).fill(1) });
  let sent = 0;
  const fetch = ((_: URL, init: RequestInit) => {
    const [first, last] = /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get("range")!)!.slice(1).map(Number) as [number, number];
    const part = whole.slice(first, last + 1);
    sent += part.length;
    return Promise.resolve(
      new Response(part, { status: 206, headers: { "content-range": `bytes ${first}-${first + part.length - 1}/${whole.length}` } }),
    );
  }) as typeof globalThis.fetch;
  const { graph } = await readModel(await openUrl(new URL("http://host.test/m.pth"), { fetch }));
  assert(sent < 100_000, `${sent} bytes`);
  assertEquals((await graph.initializers.get("w")!.load()).length, 4 * count);
});

Deno.test("hostile: a legacy file whose storages are not there", async () => {
  const bytes = await Deno.readFile(`${folder}state_dict_legacy.pth`);
  await assertRejects(
    () => readModel(new MemorySource(bytes.subarray(0, bytes.length - 50), "cut.pth")),
    FormatSyntaxError,
    "where the file has",
  );
});

Deno.test("every single damaged byte of a file ends in a model or a FormatSyntaxError", async () => {
  const whole = await Deno.readFile(`${folder}tied.pth`);
  for (let at = 0; at < whole.length; at++) {
    const bytes = whole.slice();
    bytes[at]! ^= 0x55;
    try {
      await readModel(new MemorySource(bytes, "damaged.pth"));
    } catch (error) {
      assert(error instanceof FormatSyntaxError, `byte ${at}: ${error}`);
    }
  }
});
