import { assert, assertEquals } from "@std/assert";
import { isGroup, type Sketch, type SketchPart } from "../../lib/display/graph/sketch.ts";
import type { Rectangle } from "../../lib/pictures/lay_out_column.ts";
import { jsonApart } from "./_process.ts";

interface LaidOut {
  readonly sketch: Sketch;
  readonly columns: readonly {
    readonly boxes: [number, Rectangle][];
    readonly groups: [number, Rectangle][];
    readonly entries: number[];
    readonly exits: number[];
  }[];
}

const MODELS = [
  "examples/resnet50.onnx",
  ...["gpt2_nano.dyn", "unet.keep", "shufflenet_v2_x0_5.fold", "lstm_lm.dyn"].map((name) => `tests/data/zoo/${name}.onnx`),
];

const laidOut = await jsonApart<LaidOut[]>(`
  import { profile } from "ROOTmod.ts";
  import { moduleGraph } from "ROOTlib/analysis/graph/module_graph.ts";
  import { sketchGraph } from "ROOTlib/display/graph/sketch_graph.ts";
  import { layOutColumn } from "ROOTlib/pictures/lay_out_column.ts";
  const answers = [];
  for (const path of ${JSON.stringify(MODELS)}) {
    const { facts } = await profile(new URL(path, "ROOT"));
    const sketch = sketchGraph(facts, moduleGraph(facts));
    const columns = await Promise.all(sketch.columns.map(layOutColumn));
    answers.push({ sketch, columns: columns.map(({ boxes, groups, entries, exits }) => ({ boxes: [...boxes], groups: [...groups], entries: [...entries.keys()], exits: [...exits.keys()] })) });
  }
  console.log(JSON.stringify(answers));`);

function apart(a: Rectangle, b: Rectangle): boolean {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

function isInside(inner: Rectangle, outer: Rectangle): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;
}

Deno.test("no box lies on another, each is in its group, below the group's title", () => {
  for (const { sketch, columns } of laidOut) {
    sketch.columns.forEach(({ parts, entering, leaving }, index) => {
      const [boxes, groups] = [new Map(columns[index]!.boxes), new Map(columns[index]!.groups)];
      const frames = [...boxes.values()];
      frames.forEach((frame, place) => {
        for (const other of frames.slice(place + 1)) assert(apart(frame, other), `${sketch.title}: ${JSON.stringify([frame, other])}`);
      });
      const walk = (part: SketchPart, around?: Rectangle): void => {
        const frame = (isGroup(part) ? groups : boxes).get(part.id)!;
        if (around !== undefined) {
          assert(isInside(frame, around) && frame.y >= around.y + 14, `${sketch.title}: ${JSON.stringify([frame, around])}`);
        }
        if (!isGroup(part)) return assert(Math.abs(frame.width - part.width) < 0.1 && Math.abs(frame.height - part.height) < 0.1);
        assert(frame.width >= part.titleWidth, part.title);
        part.parts.forEach((each) => walk(each, frame));
      };
      parts.forEach((part) => walk(part));
      assertEquals(columns[index]!.entries.toSorted(), entering.map(({ from }) => from).toSorted());
      assertEquals(columns[index]!.exits.length, leaving.length + entering.filter(({ passes }) => passes).length);
    });
  }
});
