/**
 * Puts a node's inputs and attributes under the names that its operator declares, so that no rule knows in which version of the standard it was written.
 *
 * @module
 */
import { integer } from "../model/dim.ts";
import { type AttributeValue, type Node, Reference } from "../model/model.ts";
import type { AttributeDeclaration, AttributeDeclarations, Earlier, Operands, Operator } from "./define.ts";
import { Contradiction, Operand } from "./operand.ts";

/** A node seen through its operator's definition. */
export interface Binding {
  /** The inputs by declared name. */
  readonly inputs: Operands<string>;
  /** The attributes by declared name, defaults put in. */
  // deno-lint-ignore no-explicit-any -- each definition's rules know their own attributes' types
  readonly attributes: any;
}

/** What an operand's value is called and what is known of it. */
export type Lookup = (valueName: string, declaredName: string) => Operand;

/**
 * Sees a node through its operator's definition.
 *
 * @throws {Contradiction} If an input that the operator needs is missing or an attribute has a value of another kind.
 */
export function bind(operator: Operator, node: Node, opset: number, lookup: Lookup): Binding {
  const earlier = operator.earlier?.find(({ below }) => opset < below);
  return { inputs: bindInputs(operator, node, lookup, earlier), attributes: bindAttributes(operator, node, earlier) };
}

function bindInputs(operator: Operator, node: Node, lookup: Lookup, earlier?: Earlier<string, AttributeDeclarations>): Operands<string> {
  const bound: { [name: string]: Operand | readonly Operand[] } = {};
  const declared = earlier?.inputs ?? operator.inputs;
  declared.forEach((mark, index) => {
    const name = nameOf(mark);
    if (mark.endsWith("*")) {
      bound[name] = node.inputs.slice(index).filter((value) => value !== "").map((value) => lookup(value, name));
      return;
    }
    const value = node.inputs[index];
    if (value !== undefined && value !== "") bound[name] = lookup(value, name);
    else if (!mark.endsWith("?") && attributeFor(operator, node, name) === undefined) {
      throw new Contradiction(`input ${name} must be present: it is missing`);
    }
  });
  for (const mark of operator.inputs) {
    const name = nameOf(mark);
    const attribute = attributeFor(operator, node, name);
    if (bound[name] === undefined && attribute !== undefined && !(attribute instanceof Reference)) bound[name] = operandOf(name, attribute);
  }
  return bound as Operands<string>;
}

/** The attribute that an input was in earlier versions: of its own name, or of a former one. */
function attributeFor(operator: Operator, node: Node, input: string): AttributeValue | undefined {
  return node.attributes.get(input) ?? node.attributes.get(operator.formerly?.[input] ?? input);
}

/** The declared name without its mark. */
export function nameOf(mark: string): string {
  return mark.endsWith("?") || mark.endsWith("*") ? mark.slice(0, -1) : mark;
}

function operandOf(name: string, attribute: AttributeValue): Operand {
  const values = Array.isArray(attribute) ? attribute : [attribute];
  if (!values.every((value) => typeof value === "number")) {
    throw new Contradiction(`attribute ${name} must be a number or a list of numbers`);
  }
  const whole = values.every((value) => Number.isInteger(value));
  const shape = Array.isArray(attribute) ? [values.length] : [];
  return new Operand(name, { kind: "tensor", dtype: whole ? "int64" : "float32", shape }, whole ? values.map(integer) : values);
}

function bindAttributes(operator: Operator, node: Node, earlier?: Earlier<string, AttributeDeclarations>): { [name: string]: unknown } {
  const bound: { [name: string]: unknown } = {};
  for (const [name, declaration] of Object.entries(operator.attributes)) {
    const given = node.attributes.get(name);
    const then = earlier?.attributes?.[name];
    if (given === undefined) bound[name] = then ?? (isOptional(declaration) ? undefined : declaration);
    else if (fits(given, declaration)) bound[name] = given;
    else throw new Contradiction(`attribute ${name} must be of the kind ${kindOf(declaration)}: current value is ${describe(given)}`);
  }
  return bound;
}

function isOptional(declaration: AttributeDeclaration): declaration is Exclude<AttributeDeclaration, number | string | readonly unknown[]> {
  return typeof declaration === "object" && !Array.isArray(declaration);
}

function kindOf(declaration: AttributeDeclaration): string {
  if (isOptional(declaration)) return declaration.optional;
  if (Array.isArray(declaration)) return declaration.some((item) => typeof item === "string") ? "strings" : "ints";
  return typeof declaration === "string" ? "string" : "float";
}

function fits(value: AttributeValue, declaration: AttributeDeclaration): boolean {
  const kind = kindOf(declaration);
  if (kind === "int") return Number.isInteger(value);
  if (kind === "float") return typeof value === "number";
  if (kind === "string") return typeof value === "string";
  if (kind === "ints") return Array.isArray(value) && value.every((item) => Number.isInteger(item));
  if (kind === "floats") return Array.isArray(value) && value.every((item) => typeof item === "number");
  if (kind === "strings") return Array.isArray(value) && value.every((item) => typeof item === "string");
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Reference);
}

function describe(value: AttributeValue): string {
  return typeof value === "number" || typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? "a list" : "an object";
}
