import { assertEquals, assertThrows } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import type { Known } from "../../lib/analysis/known_inputs.ts";
import { measure } from "../../lib/analysis/measure.ts";
import type { Profile } from "../../lib/analysis/profile.ts";
import { symbol } from "../../lib/model/dim.ts";
import { boundsOf } from "../../lib/model/dim_bounds.ts";
import { attributesOf, fileOf, readBytes } from "../formats/onnx/_encode.ts";
import { body, model, type ModelSpec, type NodeSpec, tensor, value } from "./_models.ts";

const profileOf = (spec: ModelSpec, known?: Known): Profile => measure(inferShapes(model(spec), known));
const shapeOf = (profile: Profile, name: string) => `[${profile.tensors.get(name)?.shape?.join(", ")}]`;
const op = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec["attributes"] = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});
const scalar = (name: string, element: number, dtype: "int64" | "bool" = "int64") => tensor(name, [], dtype, [element]);

/** x [2, 4] times w [4, 4] if the condition holds, else x unchanged, or with a column more. */
function choice(elseOutput: "x" | "wide"): ModelSpec {
  const wide = [op("Concat", ["x", "x"], ["wide"], { axis: 1 })];
  const attributes = {
    then_branch: body([], ["product"], [op("MatMul", ["x", "w"], ["product"])]),
    else_branch: elseOutput === "x" ? body([], ["same"], [op("Relu", ["x"], ["same"])]) : body([], ["wide"], wide),
  };
  return {
    inputs: [value("x", [2, 4]), value("yes", [], "bool")],
    outputs: ["y"],
    nodes: [{ ...op("If", ["yes"], ["y"], attributes), name: "choose" }],
    tensors: [tensor("w", [4, 4])],
  };
}

Deno.test("If: a branch that only the data choose makes its costs intervals", () => {
  const profile = profileOf(choice("x"));
  assertEquals(shapeOf(profile, "y"), "[2, 4]");
  assertEquals(boundsOf(profile.totals.macs, profile.ranges), { min: 0, max: 32 });
  assertEquals(boundsOf(profile.totals.flops, profile.ranges), { min: 8, max: 64 }); // 8 comparisons against 32 multiply-accumulates
  assertEquals(profile.coverage, { ...profile.coverage, exact: 1, bounded: 2, unknown: 0 });
  assertEquals(profile.totals.parameters, 16);
});

Deno.test("If: a known condition makes them exact", () => {
  for (const [yes, macs, flops] of [[true, 32, 64], [false, 0, 8]] as const) {
    const { totals, coverage } = profileOf(choice("x"), { values: { yes } });
    assertEquals([totals.macs, totals.flops, coverage.bounded], [macs, flops, 0]);
  }
});

Deno.test("If: a size that differs between the branches lies between theirs", () => {
  const profile = profileOf(choice("wide"));
  assertEquals(shapeOf(profile, "y"), "[2, `choose.output0.axis1`]");
  assertEquals(profile.ranges.get("choose.output0.axis1"), { min: 4, max: 8 });
});

/** A loop that multiplies its state by w as often as `trips` says. */
function loop(trips: NodeSpec["inputs"][number], more: Partial<ModelSpec> = {}): ModelSpec {
  const inner = body(
    [value("i", [], "int64"), value("go", [], "bool"), value("state", [2, 4])],
    ["on", "next", "next"],
    [op("Identity", ["go"], ["on"]), op("MatMul", ["state", "w"], ["next"])],
  );
  return {
    inputs: [value("x", [2, 4])],
    outputs: ["last", "all"],
    nodes: [{ ...op("Loop", [trips, "", "x"], ["last", "all"], { body: inner }), name: "loop" }],
    tensors: [tensor("w", [4, 4]), scalar("five", 5), scalar("none", 0)],
    ...more,
  };
}

