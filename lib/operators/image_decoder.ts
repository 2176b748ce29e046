import { lookUp } from "../model/look_up.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";

/** Reads a picture. */
export const imageDecoder: Operator = defineOperator({
  name: "ImageDecoder",
  summary: "The picture that a file's bytes hold: height, width, channels.",
  inputs: ["encoded_stream"],
  outputs: ["image"],
  attributes: { pixel_format: "RGB" },
  shape(_, { pixel_format }, site) {
    const channels = lookUp({ RGB: 3, BGR: 3, Grayscale: 1 }, pixel_format);
    if (channels === undefined) throw new Contradiction(`pixel_format must be RGB, BGR or Grayscale: current value is ${pixel_format}`);
    return [tensorType("uint8", [site.fresh("height", { min: 0 }), site.fresh("width", { min: 0 }), channels])];
  },
  work() {
    throw new Unknown("how much arithmetic decoding takes depends on the picture's format");
  },
});
