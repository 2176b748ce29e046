/** Devices for rooflines: what their makers say of them. Multiply-accumulates of the type that networks are run in there. */

/** What a device can do at most. */
export interface DeviceFigures {
  /** Its name. */
  readonly name: string;
  /** Floating-point operations a second. */
  readonly flopsPerSecond: number;
  /** Bytes a second from its memory. */
  readonly bytesPerSecond: number;
  /** Where the figures are from. */
  readonly source: string;
}

/**
 * Well-known devices, the slowest first.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { DEVICES, profile } from "../../../mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx");
 * assertStringIncludes(String(report.chart("roofline", { device: "T4" })), DEVICES.find(({ name }) => name === "T4")!.name);
 * ```
 */
export const DEVICES: readonly DeviceFigures[] = [
  {
    name: "Jetson Orin Nano 8 GB",
    flopsPerSecond: 1.28e12,
    bytesPerSecond: 68e9,
    source: "NVIDIA, Jetson Orin Nano series data sheet: 1024 cores at 625 MHz, float32; 68 GB/s",
  },
  {
    name: "M1",
    flopsPerSecond: 2.6e12,
    bytesPerSecond: 68.25e9,
    source: "Apple, M1 announcement of 2020: 2.6 teraflops, float32; LPDDR4X-4266 on 128 bits",
  },
  {
    name: "GTX 1080 Ti",
    flopsPerSecond: 11.34e12,
    bytesPerSecond: 484e9,
    source: "NVIDIA, GeForce GTX 1080 Ti: 3584 cores at 1582 MHz, float32; 11 Gbps on 352 bits",
  },
  {
    name: "T4",
    flopsPerSecond: 65e12,
    bytesPerSecond: 320e9,
    source: "NVIDIA, T4 data sheet: mixed precision (float16/float32) 65 TFLOPS; 320+ GB/s",
  },
  {
    name: "A100 40 GB",
    flopsPerSecond: 312e12,
    bytesPerSecond: 1555e9,
    source: "NVIDIA, A100 data sheet: float16 tensor core 312 TFLOPS, dense; 1,555 GB/s",
  },
  {
    name: "H100 SXM",
    flopsPerSecond: 989e12,
    bytesPerSecond: 3350e9,
    source: "NVIDIA, H100 data sheet: float16 tensor core 989 TFLOPS, dense; 3.35 TB/s",
  },
];