Deno.test("Loop: with a known trip count the cost is that of the unrolled graph", () => {
  const looped = profileOf(loop("five"));
  const states = ["x", "a", "b", "c", "d", "e"];
  const unrolled = profileOf({
    inputs: [value("x", [2, 4])],
    outputs: ["e"],
    nodes: states.slice(1).map((state, index) => op("MatMul", [states[index]!, "w"], [state])),
    tensors: [tensor("w", [4, 4])],
  });
  assertEquals([looped.totals.macs, looped.totals.parameters], [unrolled.totals.macs, unrolled.totals.parameters]);
  assertEquals(looped.totals.memoryAccess, unrolled.totals.memoryAccess);
  assertEquals([shapeOf(looped, "last"), shapeOf(looped, "all")], ["[2, 4]", "[5, 2, 4]"]);
  assertEquals(looped.coverage.unknown + looped.coverage.bounded, 0);
});

Deno.test("Loop: a trip count that is a size is a factor of the closed form, one that only the data tell a symbol", () => {
  const nodes = [op("Shape", ["x"], ["shape"]), op("Gather", ["shape", "none"], ["trips"]), ...loop("trips").nodes];
  const bySize = profileOf(loop("trips", { inputs: [value("x", [symbol("n"), 4])], nodes }));
  assertEquals(String(bySize.totals.macs), "16*n*n");
  const inputs = [value("x", [2, 4]), value("trips", [], "int64")];
  assertEquals(String(profileOf(loop("trips", { inputs })).totals.macs), "32*trips"); // the caller's to choose
  assertEquals(profileOf(loop("trips", { inputs }), { values: { trips: 3 } }).totals.macs, 96);
  const found = [op("ReduceMax", ["counts"], ["trips"], { keepdims: 0 }), ...loop("trips").nodes];
  const ofData = loop("trips", { inputs: [value("x", [2, 4]), value("counts", [6], "int64")], nodes: found });
  const byData = profileOf(ofData);
  assertEquals(String(byData.totals.macs), "32*`loop.iterations`");
  assertEquals(byData.coverage.nodes.filter((gap) => gap.coverage === "unknown").map((gap) => gap.op), ["MatMul"]);
  assertEquals(profileOf(ofData, { dims: { "loop.iterations": 3 } }).totals.macs, 96);
});

Deno.test("Loop: a slice from the counter to the next place is one element long, as older exporters cut out rows", () => {
  const inner = body(
    [value("i", [1], "int64"), value("go", [1], "bool")],
    ["go", "row"],
    [op("Add", ["i", "one"], ["end"]), op("Slice", ["x", "i", "end", "zero"], ["cut"]), op("MatMul", ["cut", "w"], ["row"])],
  );
  const nodes = [{ ...op("Loop", ["five", ""], ["rows"], { body: inner }), name: "loop" }];
  const tensors = [tensor("w", [4, 4]), scalar("five", 5), tensor("one", [1], "int64", [1]), tensor("zero", [1], "int64", [0])];
  const profile = profileOf({ inputs: [value("x", [5, 4])], outputs: ["rows"], nodes, tensors });
  assertEquals([shapeOf(profile, "rows"), profile.totals.macs], ["[5, 1, 4]", 5 * 16]);
  assertEquals(profile.coverage.unknown + profile.coverage.bounded, 0);
});

Deno.test("Loop: no trip leaves the state as it came, and a state that grows has a size of its own", () => {
  assertEquals([profileOf(loop("none")).totals.macs, shapeOf(profileOf(loop("none")), "all")], [0, "[0, 2, 4]"]);
  const growing = body(
    [value("i", [], "int64"), value("go", [], "bool"), value("state")],
    ["go", "next"],
    [op("Concat", ["state", "state"], ["next"], { axis: 0 })],
  );
  const nodes = [{ ...op("Loop", ["five", "", "x"], ["y"], { body: growing }), name: "grow" }];
  const profile = profileOf({ inputs: [value("x", [2, 4])], outputs: ["y"], nodes, tensors: [scalar("five", 5)] });
  assertEquals(profile.tensors.get("y")?.shape?.[1], 4);
  assertEquals(typeof profile.tensors.get("y")?.shape?.[0], "object");
});

