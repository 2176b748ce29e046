import { BlockReader } from "../../bytes/block_reader.ts";
import type { ByteSource } from "../../bytes/byte_source.ts";
import type { Message } from "./schema.ts";
import { type Parsing, Wire } from "./wire.ts";

/** Runs a parser over a source. */
export async function parse<T>(source: ByteSource, head: Uint8Array, root: Message, parser: (wire: Wire) => Parsing<T>): Promise<T> {
  const blocks = new BlockReader(source, head);
  const wire = new Wire(blocks, root);
  const parsing = parser(wire);
  try {
    for (;;) {
      const step = wire.guard(() => parsing.next());
      if (step.done) return step.value;
      await blocks.fill(wire.wanted.offset, wire.wanted.byteLength);
      wire.resume();
    }
  } finally {
    await blocks.close();
  }
}
