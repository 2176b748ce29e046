import { assert, assertEquals } from "@std/assert";
import type { GraphEdge } from "../../../lib/analysis/graph/module_graph.ts";
import { intoColumns } from "../../../lib/display/graph/columns.ts";
import { isGroup, type SketchBox, type SketchPart } from "../../../lib/display/graph/sketch.ts";

function box(id: number): SketchBox {
  return { id, segments: [{ title: `${id}`, detail: "", height: 30, tone: "plain", tooltip: "" }], width: 80, height: 30, piled: false };
}

function edge(from: number, to: number): GraphEdge {
  return { from, to, values: [`${from}`] };
}

function idsOf(parts: readonly SketchPart[]): number[] {
  return parts.flatMap((part) => isGroup(part) ? idsOf(part.parts) : [part.id]);
}

const CHAIN = Array.from({ length: 200 }, (_, id) => box(id));
const EDGES = Array.from({ length: 199 }, (_, id) => edge(id, id + 1));

Deno.test("a short chain is one column, a long one several of about the same height", () => {
  assertEquals(intoColumns(CHAIN.slice(0, 10), EDGES.slice(0, 9)).length, 1);
  assertEquals(intoColumns([], []).map(({ parts }) => parts), [[]]);
  const columns = intoColumns(CHAIN, EDGES);
  assert(columns.length > 3 && columns.length < 8, `${columns.length}`);
  const sizes = columns.map(({ parts }) => parts.length);
  assert(Math.max(...sizes) < 1.5 * Math.min(...sizes), `${sizes}`);
  assertEquals(columns.flatMap(({ parts }) => idsOf(parts)), CHAIN.map(({ id }) => id));
});

Deno.test("what crosses leaves one column, passes those between and enters another", () => {
  const columns = intoColumns(CHAIN, [...EDGES, edge(0, 199)]);
  assert(columns[0]!.leaving.includes(0));
  for (const { entering } of columns.slice(1, -1)) {
    assertEquals(entering.filter(({ from }) => from === 0), [{ from: 0, to: [], passes: true }]);
  }
  assertEquals(columns.at(-1)!.entering.find(({ from }) => from === 0), { from: 0, to: [199], passes: false });
  const within = columns.reduce((total, { edges }) => total + edges.length, 0);
  assertEquals(within, 199 - (columns.length - 1));
});

Deno.test("a cut is where little crosses and no group is divided", () => {
  // blocks of ten boxes; inside one, every box is taken up to the block's end
  const groups = Array.from({ length: 12 }, (_, group) => ({
    id: 1000 + group,
    title: `g${group}`,
    titleWidth: 20,
    piled: false,
    tooltip: "",
    parts: CHAIN.slice(10 * group, 10 * group + 10),
  }));
  const inner = CHAIN.slice(0, 120).map(({ id }) => edge(id, 10 * Math.floor(id / 10) + 9)).filter(({ from, to }) => to > from + 1);
  const columns = intoColumns(groups, [...EDGES.slice(0, 119), ...inner]);
  assert(columns.length > 1);
  for (const { parts } of columns) assertEquals(idsOf(parts).length % 10, 0);
});

Deno.test("a group that must be divided is named in each column", () => {
  const columns = intoColumns([{ id: 1000, title: "all", titleWidth: 20, piled: false, tooltip: "", parts: CHAIN }], EDGES);
  const titles = columns.map(({ parts: [group] }) => isGroup(group!) ? group.title : "");
  assertEquals(titles.slice(0, 2), ["all", "all (continued)"]);
});
