/**
 * What files that are no model of a known format look like, so that the error can say what was given and what to do about it.
 *
 * @module
 */

/** A kind of file that gets mistaken for a model. */
interface ForeignKind {
  /** What the file does, after "it". */
  readonly looksLike: string;
  /** What to do about it. */
  readonly advice: string;
  /** Bytes by which it is told, one a character. */
  readonly signature?: string;
  /** Where these bytes stand; 0 where it is left out. */
  readonly offset?: number;
  /** For text files, or where bytes may move: a pattern that the file's first bytes fit, one byte a character. Both must fit where both are given. */
  readonly pattern?: RegExp;
}

const EXPORT = "export the model to ONNX (torch.onnx.export) and give that file";
const CONVERT_TFLITE = "convert it to ONNX (python -m tf2onnx.convert --tflite FILE --output model.onnx)";

/** Special cases before general ones: the first row that fits is told. */
const KINDS: readonly ForeignKind[] = [
  {
    looksLike: "is a Git LFS pointer, not the file that it points to",
    advice: "run `git lfs pull`, or download the file itself",
    pattern: /^version https:\/\/git-lfs\.github\.com\/spec\//,
  },
  {
    looksLike: "is an HTML page",
    advice: "download the file itself (on a hub, the `raw` or `resolve` address, not the page that shows it)",
    pattern: /^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body)\b/is,
  },
  {
    looksLike: "looks like JSON",
    advice: 'an ONNX model that was saved as JSON is converted with Python: onnx.save(onnx.load(FILE, format="json"), "model.onnx")',
    pattern: /^(\xef\xbb\xbf)?\s*[{[]/,
  },
  {
    looksLike: "is ONNX as protobuf text",
    advice: 'convert it with Python: onnx.save(onnx.load(FILE, format="textproto"), "model.onnx")',
    pattern: /^\s*(#.*\s*)*(ir_version|producer_name|opset_import|graph|model_version|domain)\s*[:{]/,
  },
  {
    looksLike: "is ONNX in its textual syntax",
    advice: 'convert it with Python: onnx.save(onnx.load(FILE, format="onnxtxt"), "model.onnx")',
    pattern: /^\s*(<\s*(ir_version|opset_import|producer_name)\s*:|[\w.]+\s*\([^)]*\)\s*=>)/,
  },
  {
    looksLike: "is XML",
    advice: "OpenVINO's IR and other XML formats are not read; give the ONNX file that it was made from",
    pattern: /^\s*<\?xml/,
  },
  { looksLike: "is a Python pickle, and none of torch.save", advice: EXPORT, signature: "\x80\x02" },
  { looksLike: "is a Python pickle", advice: EXPORT, signature: "\x80\x04" },
  { looksLike: "is a ZIP archive", advice: "unpack it, and give the .onnx file in it", signature: "PK\x03\x04" },
  { looksLike: "is an empty ZIP archive", advice: "make or download it again", signature: "PK\x05\x06" },
  { looksLike: "is compressed by gzip", advice: "unpack it first (gunzip, tar -x)", signature: "\x1f\x8b" },
  { looksLike: "is compressed by zstd", advice: "unpack it first (unzstd)", signature: "\x28\xb5\x2f\xfd" },
  { looksLike: "is compressed by xz", advice: "unpack it first (unxz)", signature: "\xfd7zXZ\0" },
  { looksLike: "is compressed by bzip2", advice: "unpack it first (bunzip2)", pattern: /^BZh[1-9]1AY&SY/ },
  { looksLike: "is a tar archive", advice: "unpack it first (tar -x)", signature: "ustar", offset: 257 },
  { looksLike: "is a PNG picture", advice: "give a model's file", signature: "\x89PNG\r\n\x1a\n" },
  { looksLike: "is a JPEG picture", advice: "give a model's file", signature: "\xff\xd8\xff" },
  { looksLike: "is a PDF document", advice: "give a model's file", signature: "%PDF-" },
  { looksLike: "is a TensorFlow Lite model", advice: CONVERT_TFLITE, signature: "TFL3", offset: 4 },
  {
    looksLike: "is in ONNX Runtime's own format (.ort)",
    advice: "give the .onnx file that it was made from",
    signature: "ORTM",
    offset: 4,
  },
  { looksLike: "is a GGUF file, which holds weights without a graph", advice: "give an ONNX export of the model", signature: "GGUF" },
  { looksLike: "is an HDF5 file, as Keras writes", advice: "convert it to ONNX (tf2onnx)", signature: "\x89HDF\r\n\x1a\n" },
  { looksLike: "is a NumPy array", advice: "give a model's file", signature: "\x93NUMPY" },
  { looksLike: "has zero bytes only at its start", advice: "the download did not finish; download it again", pattern: /^\0{16}/ },
];

const EMPTY = { looksLike: "is empty", advice: "download or export it again" };
const UNKNOWN = { looksLike: "is of no format that is known here" };

/** Says what a file that no format takes looks like, after "it", and what to do about it. */
export function describeForeign(head: Uint8Array): { readonly looksLike: string; readonly advice?: string } {
  if (head.length === 0) return EMPTY;
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
  const fits = ({ signature = "", offset = 0, pattern = /^/ }: ForeignKind) => text.startsWith(signature, offset) && pattern.test(text);
  return KINDS.find(fits) ?? UNKNOWN;
}
