import type { JupyterMessage } from "./jupyter_messages.ts";
import type { KernelPorts } from "./kernel_process.ts";
import { unmix } from "./unmix.ts";
import { type ConnectOptions, type SocketType, ZmtpSocket } from "./zmtp.ts";

/** The connections to a kernel that a client uses. */
export type Channel = "shell" | "control" | "stdin" | "iopub";

const TYPES: Readonly<Record<Channel, SocketType>> = { shell: "DEALER", control: "DEALER", stdin: "DEALER", iopub: "SUB" };

/** Connections to all channels of a kernel. */
export class KernelSockets implements Disposable {
  readonly #sockets: Readonly<Record<Channel, ZmtpSocket>>;

  private constructor(sockets: Readonly<Record<Channel, ZmtpSocket>>) {
    this.#sockets = sockets;
  }

  /**
   * Connects to all channels, or to none.
   *
   * @throws {Deno.errors.TimedOut} If one does not answer in time.
   * @throws {SyntaxError} If one is no kernel's.
   */
  static async connect(ports: KernelPorts, options: ConnectOptions): Promise<KernelSockets> {
    const channels = Object.keys(TYPES) as Channel[];
    const results = await Promise.allSettled(channels.map((channel) => ZmtpSocket.connect(TYPES[channel], ports[channel], options)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) {
      for (const result of results) if (result.status === "fulfilled") result.value[Symbol.dispose]();
      throw failed.reason;
    }
    const sockets = results.map((result, index) => [channels[index], (result as PromiseFulfilledResult<ZmtpSocket>).value]);
    return new KernelSockets(Object.fromEntries(sockets));
  }

  /** Sends a message. */
  send(channel: Channel, frames: readonly Uint8Array[]): Promise<void> {
    return this.#sockets[channel].send(frames);
  }

  /**
   * Gives each message of a channel to `take`, until the channel closes.
   *
   * @throws {SyntaxError | RangeError} If what comes is no message of the kernel that has the key.
   */
  async listen(channel: Channel, key: string, take: (message: JupyterMessage) => void): Promise<void> {
    const socket = this.#sockets[channel];
    for (let frames = await socket.receive(); frames !== undefined; frames = await socket.receive()) {
      for (const message of await unmix(key, frames, (count) => socket.readOn(count))) take(message);
    }
  }

  /** Closes all. */
  [Symbol.dispose](): void {
    for (const socket of Object.values(this.#sockets)) socket[Symbol.dispose]();
  }
}
