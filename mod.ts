/**
 * flopbook tells what a neural network costs, in a notebook cell: parameters, multiply-accumulates, memory touched and held, layer by layer.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "./mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx");
 * assertEquals(report.parameters, 23_710_883);
 * assertEquals(report.macs, 4_087_339_008);
 * ```
 *
 * @module
 */
export { compare, type CompareOptions } from "./lib/compare.ts";
export { Comparison, ComparisonChart } from "./lib/comparison.ts";
export { load, profile, type ProfileOptions, type Source, summary, tree } from "./lib/profile.ts";
export { ChartDisplay, Report, Shown, Summary, Tree } from "./lib/report.ts";

export { ArgumentError } from "./lib/analysis/argument_error.ts";
export type { Architecture } from "./lib/analysis/architecture.ts";
export type { Fingerprint } from "./lib/analysis/fingerprint.ts";
export type { Kinship } from "./lib/analysis/same_network.ts";
export type { Constraint } from "./lib/analysis/constraints.ts";
export type { ConventionFacts, Item } from "./lib/analysis/conventions/convention.ts";
export type { Assumption, ConventionCount, ConventionNumbers, Counts, Shortfall } from "./lib/analysis/conventions/count.ts";
export type { Coverage, CoverageGap } from "./lib/analysis/coverage.ts";
export type { Decoding, PassCost } from "./lib/analysis/decoding.ts";
export type { InputValue } from "./lib/analysis/known_inputs.ts";
export type { ModuleCost } from "./lib/analysis/measure_modules.ts";
export type { MemoryAccess } from "./lib/analysis/memory_access.ts";
export type { Note } from "./lib/analysis/notes.ts";
export type { Lifetime } from "./lib/analysis/peak_memory.ts";
export type { NamedTensor, NodeCost, Profile, Totals } from "./lib/analysis/profile.ts";
export type { ReceptiveField } from "./lib/analysis/receptive_field.ts";
export type { StoredTensor } from "./lib/analysis/stored_tensors.ts";
export { SourceError } from "./lib/bytes/source_error.ts";
export type { Progress, WatchOptions } from "./lib/bytes/watched_source.ts";
export type { FetchOptions } from "./lib/bytes/url_source.ts";
export type { OpenOptions } from "./lib/bytes/open_source.ts";
export type { ChartName, ChartOptions } from "./lib/display/charts/mod.ts";
export { type Device, DEVICES } from "./lib/display/charts/devices.ts";
export type { SummaryColumn } from "./lib/display/layer_columns.ts";
export type { MetricName } from "./lib/display/metrics.ts";
export type { MimeBundle } from "./lib/display/mime_bundle.ts";
export type { JsonCost, JsonDim, JsonInterval, JsonMemoryAccess } from "./lib/display/json_cost.ts";
export type { JsonDecoding, JsonPass } from "./lib/display/json_decoding.ts";
export type { ComparisonJson, JsonComparedLayer, JsonComparedRow } from "./lib/display/comparison_json.ts";
export type { ComparisonDisplayOptions } from "./lib/display/comparison_text.ts";
export type { Compared } from "./lib/display/comparison_view.ts";
export type { JsonAssumption, JsonConvention, JsonShortfall } from "./lib/display/conventions_json.ts";
export type {
  JsonConstraint,
  JsonModule,
  JsonNamedTensor,
  JsonNode,
  JsonStoredTensor,
  JsonTensorType,
  JsonTotals,
  JsonWork,
  ProfileJson,
} from "./lib/display/json.ts";
export type { SummaryOptions } from "./lib/display/summary_text.ts";
export type { TreeOptions } from "./lib/display/tree_text.ts";
export { FormatSyntaxError } from "./lib/formats/format_error.ts";
export { type Atom, type Dim, type Monomial, SymbolicDim } from "./lib/model/dim.ts";
export type { Integer } from "./lib/model/integer.ts";
export type { Terms } from "./lib/model/polynomial.ts";
export type { Range } from "./lib/model/dim_bounds.ts";
export type { DType } from "./lib/model/dtype.ts";
export type { AttributeValue, Graph, LocalFunction, Model, Node, Reference, ValueInfo } from "./lib/model/model.ts";
export type { Element, SparseStorage, Storage, Tensor } from "./lib/model/tensor.ts";
export type { MapType, OptionalType, SequenceType, TensorType, ValueType } from "./lib/model/types.ts";
export {
  type AttributeDeclaration,
  type AttributeDeclarations,
  type Attributes,
  defineOperator,
  type Earlier,
  type NameOf,
  type Operands,
  type Operator,
  type OperatorDefinition,
  type Optional,
  optional,
  type OutputType,
  type Packed,
  type Relation,
  type Role,
  type Site,
  type Widen,
} from "./lib/operators/define.ts";
export { Contradiction, Operand, Unknown } from "./lib/operators/operand.ts";
export * as sizes from "./lib/model/dim.ts";
export type { Free, Primitive, Work, WorkAnswer } from "./lib/operators/work.ts";
