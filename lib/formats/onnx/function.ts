import type { AttributeValue, LocalFunction, Node, ValueInfo } from "../../model/model.ts";
import { domainOf, parseOpset } from "./entries.ts";
import { addValueInfo, parseAttribute, parseNode } from "./graph.ts";
import { FUNCTION } from "./schema.ts";
import { parseValueInfo } from "./types.ts";
import { LACKING, type Parsing, type Wire } from "./wire.ts";

/** Reads a `FunctionProto`. As long as the message has fields: one case each. */
export function* parseFunction(wire: Wire): Parsing<LocalFunction> {
  const { fields } = FUNCTION;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: string[] = [];
  const defaults = new Map<string, AttributeValue>();
  const opset = new Map<string, number>();
  const nodes: Node[] = [];
  const valueInfo = new Map<string, ValueInfo>();
  let name = "", domain = "", overload = "";
  const outer = wire.enter(FUNCTION);
  while (wire.inside) {
    switch (wire.next()) {
      case LACKING:
        yield;
        break;
      case fields.name:
        name = wire.text();
        break;
      case fields.domain:
        domain = wire.text();
        break;
      case fields.overload:
        overload = wire.text();
        break;
      case fields.input:
        inputs.push(wire.text());
        break;
      case fields.output:
        outputs.push(wire.text());
        break;
      case fields.attribute:
        attributes.push(wire.text());
        break;
      case fields.attribute_proto:
        yield* parseAttribute(wire, defaults);
        break;
      case fields.opset_import:
        parseOpset(wire, opset);
        break;
      case fields.node:
        nodes.push(yield* parseNode(wire));
        break;
      case fields.value_info:
        addValueInfo(valueInfo, parseValueInfo(wire));
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  return { name, domain: domainOf(domain), overload, inputs, outputs, attributes, defaults, opset, nodes, valueInfo };
}
