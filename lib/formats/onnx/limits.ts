/**
 * How large things in a file may be. A length that a file states is checked against these, and against the bytes that are left, before memory is taken.
 *
 * @module
 */

/** Messages within messages: protobuf's own readers go 100 deep, so no other tool reads a deeper file. A subgraph takes three. */
export const NESTING_LIMIT = 100;

/** Bytes of a text or list that is kept: an exporter's longest notes are a few MiB, a large forest of trees in attributes some tens. */
export const KEPT_BYTES_LIMIT = 1 << 26;

/** Axes of a tensor: NumPy has at most 64, runtimes fewer. */
export const DIMS_LIMIT = 64;

/** Attributes of one node: the standard's operators have at most some 20, and names must differ. */
export const ATTRIBUTES_LIMIT = 1 << 12;

/** Tensors of up to this many bytes are decoded on reading, since shape arithmetic needs their elements. */
export const DECODED_BYTES = 1 << 10;

/** Fields of up to this many bytes are read whole where they stand: jumping over them would save nothing, as reading takes blocks. */
export const WHOLE_BYTES = 1 << 11;
