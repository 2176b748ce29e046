/**
 * What classifiers of images have in common.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of a classifier of images. */
export interface ImageOptions {
  /** How many classes it tells apart: 1000. */
  readonly numClasses?: number;
}

/** Options of a classifier of images whose channels can be scaled. */
export interface WidthOptions extends ImageOptions {
  /** A factor for the channels: 1. */
  readonly width?: number;
}

/** The options with defaults put in; one that the network does not have is refused. */
export function imageOptions(name: string, options: ImageOptions): Required<ImageOptions> {
  return readOptions(`zoo.${name}`, options, { numClasses: 1000 });
}

/** The same for a network whose channels can be scaled. */
export function widthOptions(name: string, options: WidthOptions): Required<WidthOptions> {
  return readOptions(`zoo.${name}`, options, { numClasses: 1000, width: 1 });
}

/** Names a network, whose input is one RGB image of a size where nobody says otherwise. */
export function image<M extends nn.Module>(network: M, name: string, size = 224): M {
  return network.example({ input: [1, 3, size, size] }, name);
}

/** Fills convolutions and linear layers by these rules, their biases with 0. */
export function fill(network: nn.Module, { conv, linear }: { readonly conv?: nn.init.Init; readonly linear?: nn.init.Init }): void {
  for (const module of network.modules()) {
    const rule = module instanceof nn.Conv2d ? conv : module instanceof nn.Linear ? linear : undefined;
    if (rule === undefined || !(module instanceof nn.Conv2d || module instanceof nn.Linear)) continue;
    module.weight.init = rule;
    if (module.bias !== undefined) module.bias.init = nn.init.zeros;
  }
}

/** Channels rounded to a multiple of `divisor` so that no more than a tenth is lost (the rule of the MobileNet papers' code). */
export function makeDivisible(channels: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}
