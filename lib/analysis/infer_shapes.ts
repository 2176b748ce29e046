/**
 * Finds the type of every value of a model, and the contents of those that shapes are computed with.
 *
 * @module
 */
import { type Dim, symbol } from "../model/dim.ts";
import { constantWithin, type Range } from "../model/dim_bounds.ts";
import { lookUp } from "../model/look_up.ts";
import { substitution } from "../model/dim_substitute.ts";
import type { Model, ValueInfo } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import type { ValueType } from "../model/types.ts";
import { bind, type Binding } from "../operators/bind.ts";
import type { Operator, OutputType, Site } from "../operators/define.ts";
import { operatorOf } from "../operators/mod.ts";
import { Contradiction, Operand } from "../operators/operand.ts";
import { CASES, inCase, joinCases, type Split } from "./cases.ts";
import { blameSizes, ConstraintList } from "./constraints.ts";
import { contentsOf } from "./contents.ts";
import { inferControlFlow } from "./control_flow.ts";
import type { Scope } from "./control_flow_site.ts";
import { executionOrder } from "./execution_order.ts";
import { type FlatNode, inlineFunctions, ownerOf } from "./inline.ts";
import { isGraph } from "./rename_graph.ts";
import { outputType, withinReason } from "./output_type.ts";
import type { TypedModel, TypedNode, TypedValue } from "./typed_model.ts";
import { bindInputs, checkDims, elementsOf, freeInputs, isCount, type Known } from "./known_inputs.ts";

/** Each split doubles what follows it; real models have a few, which mostly settle in the first case. */
const MAX_SPLITS = 4;

/** Loops in loops are followed more than once to see which sizes stay; far more steps in bodies than any real model takes are refused. */
const MAX_VISITS = 200_000;

/**
 * Infers the types of all values.
 *
 * @throws {ArgumentError} If `known` names an input or a dimension that the model does not have, or gives an input the wrong rank.
 */
export function inferShapes(model: Model, known: Known = {}): TypedModel {
  const inference = new Inference(model, known);
  const typed = inference.run();
  if (inference.bindings.size > 0 && typed.nodes.some((node) => node.problem !== undefined)) {
    const { operators } = known;
    blameSizes(new Inference(model, operators ? { operators } : {}).run().constraints, inference.bindings);
  }
  return typed;
}

class Inference {
  readonly #values = new Map<string, TypedValue>();
  readonly #notes: string[] = [];
  readonly #ranges = new Map<string, Range>();
  readonly #dataSizes = new Set<string>();
  readonly #bodyTensors = new Map<string, Tensor>();
  #visited = 0;
  #constraints = new ConstraintList();
  readonly bindings: ReadonlyMap<string, Dim>;
  readonly #substitute: (dim: Dim) => Dim;
  #split: Split | undefined;
  readonly #own: ReadonlyMap<string, Operator>;
  readonly #model: Model;
  readonly #known: Known;

