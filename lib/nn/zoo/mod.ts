/**
 * Well-known networks, written in `nn`: AlexNet, VGG, ResNet, ResNeXt, wide ResNets, DenseNet, SqueezeNet, GoogLeNet, Inception v3, MobileNet V2 and V3, ShuffleNet
 * V1 and V2, MnasNet, EfficientNet V1 and V2, RegNet X and Y, ConvNeXt, ViT, Swin V1 and V2, FCN, LR-ASPP, U-Net, GPT-2, BERT, Llama and an LSTM language model. No
 * weights are made before they are asked for.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile, zoo } from "../../../mod.ts";
 *
 * assertEquals((await profile(zoo.resnet50({ numClasses: 99 }))).parameters, 23_710_883);
 * ```
 *
 * @module
 */
export { type ImageOptions, type WidthOptions } from "./image.ts";
export {
  resnet101,
  resnet152,
  resnet18,
  resnet34,
  resnet50,
  resnext101_32x8d,
  resnext101_64x4d,
  resnext50_32x4d,
  wide_resnet101_2,
  wide_resnet50_2,
} from "./resnet.ts";
export * from "./alexnet.ts";
export * from "./vgg.ts";
export * from "./squeezenet.ts";
export * from "./densenet.ts";
export * from "./googlenet.ts";
export * from "./inception.ts";
export * from "./mobilenetv2.ts";
export { mobilenet_v3_large, mobilenet_v3_small } from "./mobilenetv3.ts";
export * from "./shufflenetv2.ts";
export * from "./mnasnet.ts";
export * from "./efficientnet.ts";
export * from "./regnet.ts";
export * from "./convnext.ts";
export * from "./vision_transformer.ts";
export * from "./swin_transformer.ts";
export * from "./shufflenetv1.ts";
export * from "./unet.ts";
export * from "./gpt2.ts";
export * from "./bert.ts";
export * from "./llama.ts";
export * from "./lstm_lm.ts";
export * from "./segmentation.ts";
