/**
 * The commands of the command line. A new one is a file beside this and a line in the table.
 *
 * @module
 */
import { audit } from "./audit.ts";
import { chart } from "./chart.ts";
import type { Command } from "./command.ts";
import { compare } from "./compare.ts";
import { explain } from "./explain.ts";
import { identify } from "./identify.ts";
import { measure } from "./measure.ts";
import { profile } from "./profile.ts";
import { summary } from "./summary.ts";
import { tree } from "./tree.ts";

/** Every command, in the order of the help. The first is the one that is meant where none is named. */
export const COMMANDS: readonly Command[] = [profile, compare, audit, measure, summary, tree, identify, explain, chart];
