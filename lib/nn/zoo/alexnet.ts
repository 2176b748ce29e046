/**
 * AlexNet: Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014). Names and details as torchvision 0.14.1's `models/alexnet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { image, type ImageOptions, imageOptions } from "./image.ts";

/** Five convolutions, then three linear layers that hold nearly all parameters. */
class AlexNet extends nn.Module {
  features = new nn.Sequential(
    new nn.Conv2d(3, 64, 11, { stride: 4, padding: 2 }),
    new nn.ReLU({ inplace: true }),
    new nn.MaxPool2d(3, { stride: 2 }),
    new nn.Conv2d(64, 192, 5, { padding: 2 }),
    new nn.ReLU({ inplace: true }),
    new nn.MaxPool2d(3, { stride: 2 }),
    new nn.Conv2d(192, 384, 3, { padding: 1 }),
    new nn.ReLU({ inplace: true }),
    new nn.Conv2d(384, 256, 3, { padding: 1 }),
    new nn.ReLU({ inplace: true }),
    new nn.Conv2d(256, 256, 3, { padding: 1 }),
    new nn.ReLU({ inplace: true }),
    new nn.MaxPool2d(3, { stride: 2 }),
  );
  avgpool = new nn.AdaptiveAvgPool2d([6, 6]);
  classifier: nn.Sequential;

  constructor(numClasses: number) {
    super();
    this.classifier = new nn.Sequential(
      new nn.Dropout(0.5),
      new nn.Linear(256 * 6 * 6, 4096),
      new nn.ReLU({ inplace: true }),
      new nn.Dropout(0.5),
      new nn.Linear(4096, 4096),
      new nn.ReLU({ inplace: true }),
      new nn.Linear(4096, numClasses),
    );
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** AlexNet. */
export function alexnet(options: ImageOptions = {}): nn.Module {
  return image(new AlexNet(imageOptions("alexnet", options).numClasses), "alexnet");
}
