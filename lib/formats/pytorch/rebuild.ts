/**
 * The functions and classes of Python that a pickle of tensors may name, and what each makes. A name that is not here ends reading: nothing of a file
 * is ever run.
 *
 * Sources: `torch/_utils.py`, `torch/_tensor.py`, `torch/storage.py` and `torch/_weights_only_unpickler.py` of PyTorch 1.13 and 2.5.
 *
 * @module
 */
import { byteLengthOf, type ScalarType } from "../../bytes/scalars.ts";
import { PickleDict, PickleGlobal, PickleList, PickleObject, type PickleValue, StoredElements, TensorView } from "./values.ts";

/** Axes of a tensor: PyTorch has at most 64. */
const DIMS_LIMIT = 64;

/** Element types by the storage classes of PyTorch 1, by which files name them to this day. */
const STORAGES: ReadonlyMap<string, ScalarType | undefined> = new Map<string, ScalarType | undefined>([
  ["DoubleStorage", "float64"],
  ["FloatStorage", "float32"],
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["LongStorage", "int64"],
  ["IntStorage", "int32"],
  ["ShortStorage", "int16"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["BoolStorage", "bool"],
  ["ComplexFloatStorage", "complex64"],
  ["ComplexDoubleStorage", "complex128"],
  ["QInt8Storage", "int8"],
  ["QUInt8Storage", "uint8"],
  ["QInt32Storage", "int32"],
  ["UntypedStorage", undefined],
]);

/** Element types by PyTorch's names. */
const DTYPES: ReadonlyMap<string, ScalarType> = new Map<string, ScalarType>([
  ["float64", "float64"],
  ["float32", "float32"],
  ["float16", "float16"],
  ["bfloat16", "bfloat16"],
  ["float8_e4m3fn", "float8e4m3fn"],
  ["float8_e4m3fnuz", "float8e4m3fnuz"],
  ["float8_e5m2", "float8e5m2"],
  ["float8_e5m2fnuz", "float8e5m2fnuz"],
  ["float8_e8m0fnu", "float8e8m0"],
  ["int64", "int64"],
  ["int32", "int32"],
  ["int16", "int16"],
  ["int8", "int8"],
  ["uint64", "uint64"],
  ["uint32", "uint32"],
  ["uint16", "uint16"],
  ["uint8", "uint8"],
  ["bool", "bool"],
  ["complex64", "complex64"],
  ["complex128", "complex128"],
  ["qint8", "int8"],
  ["quint8", "uint8"],
  ["qint32", "int32"],
]);

/** Names that may stand in a file and are kept as names, or as objects that nothing is done with: settings and records of training. */
const INERT: ReadonlySet<string> = new Set([
  "torch.device",
  "torch.Size",
  "torch.Tensor",
  "torch.layout",
  "torch.strided",
  "torch.per_tensor_affine",
  "torch.per_channel_affine",
  "torch.nn.parameter.Parameter",
  "torch.serialization._get_layout",
  "torch._utils._rebuild_sparse_tensor",
  "torch._utils._rebuild_sparse_csr_tensor",
  "argparse.Namespace",
  "types.SimpleNamespace",
  "pathlib.Path",
  "pathlib.PosixPath",
  "pathlib.WindowsPath",
  "pathlib.PurePosixPath",
  "datetime.datetime",
  "datetime.timedelta",
  "numpy.dtype",
  "numpy.ndarray",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "numpy.core.multiarray._reconstruct",
  "numpy._core.multiarray._reconstruct",
  "numpy.core.numeric._frombuffer",
  "numpy._core.numeric._frombuffer",
  ...["dict", "list", "tuple", "set", "frozenset", "int", "float", "complex", "bool", "str", "bytes", "bytearray", "slice", "object"]
    .flatMap((name) => [
      `builtins.${name}`,
      `__builtin__.${name}`,
    ]),
]);

/** What a call makes of its arguments; thrown errors say what is wrong with them. */
type Maker = (args: readonly PickleValue[]) => PickleValue;

const emptyDict: Maker = () => new PickleDict();
const listOf: Maker = ([items]) => new PickleList(items instanceof PickleList ? [...items.items] : []);

/** The calls that make something; other names that are allowed make inert objects. */
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ["torch._utils._rebuild_tensor", ([storage, start, shape, strides]) => view(storage, start, shape, strides)],
  ["torch._utils._rebuild_tensor_v2", ([storage, start, shape, strides, , , notes]) => plain(view(storage, start, shape, strides), notes)],
  [
    "torch._utils._rebuild_tensor_v3",
    ([storage, start, shape, strides, , , dtype, notes]) => plain(view(storage, start, shape, strides, dtype), notes),
  ],
  ["torch._utils._rebuild_qtensor", ([storage, start, shape, strides]) => view(storage, start, shape, strides)],
  ["torch._utils._rebuild_parameter", ([data]) => asParameter(data)],
  ["torch._utils._rebuild_parameter_with_state", ([data]) => asParameter(data)],
  ["torch._tensor._rebuild_from_type_v2", ([maker, , args]) => remake(maker, args)],
  ["torch._tensor._rebuild_from_type", ([maker, , args]) => remake(maker, args)],
  ["torch.Size", listOf],
  ["collections.OrderedDict", orderedDict],
  ["collections.defaultdict", emptyDict],
  ["collections.Counter", emptyDict],
  ["builtins.dict", emptyDict],
  ["__builtin__.dict", emptyDict],
  ["builtins.set", listOf],
  ["__builtin__.set", listOf],
  ["_codecs.encode", ([text]) => typeof text === "string" ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : null],
]);

