/** Runs the paper's four experiments, and prints their results with the seconds that all took, as JSON. */
import { experiments } from "../../mod.ts";

const start = performance.now();
const results = [];
for (const experiment of ["g1", "g2", "g3", "g4"] as const) results.push((await experiments[experiment]()).toJSON());
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, results }));