  constructor(model: Model, known: Known) {
    this.#model = model;
    this.#known = known;
    this.#own = new Map(known.operators?.map((operator) => [`${operator.domain ?? "ai.onnx"}::${operator.name}`, operator]));
    this.bindings = bindInputs(freeInputs(model, known), known, this.#notes);
    this.#substitute = substitution(this.bindings);
  }

  run(): TypedModel {
    const { graph } = this.#model;
    for (const [name, tensor] of graph.initializers) {
      const { dtype, shape, elements } = tensor;
      this.#values.set(name, { type: { kind: "tensor", dtype, shape }, ...(elements && { elements }), constant: true });
    }
    const inputs = freeInputs(this.#model, this.#known).map((input) => this.#setInput(input));
    const flat = inlineFunctions(this.#model);
    const { ordered, cyclic } = executionOrder(flat.nodes);
    const declared = new Map([...graph.valueInfo, ...graph.outputs.map((output) => [output.name, output] as const), ...flat.declared]);
    const nodes = this.#walk(ordered, declared);
    nodes.push(...cyclic.map((node) => this.#failed(node, declared, "it waits for its own result: the graph has a circle")));
    checkDims(freeInputs(this.#model, this.#known), this.#known, this.#dataSizes);
    const outputs = graph.outputs.map(({ name }): ValueInfo => {
      const type = this.#values.get(name)?.type;
      return type ? { name, type } : { name };
    });
    return {
      model: this.#model,
      nodes,
      values: this.#values,
      bodyTensors: this.#bodyTensors,
      inputs,
      outputs,
      ranges: this.#ranges,
      constraints: this.#constraints.list(),
      notes: this.#notes,
    };
  }

  #setInput({ name, type }: ValueInfo): ValueInfo {
    const given = lookUp(this.#known.inputs ?? {}, name);
    const declared = given ? { ...type, kind: "tensor" as const, shape: given } : type;
    const bound = declared && this.#bound(declared);
    const value = lookUp(this.#known.values ?? {}, name);
    const elements = value === undefined ? undefined : elementsOf(value);
    this.#values.set(name, { ...(bound && { type: bound }), ...(elements && { elements }), constant: false });
    return bound ? { name, type: bound } : { name };
  }

  /** A declared type with the values of bound dimensions put in. */
  #bound(type: ValueType): ValueType {
    if (type.kind !== "tensor" || type.shape === undefined || this.bindings.size === 0) return type;
    return { ...type, shape: type.shape.map(this.#substitute) };
  }

  /** Nodes in turn. Behind a branch whose outputs may have one rank or another, what follows is inferred once for each. */
  #walk(flats: readonly FlatNode[], declared: ReadonlyMap<string, ValueInfo>, depth = 0): TypedNode[] {
    const nodes: TypedNode[] = [];
    for (const [index, flat] of flats.entries()) {
      nodes.push(...this.#visitAll(flat, declared));
      const split = this.#split;
      if (split === undefined || depth >= MAX_SPLITS) continue;
      const rest = flats.slice(index + 1);
      const runs = split.cases.map((outputs, at) =>
        this.#perhaps(() => {
          const named = inCase(rest, CASES[at]!, flat);
          flat.node.outputs.forEach((output, index) => this.#values.set(named.value(output), outputs[index] ?? { constant: false }));
          return this.#walk(named.rest, declared, depth + 1);
        })
      );
      const { nodes: both, note } = joinCases(nodes, runs, split.then, flat, this.#values);
      if (note !== undefined) this.#notes.push(note);
      return [...both];
    }
    return nodes;
  }

  /** A node, behind those of the graphs that it runs. */
  #visitAll(flat: FlatNode, declared: ReadonlyMap<string, ValueInfo>): TypedNode[] {
    const scope: Scope = {
      values: this.#values,
      visit: (inner) => {
        if (++this.#visited > MAX_VISITS) {
          throw new RangeError(`Cannot follow the model's loops and branches as they must take at most ${MAX_VISITS} steps`);
        }
        return this.#visitAll(inner, declared);
      },
      fresh: (owner, size, range) => this.#fresh(owner, size, range),
      store: (name, tensor) => this.#bodyTensors.set(name, tensor),
      count: (value) => this.#count(value),
      perhaps: (run) => this.#perhaps(run),
    };
    let outcome: ReturnType<typeof inferControlFlow>;
    try {
      outcome = inferControlFlow(flat, scope);
    } catch (error) {
      if (this.#visited > MAX_VISITS) throw error;
      return [this.#failed(flat, declared, error instanceof Error ? error.message : String(error), true)];
    }
    this.#split = outcome?.split;
    if (outcome === undefined) return [this.#visit(flat, declared)];
    const { nodes, outputs } = outcome;
    if (outputs === undefined) return [...nodes, { ...this.#visit(flat, declared), runsBodies: true }];
    flat.node.outputs.forEach((output, index) => output !== "" && this.#values.set(output, outputs[index] ?? { constant: false }));
    const missing = flat.node.outputs.findIndex((output, index) => output !== "" && outputs[index]?.type === undefined);
    const problem = missing < 0 ? undefined : `the type of output ${flat.node.outputs[missing]} is not known`;
    return [...nodes, { ...flat, runsBodies: true, ...(problem !== undefined && { problem }) }];
  }

  #visit(flat: FlatNode, declared: ReadonlyMap<string, ValueInfo>): TypedNode {
    const { node } = flat;
    const operator = this.#own.get(`${node.domain}::${node.op}`) ?? operatorOf(node.domain, node.op);
    if (operator === undefined) {
      const where = node.domain === "ai.onnx" ? "" : ` of domain ${node.domain}`;
      return this.#failed(flat, declared, `no rule for operator ${node.op}${where}`, node.attributes.values().some(isGraph));
    }
    let binding: Binding | undefined;
    try {
      binding = bind(operator, node, flat.opset.get(node.domain) ?? Infinity, (value, name) => this.#operand(value, name));
      const types = operator.shape(binding.inputs, binding.attributes, this.#site(flat));
      const problem = this.#setOutputs(flat, operator, binding, types);
      return { ...flat, operator, binding, ...(problem !== undefined && { problem }) };
    } catch (error) {
      return {
        ...this.#failed(flat, declared, error instanceof Error ? error.message : String(error), true),
        ...(error instanceof Contradiction && { contradicts: true }),
        operator,
        ...(binding && { binding }),
      };
    }
  }

  #site(flat: FlatNode): Site {
    const { node } = flat;
    const owner = ownerOf(flat);
    return {
      outputCount: node.outputs.length,
      fresh: (size, range) => this.#fresh(owner, size, range),
      require: (left, relation, right) => this.#constraints.require(owner, left, relation, right),
    };
  }

  /** Follows what may not run, and forgets what it needs. */
  #perhaps<T>(run: () => T): T {
    const before = this.#constraints;
    this.#constraints = before.copy();
    try {
      return run();
    } finally {
      this.#constraints = before;
    }
  }

  #fresh(owner: string, size: string, { min = 0, max }: Partial<Range> = {}): Dim {
    const name = `${owner}.${size}`;
    this.#dataSizes.add(name);
    const given = lookUp(this.#known.dims ?? {}, name);
    if (given !== undefined) return given;
    this.#ranges.set(name, max === undefined ? { min } : { min, max });
    return symbol(name);
  }

  #count(value: string): Dim | undefined {
    const known = this.#values.get(value);
    const [element] = known?.elements ?? [];
    if (typeof element === "string") return undefined;
    if (element !== undefined || known?.elements !== undefined || !isCount(value, freeInputs(this.#model, this.#known))) return element;
    this.#values.set(value, { ...known!, elements: [symbol(value)] });
    return symbol(value);
  }

  #operand(value: string, name: string): Operand {
    const known = this.#values.get(value);
    return new Operand(name, this.#constraints.pinned(known?.type), known?.elements);
  }

  #setOutputs(flat: FlatNode, operator: Operator, binding: Binding, types: readonly OutputType[]): string | undefined {
    const { outputs } = flat.node;
    const first = Object.values(binding.inputs).flat().find((input) => input instanceof Operand)?.type;
    const dtype = first?.kind === "tensor" ? first.dtype : undefined;
    const owner = ownerOf(flat);
    const typed = outputs.map((_, index) => {
      const type = this.#sameEachTime(outputType(types[index], dtype));
      return withinReason(type, (axis) => this.#fresh(owner, `output${index}.axis${axis}`));
    });
    const contents = contentsOf(operator, binding, typed, outputs);
    const constant = this.#isConstant(flat, operator);
    outputs.forEach((output, index) => {
      if (output === "") return;
      const [type, elements] = [typed[index], contents?.[index]];
      this.#values.set(output, { ...(type && { type }), ...(elements && { elements }), constant });
    });
    const missing = outputs.findIndex((output, index) => output !== "" && typed[index] === undefined);
    return missing < 0 ? undefined : `the type of output ${outputs[missing]} is not known`;
  }

  /** A size in a loop's body that is one number whatever the iteration, such as that of a slice from `i` to `i + 1`, is that number. */
  #sameEachTime(type: ValueType | undefined): ValueType | undefined {
    if (this.#ranges.size === 0 || type?.kind !== "tensor" || type.shape === undefined) return type;
    return { ...type, shape: type.shape.map((dim) => constantWithin(dim, this.#ranges) ?? dim) };
  }

  #isConstant({ node }: FlatNode, operator: Operator): boolean {
    if (operator.random) return false;
    const shapesOnly = operator.shapesOnly === true;
    return shapesOnly || node.inputs.every((input) => input === "" || this.#values.get(input)?.constant === true);
  }

  /**
   * Without a rule, what the file declares about the outputs is all there is. Where a shape depends on what is not known, be it a value that a rule needs or a
   * subgraph's way, a declared shape is no help: it was true for the inputs that the exporter happened to see.
   */
  #failed(flat: FlatNode, declared: ReadonlyMap<string, ValueInfo>, problem: string, dependsOnData = false): TypedNode {
    for (const output of flat.node.outputs) {
      if (output === "") continue;
      const type = declared.get(output)?.type;
      const known = dependsOnData && type?.kind === "tensor"
        ? { kind: type.kind, ...(type.dtype && { dtype: type.dtype }) }
        : type && this.#bound(type);
      this.#values.set(output, { ...(known && { type: known }), constant: false });
    }
    return { ...flat, problem };
  }
}