/** True for a name that a pickle may have. */
export function isAllowed(name: string): boolean {
  return MAKERS.has(name) || INERT.has(name) || storageType(name) !== undefined || dtypeOf(name) !== undefined;
}

/** Looks up what a call makes. */
export function make({ name }: PickleGlobal, args: readonly PickleValue[]): PickleValue {
  const maker = MAKERS.get(name);
  if (maker !== undefined) return maker(args);
  const object = new PickleObject(name);
  object.state = new PickleList([...args]);
  return object;
}

/** The storage that a persistent id names: `('storage', class, key, device, count)`, and in old files a view of another. */
export function storageOf(id: PickleValue): StoredElements {
  const [kind, type, key, , count, oldView] = id instanceof PickleList ? id.items : [];
  const wrong = kind !== "storage" || !(type instanceof PickleGlobal) || typeof key !== "string" || !isCount(count);
  if (wrong) throw new TypeError("a persistent id names no storage");
  if (oldView !== undefined && oldView !== null) throw new TypeError("a storage is a view of another, as only PyTorch 0.1 wrote them");
  const storage = storageType(type.name);
  if (storage === undefined) throw new TypeError(`a storage is of the class ${type.name.slice(0, 100)}, which is not known here`);
  return new StoredElements(key, storage.dtype, count);
}

function storageType(name: string): { dtype: ScalarType | undefined } | undefined {
  const last = /^torch\.(?:storage\.|cuda\.)?(\w+)$/.exec(name)?.[1];
  if (last === undefined || !STORAGES.has(last)) return undefined;
  return { dtype: STORAGES.get(last) };
}

function dtypeOf(name: string): ScalarType | undefined {
  return name.startsWith("torch.") ? DTYPES.get(name.slice(6)) : undefined;
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function countsOf(value: PickleValue | undefined): number[] | undefined {
  if (!(value instanceof PickleList) || value.items.length > DIMS_LIMIT) return undefined;
  return value.items.every(isCount) ? value.items as number[] : undefined;
}

function view(storage?: PickleValue, start?: PickleValue, size?: PickleValue, stride?: PickleValue, type?: PickleValue): TensorView {
  const [shape, strides] = [countsOf(size), countsOf(stride)];
  if (!(storage instanceof StoredElements)) throw new TypeError("a tensor has no storage");
  if (!isCount(start) || shape === undefined || strides?.length !== shape.length) {
    throw new TypeError("a tensor's offset, sizes or strides are no counts");
  }
  const dtype = type instanceof PickleGlobal ? dtypeOf(type.name) : storage.dtype;
  if (dtype === undefined) throw new TypeError("a tensor's element type is not told");
  const last = shape.includes(0) ? -1 : start + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  const held = storage.dtype === undefined ? Math.floor(storage.count * 8 / byteLengthOf(dtype, 8)) : storage.count;
  if (last >= held) throw new TypeError(`a tensor [${shape}] reaches element ${last} of a storage of ${held}`);
  return new TensorView({ storage, dtype, start, shape, strides, isParameter: false });
}

/** A tensor whose notes do not say that its elements stand for others: `torch._utils.set_tensor_metadata` knows `conj` and `neg`. */
function plain(tensor: TensorView, notes: PickleValue | undefined): TensorView {
  const marks = notes instanceof PickleDict ? [...notes.entries].filter(([, value]) => value === true).map(([key]) => key) : [];
  if (marks.length === 0) return tensor;
  throw new TypeError(`a tensor is stored as another one's "${marks.join()}": save its resolve_conj().resolve_neg()`);
}

function asParameter(data: PickleValue | undefined): PickleValue {
  if (!(data instanceof TensorView)) throw new TypeError("a parameter has no tensor");
  return new TensorView({ ...data.facts, isParameter: true });
}

function remake(maker: PickleValue | undefined, args: PickleValue | undefined): PickleValue {
  if (!(maker instanceof PickleGlobal) || !(args instanceof PickleList)) throw new TypeError("a tensor's class is rebuilt by no function");
  return make(maker, args.items);
}

function orderedDict([pairs]: readonly PickleValue[]): PickleDict {
  const dict = new PickleDict();
  for (const pair of pairs instanceof PickleList ? pairs.items : []) {
    if (pair instanceof PickleList && pair.items.length === 2) dict.entries.set(pair.items[0]!, pair.items[1]!);
  }
  return dict;
}
