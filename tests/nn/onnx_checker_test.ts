/** The files that are written from the zoo, before the standard's own checker and shape inference (Debian's python3-onnx). */
import { assertEquals } from "@std/assert";
import { type nn, toOnnx, zoo } from "../../mod.ts";

const PYTHON = "/usr/bin/python3";
const hasOnnx = await new Deno.Command(PYTHON, { args: ["-c", "import onnx"], stderr: "null" }).output().then(
  ({ success }) => success,
  () => false,
);

/** Checks all files of the folder, and prints for each its name and the shapes that onnx infers for the outputs without looking at the declared ones. */
const CHECK = `
import glob, json, onnx, os
from onnx import checker, shape_inference
for file in sorted(glob.glob("*.onnx")):
    try:
        checker.check_model(file)
        model = onnx.load(file, load_external_data=False)
        shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
        print(json.dumps([file, "ok"]))
    except Exception as error:
        print(json.dumps([file, str(error)[:500]]))
`;

Deno.test({
  name: `onnx's checker and strict shape inference accept every network of the zoo${
    hasOnnx ? "" : " (skipped: python3-onnx is not installed)"
  }`,
  ignore: !hasOnnx,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const makers = Object.entries(zoo as unknown as Record<string, (options?: object) => nn.Module>);
      for (const [name, make] of makers) {
        const location = `${name}.weights`;
        await Deno.writeFile(
          `${folder}/${name}.onnx`,
          await toOnnx(make(name === "llama2_70b" ? { layers: 4 } : {}), { weights: "external", location }),
        );
        const file = await Deno.open(`${folder}/${location}`, { write: true, create: true });
        await file.truncate(2 ** 35); // a hole: the checker wants the file to be there
        file.close();
      }
      const { stdout } = await new Deno.Command(PYTHON, { args: ["-c", CHECK], cwd: folder, stdout: "piped" }).output();
      const lines = new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line) as [string, string]);
      assertEquals(lines.filter(([, verdict]) => verdict !== "ok"), []);
      assertEquals(lines.length, makers.length);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
