/**
 * A U-Net: Ronneberger et al., "U-Net: Convolutional Networks for Biomedical Image Segmentation" (2015), with padded convolutions, batch normalisation and three levels.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of the U-Net. */
export interface UNetOptions {
  /** Channels of the image: 3. */
  readonly inChannels?: number;
  /** How many classes each pixel is told apart into: 2. */
  readonly numClasses?: number;
  /** Channels of the first level: 32. */
  readonly width?: number;
}

function doubleConv(input: number, output: number): nn.Sequential {
  return new nn.Sequential(
    new nn.Conv2d(input, output, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(output),
    new nn.ReLU({ inplace: true }),
    new nn.Conv2d(output, output, 3, { padding: 1, bias: false }),
    new nn.BatchNorm2d(output),
    new nn.ReLU({ inplace: true }),
  );
}

/** Down by pooling, up by transposed convolutions; each level on the way up sees the one of its size on the way down. */
class UNet extends nn.Module {
  pool = new nn.MaxPool2d(2);
  down1: nn.Sequential;
  down2: nn.Sequential;
  down3: nn.Sequential;
  mid: nn.Sequential;
  up3: nn.ConvTranspose2d;
  dec3: nn.Sequential;
  up2: nn.ConvTranspose2d;
  dec2: nn.Sequential;
  up1: nn.ConvTranspose2d;
  dec1: nn.Sequential;
  out: nn.Conv2d;

  constructor({ inChannels, numClasses, width: w }: Required<UNetOptions>) {
    super();
    this.down1 = doubleConv(inChannels, w);
    this.down2 = doubleConv(w, 2 * w);
    this.down3 = doubleConv(2 * w, 4 * w);
    this.mid = doubleConv(4 * w, 8 * w);
    this.up3 = new nn.ConvTranspose2d(8 * w, 4 * w, 2, { stride: 2 });
    this.dec3 = doubleConv(8 * w, 4 * w);
    this.up2 = new nn.ConvTranspose2d(4 * w, 2 * w, 2, { stride: 2 });
    this.dec2 = doubleConv(4 * w, 2 * w);
    this.up1 = new nn.ConvTranspose2d(2 * w, w, 4, { stride: 2, padding: 1 });
    this.dec1 = doubleConv(2 * w, w);
    this.out = new nn.Conv2d(w, numClasses, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const first = this.down1(x);
    const second = this.down2(this.pool(first));
    const third = this.down3(this.pool(second));
    const deepest = this.mid(this.pool(third));
    const up3 = this.dec3(nn.concat([this.up3(deepest), third], 1));
    const up2 = this.dec2(nn.concat([this.up2(up3), second], 1));
    return this.out(this.dec1(nn.concat([this.up1(up2), first], 1)));
  }
}

/** A U-Net of three levels, for images whose sides are multiples of 8. */
export function unet(options: UNetOptions = {}): nn.Module {
  const given = readOptions("zoo.unet", options, { inChannels: 3, numClasses: 2, width: 32 });
  return new UNet(given).example({ input: [1, given.inChannels, 256, 256] }, "unet");
}
