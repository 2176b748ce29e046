/**
 * What a guideline for fast networks is: one file each in this folder, one line each in its table.
 *
 * The four come from N. Ma, X. Zhang, H.-T. Zheng, J. Sun, "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", ECCV 2018
 * (arXiv 1807.11164): flops alone do not tell how fast a network runs.
 *
 * @module
 */
import type { AuditedNetwork } from "./network.ts";

/** A guideline's number: G1 to G4 are the paper's. */
export type GuidelineName = `G${number}`;

/** What a number counts: it decides how it is written. */
export type MeasureUnit = "elements" | "share" | "ratio" | "count" | "macs" | "microseconds";

/** A number with its name. */
export interface Measure {
  /** What it is, in words. */
  readonly name: string;
  /** The value. */
  readonly value: number;
  /** What it counts. */
  readonly unit: MeasureUnit;
}

/** What is measured of one layer or block. */
export interface LayerMeasures {
  /** The node, or the block's first one. */
  readonly node: string;
  /** The module that it belongs to. */
  readonly module: string;
  /** The numbers, the same ones in the same order for each layer of a guideline. */
  readonly measures: readonly Measure[];
}

/** How much there is to win: `high` from 10 % of the network's cost on, `medium` from 3 %, `low` below. What is too little to act on is no finding. */
export type Severity = "high" | "medium" | "low";

/** Something to change, with the numbers that it rests on. */
export interface Finding {
  /** The guideline that it falls under. */
  readonly guideline: GuidelineName;
  /** How much there is to win. */
  readonly severity: Severity;
  /** What is the case, in one sentence. */
  readonly text: string;
  /** Where: modules, or nodes that stand in none. */
  readonly places: readonly string[];
  /** The numbers. */
  readonly evidence: readonly Measure[];
  /** What to change, and what that changes in numbers. */
  readonly fix: string;
  /** The part of the network that the fix takes away, or that it is about. */
  readonly share: number;
  /** What it is a part of: of the network's memory access, of its operators, or of the time that it is estimated to take. */
  readonly shareOf: "memory access" | "operators" | "time";
}

/** What a guideline says of a network. */
export interface GuidelineReport {
  /** The guideline. */
  readonly guideline: GuidelineName;
  /** The network in this guideline's numbers. */
  readonly measures: readonly Measure[];
  /** The same layer by layer, those with most to win first. */
  readonly layers: readonly LayerMeasures[];
  /** What to change, the most important first; empty where there is nothing worth it. */
  readonly findings: readonly Finding[];
}

/** One of the paper's guidelines: how to measure a network by it, and what to advise. */
export interface Guideline {
  /** Its number in the paper. */
  readonly name: GuidelineName;
  /** What it says, in one sentence. */
  readonly claim: string;
  /** Audits a network by it. */
  audit(network: AuditedNetwork): GuidelineReport;
}

/** What a fix asks for: another file, with the same outputs; another runtime, or an operator written otherwise; or a design that has to be trained anew. */
export type Effort = "file" | "runtime" | "training";

/** The least share of a network's cost for which somebody does that. */
const WORTHWHILE: Readonly<Record<Effort, number>> = { file: 0.02, runtime: 0.05, training: 0.05 };

/** A finding before it is known to be worth it. */
export interface Candidate extends Omit<Finding, "severity"> {
  /** What its fix asks for. */
  readonly effort: Effort;
}

/** Findings that are worth it, the largest first. */
export function worthwhile(candidates: readonly Candidate[]): Finding[] {
  return candidates.filter(({ share, effort }) => share >= WORTHWHILE[effort]).map(({ effort: _effort, ...finding }) => ({
    ...finding,
    severity: severityOf(finding.share),
  })).sort((a, b) => b.share - a.share);
}

function severityOf(share: number): Severity {
  if (share >= 0.1) return "high";
  return share >= 0.03 ? "medium" : "low";
}
