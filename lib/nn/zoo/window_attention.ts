/**
 * Attention within windows of an image, as Swin has it. Names and details as torchvision 0.14.1's `models/swin_transformer.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { padLast, shiftedWindows } from "./windows.ts";

/** For each pair of places in a window, the row of the table that holds its bias. */
function relativeIndex(window: number): nn.init.Init {
  return (data) => {
    const places = window * window;
    for (let from = 0; from < places; from++) {
      for (let to = 0; to < places; to++) {
        const down = Math.floor(from / window) - Math.floor(to / window) + window - 1;
        const across = from % window - to % window + window - 1;
        data[from * places + to] = down * (2 * window - 1) + across;
      }
    }
  };
}

/** Attention within windows of `window` × `window`, moved by `shift`, with a learned bias for each distance. */
export class ShiftedWindowAttention extends nn.Module {
  /** A bias for each distance and head. */
  declare relative_position_bias_table: nn.Parameter;
  /** The row of the table for each pair of places. */
  declare relative_position_index: nn.Buffer;
  /** Queries, keys and values. */
  qkv: nn.Linear;
  /** The projection of the result. */
  proj: nn.Linear;
  /** Height and width of a window. */
  protected readonly window: number;
  /** How many attentions side by side. */
  protected readonly heads: number;
  readonly #shift: number;

  /** Attention over `size` channels. */
  constructor(size: number, window: number, shift: number, heads: number) {
    super();
    this.window = window;
    this.heads = heads;
    this.#shift = shift;
    this.qkv = new nn.Linear(size, 3 * size);
    this.proj = new nn.Linear(size, size);
    this.defineTable();
    this.relative_position_index = new nn.Buffer([window ** 4], { dtype: "int64", init: relativeIndex(window) });
  }

  /** Stores what the biases are made of. */
  protected defineTable(): void {
    this.relative_position_bias_table = new nn.Parameter([(2 * this.window - 1) ** 2, this.heads], {
      init: nn.init.truncatedNormal(0, 0.02),
    });
  }

  /** A bias for each pair of places: `[1, heads, places, places]`. */
  protected bias(): nn.Value {
    return this.spread(this.relative_position_bias_table);
  }

  /** A table's rows at their pairs of places. */
  protected spread(table: nn.Value): nn.Value {
    const places = this.window ** 2;
    return nn.gather(table, this.relative_position_index).view(places, places, -1).permute(2, 0, 1).unsqueeze(0);
  }

  /** The bias of the projection to queries, keys and values. */
  protected qkvBias(): nn.Value {
    return this.qkv.bias!;
  }

  /** Products of queries and keys. */
  protected scores(q: nn.Value, k: nn.Value): nn.Value {
    return q.mul(q.size(-1) ** -0.5).matmul(k.transpose(-2, -1));
  }

  /** `[batch, height, width, size]` to the same shape. */
  override forward(x: nn.Value): nn.Value {
    const bias = this.bias();
    const [height, width, size] = [x.size(1), x.size(2), x.size(3)];
    const batch = x.shape[0]!;
    const w = this.window;
    const padded = padLast(x, (w - height % w) % w, (w - width % w) % w);
    const [rows, columns] = [padded.size(1) / w, padded.size(2) / w];
    const shift = [rows > 1 ? this.#shift : 0, columns > 1 ? this.#shift : 0];
    const shifted = padded.roll(shift.map((move) => -move), [1, 2]);
    const windows = shifted.view(batch, rows, w, columns, w, size).permute(0, 1, 3, 2, 4, 5).reshape(-1, w * w, size);
    const qkv = nn.linear(windows, this.qkv.weight, this.qkvBias()).reshape(-1, w * w, 3, this.heads, size / this.heads);
    const [q, k, v] = [0, 1, 2].map((index) => qkv.permute(2, 0, 3, 1, 4).select(0, index)) as [nn.Value, nn.Value, nn.Value];
    let scores = this.scores(q, k).add(bias);
    if (shift.some((move) => move > 0)) scores = this.#masked(scores, rows, columns, shift);
    const joined = scores.softmax(-1).matmul(v).transpose(1, 2).reshape(-1, w * w, size);
    const result = nn.linear(joined, this.proj.weight, this.proj.bias);
    const whole = result.view(batch, rows, columns, w, w, size).permute(0, 1, 3, 2, 4, 5).reshape(batch, rows * w, columns * w, size);
    const back = whole.roll(shift, [1, 2]);
    return back.size(1) === height && back.size(2) === width ? back : back.slice(1, 0, height).slice(2, 0, width);
  }

  /** Parts of a shifted window that come from the other side of the image do not see each other. */
  #masked(scores: nn.Value, rows: number, columns: number, shift: readonly number[]): nn.Value {
    const places = this.window ** 2;
    const count = rows * columns;
    const mask = nn.constant([count, places, places], () => shiftedWindows(rows, columns, this.window, shift), scores.dtype);
    const apart = scores.view(-1, count, this.heads, places, places).add(mask.unsqueeze(1).unsqueeze(0));
    return apart.view(-1, this.heads, places, places);
  }
}

/** Distances on a logarithmic scale, from −8 to 8: what the biases of version 2 are computed from. */
function logDistances(window: number): nn.init.Init {
  return (data) => {
    const side = 2 * window - 1;
    const scaled = (index: number) => {
      const distance = (index - window + 1) / (window - 1) * 8;
      return Math.sign(distance) * Math.log2(Math.abs(distance) + 1) / 3;
    };
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) data.set([scaled(row), scaled(column)], 2 * (row * side + column));
    }
  };
}

/** Attention by cosines, with biases that a small network makes of the distances: Liu et al., "Swin Transformer V2" (2021). */
export class ShiftedWindowAttentionV2 extends ShiftedWindowAttention {
  /** A factor for each head. */
  logit_scale: nn.Parameter;
  /** The distances. */
  declare relative_coords_table: nn.Buffer;
  /** What makes biases of them. */
  cpb_mlp: nn.Sequential;

  /** Attention over `size` channels. */
  constructor(size: number, window: number, shift: number, heads: number) {
    super(size, window, shift, heads);
    this.logit_scale = new nn.Parameter([heads, 1, 1], { init: nn.init.constant(Math.log(10)) });
    this.cpb_mlp = new nn.Sequential(
      new nn.Linear(2, 512),
      new nn.ReLU({ inplace: true }),
      new nn.Linear(512, heads, { bias: false }),
    );
  }

  /** Stores the distances. */
  protected override defineTable(): void {
    const side = 2 * this.window - 1;
    this.relative_coords_table = new nn.Buffer([1, side, side, 2], { init: logDistances(this.window) });
  }

  /** Biases from 0 to 16. */
  protected override bias(): nn.Value {
    return this.spread(this.cpb_mlp(this.relative_coords_table).view(-1, this.heads)).sigmoid().mul(16);
  }

  /** Keys have no bias. */
  protected override qkvBias(): nn.Value {
    const bias = this.qkv.bias!;
    const third = bias.size(0) / 3;
    return nn.concat(
      [bias.slice(0, 0, third), nn.constant([third], () => new Float32Array(third), bias.dtype), bias.slice(0, 2 * third)],
      0,
    );
  }

  /** Cosines of queries and keys, scaled. */
  protected override scores(q: nn.Value, k: nn.Value): nn.Value {
    const cosines = nn.normalize(q, -1).matmul(nn.normalize(k, -1).transpose(-2, -1));
    return cosines.mul(this.logit_scale.clamp(undefined, Math.log(100)).exp());
  }
}
