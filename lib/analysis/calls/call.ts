/**
 * A network as the tools that count PyTorch programs see it: calls of modules and of functions, in order, not nodes of a graph.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";

/** A tensor's sizes. */
export type Shape = readonly Dim[];

/** What is called, in the words of `torch.nn` without the number of axes; `Other` is what no tool has a rule for. */
export type CallType =
  | "Conv"
  | "ConvTranspose"
  | "Linear"
  | "Addmm"
  | "MatMul"
  | "Einsum"
  | "ScaledDotProductAttention"
  | "MultiheadAttention"
  | "RNN"
  | "GRU"
  | "LSTM"
  | "Embedding"
  | "BatchNorm"
  | "LayerNorm"
  | "GroupNorm"
  | "InstanceNorm"
  | "ReLU"
  | "ReLU6"
  | "LeakyReLU"
  | "PReLU"
  | "ELU"
  | "GELU"
  | "SiLU"
  | "Sigmoid"
  | "Tanh"
  | "Hardswish"
  | "Hardsigmoid"
  | "Hardtanh"
  | "Softmax"
  | "MaxPool"
  | "AvgPool"
  | "AdaptiveAvgPool"
  | "AdaptiveMaxPool"
  | "Upsample"
  | "GridSample"
  | "Add"
  | "Mul"
  | "Other";

/** A parameter that a call uses. */
export interface CallParameter {
  /** What PyTorch calls it within its module: `weight`, `bias`, `weight_ih_l0`… */
  readonly role: string;
  /** The stored tensor's name: the same wherever it is used. */
  readonly tensor?: string;
  /** Its sizes as the graph uses them: a linear layer's may be transposed. */
  readonly shape: readonly number[];
}

/** One direction-less layer of a recurrent module. */
export interface RecurrentLayer {
  /** Features that a step takes. */
  readonly input: Dim;
  /** Features of the state. */
  readonly hidden: number;
  /** 2 where the layer runs both ways. */
  readonly directions: number;
  /** True where it has both bias vectors. */
  readonly biased: boolean;
}

/** What a rule may need besides shapes. */
export interface CallDetails {
  /** Groups of a convolution. */
  readonly groups?: number;
  /** Sizes of a pooling's window. */
  readonly kernel?: readonly number[];
  /** True where a pooling may end in a window that reaches over the edge. */
  readonly ceil?: boolean;
  /** Strides of a window. */
  readonly strides?: readonly number[];
  /** Dilations of a window. */
  readonly dilations?: readonly number[];
  /** Padding before and after each axis of a window. */
  readonly pads?: readonly number[];
  /** True where a normalisation scales and shifts by parameters. */
  readonly affine?: boolean;
  /** The axis of a softmax, from the front. */
  readonly axis?: number;
  /** How values between grid points are found. */
  readonly mode?: "nearest" | "linear" | "cubic";
  /** True where an upsampling was asked for by its factor, false where by its size. */
  readonly byFactor?: boolean;
  /** True where an input's elements do not lie in order in memory, as it comes from a transposition. */
  readonly strided?: boolean;
  /** An Einsum's equation. */
  readonly equation?: string;
  /** Layers of a recurrent module. */
  readonly layers?: readonly RecurrentLayer[];
  /** Steps and sequences of a recurrent module. */
  readonly steps?: Dim;
  /** Sequences of a recurrent module or an attention. */
  readonly batch?: Dim;
  /** True where the batch is the first axis of a sequence module's input. */
  readonly batchFirst?: boolean;
  /** Sizes of an attention. */
  readonly attention?: AttentionSizes;
  /** Elements of the mask that an attention's product of queries and keys begins with: PyTorch adds both in one operation. */
  readonly maskSize?: Dim;
}

/** Sizes of an attention. */
export interface AttentionSizes {
  /** Queries. */
  readonly queries: Dim;
  /** Keys. */
  readonly keys: Dim;
  /** Heads times sequences. */
  readonly heads: Dim;
  /** Features of a query and a key in one head. */
  readonly queryFeatures: Dim;
  /** Features of a value in one head. */
  readonly valueFeatures: Dim;
  /** Features over all heads. */
  readonly features?: Dim;
  /** True where the first projection has a bias. */
  readonly biased?: boolean;
}

/** One call of a module or of a function. */
export interface Call {
  /** What is called. */
  readonly type: CallType;
  /** True where it is the call of a module of `torch.nn` itself; false for a function, and for what a module of another class does. */
  readonly isModule: boolean;
  /** True where it runs in a module that holds no other. */
  readonly inLeaf: boolean;
  /** The module's path, or that of the module whose `forward` calls the function. */
  readonly module: string;
  /** The same for all nodes that run in one call of that module. */
  readonly invocation: string;
  /** Indices of the nodes that it was exported as, in order of execution. */
  readonly nodes: readonly number[];
  /** Shapes of the activations that it takes. */
  readonly inputs: readonly Shape[];
  /** The shape of what it gives. */
  readonly output: Shape;
  /** Parameters that it uses. */
  readonly parameters: readonly CallParameter[];
  /** Everything else. */
  readonly details: CallDetails;
  /** How often it runs, where not once. */
  readonly times: Dim;
  /** What it runs in, where that is a module of `torch.nn` that a tool may see as one: an attention, or an encoder layer's fused path. */
  readonly within: { readonly attention: boolean; readonly encoderLayer: boolean; readonly fused: boolean };
  /** True where the exporter has merged a batch normalisation into this convolution. */
  readonly foldedNorm: boolean;
  /** At how many paths the same module with the same parameters is called: 1 for nearly all. */
  readonly paths: number;
}

/** A module without inner ones, as often as it is called. */
export interface LeafCall {
  /** The module's path. */
  readonly module: string;
  /** Its class, as far as it can be told: a call's type, or `Module`. */
  readonly type: CallType | "Module";
  /** Indices of the nodes that run in it. */
  readonly nodes: readonly number[];
  /** Shape of what it gives last. */
  readonly output: Shape;
  /** Bytes of one element of that. */
  readonly elementBytes: number;
  /** Its own parameters. */
  readonly parameters: readonly CallParameter[];
  /** How often it runs, where not once. */
  readonly times: Dim;
  /** True where the fused path of an encoder layer hides it. */
  readonly fused: boolean;
}

/** A network as a sequence of calls. */
export interface Program {
  /** The calls, in order. */
  readonly calls: readonly Call[];
  /** Calls of modules without inner ones that own parameters. */
  readonly leaves: readonly LeafCall[];
  /** False where the graph names no modules, so that every layer is taken for a module of its own. */
  readonly namesModules: boolean;
  /** Indices of nodes whose shapes are not known: no rule can count them. */
  readonly gaps: readonly number[];
}
