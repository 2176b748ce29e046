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
export { type Audit, audit, type AuditJson } from "./lib/audit.ts";
export { type Device, device, type DeviceJson } from "./lib/device.ts";
export {
  Experiment,
  type ExperimentFacts,
  type ExperimentOptions,
  type ExperimentRow,
  experiments,
  type RowNetwork,
} from "./lib/experiments/mod.ts";
export { measure, type Measurement, type MeasurementJson, type MeasureOptions, readProfile } from "./lib/measure.ts";
export type { MeasurementChart, MeasurementChartName } from "./lib/measurement_chart.ts";
export { Race, race, type RaceOptions, type RaceRow } from "./lib/race.ts";
export { load, profile, type ProfileOptions, reconcile, type ReconcileOptions, type Source, summary, tree } from "./lib/profile.ts";
export { Explained } from "./lib/explained.ts";
export { identify } from "./lib/identify.ts";
export { steadyOutputs } from "./lib/steady_outputs.ts";
export { Identification } from "./lib/identification.ts";
export { Reconciliation, SideBySide } from "./lib/reconciliation.ts";
export { DrawnChart } from "./lib/drawn_chart.ts";
export { ChartDisplay } from "./lib/chart_display.ts";
export { GraphDisplay } from "./lib/graph_display.ts";
export { Report } from "./lib/report.ts";
export { Summary } from "./lib/summary.ts";
export { Tree } from "./lib/tree.ts";
export { Shown } from "./lib/shown.ts";
export { vegaLite, VegaLiteChart } from "./lib/vega_lite.ts";