Deno.test("Loop: a state whose rank nobody knows leaves as it came, where there may be no trip", () => {
  const inner = body(
    [value("i", [], "int64"), value("go", [], "bool"), value("state")],
    ["go", "next"],
    [op("Identity", ["w"], ["next"])],
  );
  const shapeAfter = (trips: string) => {
    const nodes = [{ ...op("Loop", [trips, "", "x"], ["y"], { body: inner }), name: "loop" }];
    const inputs = [value("x"), value("many", [], "int64")];
    const profile = profileOf({ inputs, outputs: ["y"], nodes, tensors: [tensor("w", [4, 4]), scalar("five", 5), scalar("none", 0)] });
    return profile.tensors.get("y")?.shape;
  };
  assertEquals(["none", "many", "five"].map(shapeAfter), [undefined, undefined, [4, 4]]);
});

Deno.test("Scan: as many steps as the sequence is long", () => {
  const step = body([value("state", [4]), value("slice", [4])], ["next", "next"], [op("Add", ["state", "slice"], ["next"])]);
  const nodes = [op("Scan", ["start", "x"], ["last", "all"], { body: step, num_scan_inputs: 1 })];
  const profile = profileOf({ inputs: [value("start", [4]), value("x", [symbol("seq"), 4])], outputs: ["last", "all"], nodes });
  assertEquals([shapeOf(profile, "last"), shapeOf(profile, "all")], ["[4]", "[seq, 4]"]);
  assertEquals(String(profile.totals.work.adds), "4*seq");
});

Deno.test("Scan: the cost is that of the unrolled graph", () => {
  const step = body([value("h", [1, 4]), value("row", [1, 4])], ["next", "next"], [
    op("MatMul", ["h", "w"], ["kept"]),
    op("MatMul", ["row", "u"], ["new"]),
    op("Add", ["kept", "new"], ["sum"]),
    op("Tanh", ["sum"], ["next"]),
  ]);
  const tensors = [tensor("w", [4, 4]), tensor("u", [4, 4])];
  const scanned = profileOf({
    inputs: [value("start", [1, 4]), value("x", [3, 1, 4])],
    outputs: ["last"],
    nodes: [op("Scan", ["start", "x"], ["last", "all"], { body: step, num_scan_inputs: 1 })],
    tensors,
  });
  const steps = [0, 1, 2].flatMap((at) => [
    op("MatMul", [at === 0 ? "start" : `h${at - 1}`, "w"], [`kept${at}`]),
    op("MatMul", [`x${at}`, "u"], [`new${at}`]),
    op("Add", [`kept${at}`, `new${at}`], [`sum${at}`]),
    op("Tanh", [`sum${at}`], [`h${at}`]),
  ]);
  const rows = [0, 1, 2].map((at) => value(`x${at}`, [1, 4]));
  const unrolled = profileOf({ inputs: [value("start", [1, 4]), ...rows], outputs: ["h2"], nodes: steps, tensors });
  assertEquals(scanned.totals.macs, 3 * 2 * 16);
  assertEquals([scanned.totals.work, scanned.totals.parameters], [unrolled.totals.work, unrolled.totals.parameters]);
});

Deno.test("bodies see the values around them, and their own in place of those of the same name", () => {
  const inner = body([], ["h"], [op("MatMul", ["x", "w"], ["h"])], [tensor("w", [4, 3])]);
  const nodes = [op("Relu", ["x"], ["h"]), op("If", ["yes"], ["y"], { then_branch: inner, else_branch: inner })];
  const profile = profileOf({
    inputs: [value("x", [2, 4])],
    outputs: ["y", "h"],
    nodes,
    tensors: [scalar("yes", 1, "bool"), tensor("w", [9, 9])],
  });
  assertEquals([shapeOf(profile, "y"), shapeOf(profile, "h")], ["[2, 3]", "[2, 4]"]);
  assertEquals(profile.totals.parameters, 12);
});

Deno.test("loops in loops multiply, and ones without end are refused", () => {
  const nest = (depth: number): NodeSpec => ({
    ...op("Loop", ["five", "", "x"], [`y${depth}`], {
      body: body(
        [value(`i${depth}`, [], "int64"), value(`go${depth}`, [], "bool"), value(`s${depth}`, [2, 4])],
        [`go${depth}`, `r${depth}`],
        depth === 0 ? [op("MatMul", ["s0", "w"], ["r0"])] : [nest(depth - 1), op("Relu", [`y${depth - 1}`], [`r${depth}`])],
      ),
    }),
    name: `loop${depth}`,
  });
  const spec = (depth: number): ModelSpec => ({
    inputs: [value("x", [2, 4])],
    outputs: [`y${depth}`],
    nodes: [nest(depth)],
    tensors: [tensor("w", [4, 4]), scalar("five", 5)],
  });
  assertEquals(profileOf(spec(2)).totals.macs, 32 * 5 ** 3);
  const growing = (depth: number): NodeSpec => {
    const state = [value(`i${depth}`, [], "int64"), value(`go${depth}`, [], "bool"), value(`s${depth}`)];
    const grown = op("Concat", [depth === 0 ? "s0" : `y${depth - 1}`, `s${depth}`], [`r${depth}`], { axis: 0 });
    return op("Loop", ["five", "", "x"], [`y${depth}`], {
      body: body(state, [`go${depth}`, `r${depth}`], depth === 0 ? [grown] : [growing(depth - 1), grown]),
    });
  };
  const hostile: ModelSpec = { inputs: [value("x", [2, 4])], outputs: ["y30"], nodes: [growing(30)], tensors: [scalar("five", 5)] };
  assertThrows(() => profileOf(hostile), RangeError, "loops and branches");
});

/** A loop of `trips` steps that lengthens a sequence of `first` tensors of shape [2, 3] by `each` at every step; then how many there are, and all of them joined. */
async function lengthened(first: number, each: number, stack: boolean, trips?: number) {
  const sequence = { sequenceType: { elemType: { tensorType: { elemType: 1 } } } };
  const scalar = (name: string, elemType: number) => ({ name, type: { tensorType: { elemType, shape: {} } } });
  const inserts = Array.from(
    { length: each },
    (_, at) => ({ opType: "SequenceInsert", input: [at === 0 ? "s" : `s${at - 1}`, "x"], output: [`s${at}`] }),
  );
  const body = {
    node: [{ opType: "Identity", input: ["going"], output: ["still"] }, ...inserts],
    input: [scalar("i", 7), scalar("going", 9), { name: "s", type: sequence }],
    output: [{ name: "still" }, { name: each === 0 ? "s" : `s${each - 1}` }],
  };
  const model = await readBytes(fileOf({
    input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }, { dimValue: 3 }] } } } }, scalar("n", 7)],
    node: [
      first === 0
        ? { opType: "SequenceEmpty", output: ["begin"] }
        : { opType: "SequenceConstruct", input: new Array(first).fill("x"), output: ["begin"] },
      { opType: "Loop", input: ["n", "", "begin"], output: ["all"], attribute: [{ name: "body", type: 5, g: body }] },
      { opType: "SequenceLength", input: ["all"], output: ["count"] },
      { opType: "ConcatFromSequence", input: ["all"], output: ["y"], attribute: attributesOf({ axis: 0, new_axis: stack ? 1 : 0 }) },
    ],
    output: [{ name: "y" }],
  }));
  const { values } = inferShapes(model, trips === undefined ? {} : { values: { n: trips } });
  const type = values.get("y")?.type;
  return [String(values.get("count")?.elements), type?.kind === "tensor" ? type.shape?.map(String) : undefined];
}

Deno.test("a sequence that a loop lengthens has as many tensors as it had and as each step adds", async () => {
  assertEquals(await lengthened(0, 1, false, 5), ["5", ["10", "3"]]);
  assertEquals(await lengthened(2, 1, false, 5), ["7", ["14", "3"]]);
  assertEquals(await lengthened(2, 3, true, 4), ["14", ["14", "2", "3"]]);
  assertEquals(await lengthened(2, 0, true, 4), ["2", ["2", "2", "3"]]);
  assertEquals(await lengthened(0, 2, true), ["2*n", ["2*n", "2", "3"]]);
  assertEquals(await lengthened(1, 1, false), ["n + 1", ["2*n + 2", "3"]]);
});