export { ArgumentError } from "./lib/analysis/argument_error.ts";
export type { Architecture } from "./lib/analysis/architecture.ts";
export type { Budget, BudgetName, Overrun } from "./lib/analysis/budget.ts";
export type { Fingerprint } from "./lib/analysis/fingerprint.ts";
export type { Kinship } from "./lib/analysis/same_network.ts";
export type { Constraint } from "./lib/analysis/constraints.ts";
export type { ConventionFacts, Item } from "./lib/analysis/conventions/convention.ts";
export type { Assumption, ConventionCount, ConventionNumbers, Counts, Shortfall } from "./lib/analysis/conventions/count.ts";
export type { Coverage, CoverageGap } from "./lib/analysis/coverage.ts";
export type { Decoding, PassCost } from "./lib/analysis/decoding.ts";
export type { ConventionRule, NumberShare, RulePart } from "./lib/analysis/explain/convention_rules.ts";
export type { ExplainedPart, Explanation } from "./lib/analysis/explain/explain.ts";
export type { Factor, Formula, Operation } from "./lib/analysis/explain/formula.ts";
export type { Quantity } from "./lib/analysis/explain/quantities.ts";
export type { Candidate } from "./lib/analysis/identify/candidates.ts";
export type { Identified, Match } from "./lib/analysis/identify/identify_number.ts";
export type { Counted, PrintedNumber, Reading } from "./lib/analysis/identify/printed_number.ts";
export type { Modification, ModificationKind } from "./lib/analysis/identify/variant.ts";
export type {
  Finding,
  GuidelineName,
  GuidelineReport,
  LayerMeasures,
  Measure,
  MeasureUnit,
  Severity,
} from "./lib/analysis/guidelines/guideline.ts";
export type { AuditFacts } from "./lib/analysis/guidelines/mod.ts";
export type { GraphBox, GraphEdge, GraphOptions, ModuleGraph } from "./lib/analysis/graph/module_graph.ts";
export type { InputValue } from "./lib/analysis/known_inputs.ts";
export type { ModuleCost } from "./lib/analysis/measure_modules.ts";
export type { MemoryAccess } from "./lib/analysis/memory_access.ts";
export type { Note } from "./lib/analysis/notes.ts";
export type { Lifetime } from "./lib/analysis/peak_memory.ts";
export type { NamedTensor, NodeCost, Profile, Totals } from "./lib/analysis/profile.ts";
export type { ReceptiveField } from "./lib/analysis/receptive_field.ts";
export type { RecoveredName, StoredTensor } from "./lib/analysis/stored_tensors.ts";
export type { Side } from "./lib/analysis/reconcile/side.ts";
export type { Step } from "./lib/analysis/reconcile/waterfall.ts";
export type { OperatorClass } from "./lib/analysis/operator_class.ts";
export type { Kernel } from "./lib/analysis/timing/kernel.ts";
export type { Evidence, MappedKernel } from "./lib/analysis/timing/map_kernels.ts";
export type { Spread } from "./lib/analysis/timing/spread.ts";
export type { ClassTime, ModuleTime, Rates, TimedKernel, Timing } from "./lib/analysis/timing/timing.ts";
export type { Sparsity } from "./lib/analysis/sparsity.ts";
export { SourceError } from "./lib/bytes/source_error.ts";
export type { Progress, WatchOptions } from "./lib/bytes/watched_source.ts";
export type { FetchOptions } from "./lib/bytes/url_source.ts";
export type { OpenOptions } from "./lib/bytes/open_source.ts";
export type { ChartName, ChartOptions } from "./lib/display/charts/mod.ts";
export type { TimeByKind } from "./lib/display/charts/time_by_kind.ts";
export type { VegaLiteSpec } from "./lib/display/charts/chart.ts";
export { type DeviceFigures, DEVICES } from "./lib/display/charts/devices.ts";
export type { JsonExplanation, JsonPart, JsonQuantity, JsonRule } from "./lib/display/explanation_json.ts";
export type { JsonIdentification, JsonMatch } from "./lib/display/identification_json.ts";
export type { SummaryColumn } from "./lib/display/layer_columns.ts";
export type { MetricName } from "./lib/display/metrics.ts";
export type { RaceFacts } from "./lib/display/race_table.ts";
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
export type { JsonConventionEntry, SideBySideJson } from "./lib/display/side_by_side_json.ts";
export type { JsonSide, JsonStep, WaterfallJson } from "./lib/display/waterfall_json.ts";
export type { CsvTable } from "./lib/display/profile_csv.ts";
export type { SummaryOptions } from "./lib/display/summary_text.ts";
export type { TreeOptions } from "./lib/display/tree_text.ts";
export { Network } from "./lib/network/network.ts";
export { NetworkModule } from "./lib/network/network_module.ts";
export { NetworkTensor } from "./lib/network/network_tensor.ts";
export { StateDict } from "./lib/network/state_dict.ts";
export { type KeyDifference, type LoadStateDictOptions, StateDictError } from "./lib/network/load_state_dict.ts";
export { TensorStatistics } from "./lib/tensor_statistics.ts";
export type { Column } from "./lib/experiments/networks.ts";
export type { ExperimentName, Machine } from "./lib/experiments/paper_tables.ts";
export { FormatSyntaxError } from "./lib/formats/format_error.ts";
export { type Atom, type Dim, type Monomial, SymbolicDim } from "./lib/model/dim.ts";
export type { Integer } from "./lib/model/integer.ts";
export type { Terms } from "./lib/model/polynomial.ts";
export type { Range } from "./lib/model/dim_bounds.ts";
export type { DType } from "./lib/model/dtype.ts";
export type { AttributeValue, Checkpoint, Graph, LocalFunction, Model, ModuleInfo, Node, Reference, ValueInfo } from "./lib/model/model.ts";
export type { ModelSource, ModelSourceOptions } from "./lib/model/model_source.ts";
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
export type { Binding } from "./lib/operators/bind.ts";
export type { Weights } from "./lib/runner/model_file.ts";
export type { RuntimeName } from "./lib/runner/onnxruntime.ts";
export type { RunOptions } from "./lib/runner/run_model.ts";
export { Contradiction, Operand, Unknown } from "./lib/operators/operand.ts";
export { toOnnx, type ToOnnxOptions, weightsOf } from "./lib/to_onnx.ts";
export type { WriteOptions } from "./lib/formats/onnx/write.ts";
export * as nn from "./lib/nn/mod.ts";
export * as zoo from "./lib/nn/zoo/mod.ts";
export * as sizes from "./lib/model/dim.ts";
export type { Free, Primitive, Work, WorkAnswer } from "./lib/operators/work.ts";
export type { Numbers } from "./lib/bytes/encode_array.ts";
export type { NumericArray } from "./lib/bytes/typed_array.ts";
export type { Histogram, Statistics } from "./lib/model/statistics.ts";
export { type Elements, loadElements } from "./lib/weights/load_elements.ts";
export type { DataPlacement, SaveOptions } from "./lib/weights/save_model.ts";
