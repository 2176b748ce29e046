/**
 * A Deno kernel that this process starts, talks to and stops.
 *
 * Two flaws of the kernel (Deno 2.8.2 to 2.9.6) shape this file. It sends outputs on another way than the word that it is idle, so they may come after it: each
 * cell waits a while, and what comes later still goes to the cell that it names. And it writes such words into the middle of an output of some MB: see `unmix.ts`.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { type Content, encodeRequest, type JupyterMessage, type Sender } from "./jupyter_messages.ts";
import { KernelError } from "./kernel_error.ts";
import { freePorts, type KernelOptions, KernelProcess } from "./kernel_process.ts";
import { type Channel, KernelSockets } from "./kernel_sockets.ts";
import { pause, within } from "./patience.ts";

/** What a cell asks the person before the notebook. */
export interface Question {
  /** The text of the question. */
  readonly prompt: string;
  /** Whether the answer should not be seen. */
  readonly password: boolean;
}

/** How to run one cell. */
export interface ExecuteOptions {
  /** Takes each message that belongs to the cell, also one that comes after it has ended. */
  readonly onMessage?: (message: JupyterMessage) => void;
  /** Answers `prompt()` and `confirm()`; with `undefined`, or where nothing is said, the cell gets no answer, at once. */
  readonly onQuestion?: (question: Question) => string | undefined;
  /** Seconds until the cell is interrupted, and the kernel ended where that does not help; no limit where nothing is said. */
  readonly timeout?: number;
  /** Interrupts the cell when it is aborted. */
  readonly signal?: AbortSignal;
  /** Milliseconds without an output after which no late one is waited for; 60 where nothing is said. 0 is enough for cells that leave no timer running. */
  readonly grace?: number;
}

/** A kernel is started up to so many times: it dies at its start now and then (denoland/deno #28634), or finds a port taken. */
const ATTEMPTS = 3;
/** Until a kernel answers for the first time, in milliseconds: it takes 0.2 s on a machine at rest. */
const START_TIMEOUT = 20_000;
/** Until the kernel's state is asked for again, in milliseconds, if nothing of the first question was heard on the channel of outputs. */
const READY_PAUSE = 250;
/** The kernel sends outputs up to 8 ms after it has said that it is idle (2.9.6, measured), and timers of a cell may print; this leaves room. */
const GRACE = 60;
/** Late outputs are waited for up to this time: a timer in a cell may print for ever. */
const LONGEST_GRACE = 1000;
/** Until an interrupted cell has stopped, in milliseconds. A loop stops at once, an `await` never. */
const INTERRUPT_TIMEOUT = 1000;
/** Until a kernel that was asked to stop has stopped, in milliseconds; it takes 100. */
const STOP_TIMEOUT = 1000;

/** A running kernel. Dispose of it: `await using kernel = await Kernel.start()`. */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #sockets: KernelSockets;
  readonly #sender: Sender;
  readonly #listeners = new Map<string, (message: JupyterMessage) => void>();
  readonly #replies = new Map<string, (message: JupyterMessage) => void>();
  readonly #answerers = new Map<string, (question: Question) => string | undefined>();
  readonly #listening: Promise<unknown>;
  readonly #end = Promise.withResolvers<KernelError>();
  #failure: KernelError | undefined;
  #stopped: Promise<void> | undefined;
  #info: Content = {};

  private constructor(process: KernelProcess, sockets: KernelSockets, sender: Sender) {
    this.#process = process;
    this.#sockets = sockets;
    this.#sender = sender;
    const outputs = this.#listen("iopub", (message) => this.#listeners.get(message.parent)?.(message));
    const replies = (["shell", "control"] as const).map((channel) =>
      this.#listen(channel, (message) => this.#replies.get(message.parent)?.(message))
    );
    this.#listening = Promise.all([outputs, ...replies, this.#listen("stdin", (message) => void this.#answer(message))]);
    void process.status.then(() => within(outputs, STOP_TIMEOUT)).then(async () => this.#fail(await process.death("died")));
  }

  /**
   * Starts a kernel and waits until it answers on all channels. One that dies at its start is started again.
   *
   * @throws {KernelError} If it does not come up.
   * @throws {Deno.errors.NotFound} If there is no such deno, or no such folder.
   */
  static async start(options: KernelOptions = {}, signal?: AbortSignal): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      try {
        return await Kernel.#startOnce(options, signal);
      } catch (error) {
        // One that is silent will be so again.
        if (!(error instanceof KernelError && error.fault === "start") || attempt === ATTEMPTS) throw error;
      }
    }
  }

  static async #startOnce(options: KernelOptions, signal?: AbortSignal): Promise<Kernel> {
    signal?.throwIfAborted();
    const [ports, key] = [freePorts(), randomUUID()];
    const process = await KernelProcess.start(ports, key, options);
    const dead = new AbortController();
    void process.status.then(() => dead.abort());
    let kernel: Kernel | undefined;
    try {
      const stop = AbortSignal.any([dead.signal, ...(signal ? [signal] : [])]);
      const sockets = await KernelSockets.connect(ports, { timeout: START_TIMEOUT, signal: stop });
      kernel = new Kernel(process, sockets, { key, session: randomUUID() });
      await kernel.#becomeReady(stop);
      await process.removeConnectionFile();
      return kernel;
    } catch (error) {
      const reason = signal?.aborted ? signal.reason : dead.signal.aborted ? await process.death("start") : error;
      await process.end(0);
      await kernel?.[Symbol.asyncDispose]();
      if (signal?.aborted || reason instanceof KernelError) throw reason;
      const fault = reason instanceof Deno.errors.TimedOut ? "timeout" : "start";
      throw new KernelError(fault, `Cannot connect to the kernel: ${reason instanceof Error ? reason.message : reason}`, { cause: reason });
    }
  }

  /** What the kernel says it is: the content of its `kernel_info_reply`. */
  get info(): Content {
    return this.#info;
  }

  /** The id of the kernel's process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Whether it can run cells. */
  get alive(): boolean {
    return this.#failure === undefined;
  }

  /**
   * Runs code and waits until all its outputs have come.
   *
   * @returns The content of the kernel's reply; its `status` is `ok` or `error`.
   * @throws {KernelError} If it takes longer than `timeout`, or the kernel ends. `alive` tells whether another cell can be run.
   */
  async execute(code: string, { onMessage, onQuestion, timeout = Infinity, signal, grace = GRACE }: ExecuteOptions = {}): Promise<Content> {
    signal?.throwIfAborted();
    if (this.#failure) throw this.#failure;
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: true };
    const { id, frames } = encodeRequest(this.#sender, "execute_request", content);
    const idle = Promise.withResolvers<void>();
    let outputs = 0;
    this.#listeners.set(id, (message) => {
      outputs++;
      if (message.type === "status" && message.content["execution_state"] === "idle") idle.resolve();
      onMessage?.(message);
    });
    if (onQuestion) this.#answerers.set(id, onQuestion);
    try {
      const reply = await this.#finished(Promise.all([this.#send("shell", id, frames), idle.promise]), timeout, signal);
      return reply.content;
    } finally {
      if (this.alive) await this.#becomeQuiet(() => outputs, grace);
    }
  }

  /** Interrupts the running cell, as Jupyter's stop button should. Stops loops, not an `await`. */
  async interrupt(): Promise<void> {
    await this.#request("control", "interrupt_request", {}, INTERRUPT_TIMEOUT);
  }

  /** Stops the kernel: by asking, and if that does not help, by force. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    const asked = this.alive;
    this.#fail(new KernelError("stopped", "The kernel has been stopped"));
    if (asked) {
      await this.#sockets.send("control", encodeRequest(this.#sender, "shutdown_request", { restart: false }).frames).catch(() => {});
    }
    await this.#process.end(asked ? STOP_TIMEOUT : 0);
    this.#sockets[Symbol.dispose]();
    await this.#listening;
  }

  /** Waits for the first of a cell's end, the kernel's, the time limit and the signal. */
  async #finished(ended: Promise<[JupyterMessage, void]>, timeout: number, signal?: AbortSignal): Promise<JupyterMessage> {
    const aborted = Promise.withResolvers<"aborted">();
    const abort = (): void => aborted.resolve("aborted");
    signal?.addEventListener("abort", abort, { once: true });
    const first = await within(Promise.race([ended, this.#end.promise, aborted.promise]), timeout * 1000);
    signal?.removeEventListener("abort", abort);
    if (first instanceof KernelError) throw first;
    if (Array.isArray(first)) return first[0];
    const download = this.#process.downloading();
    await this.interrupt();
    const obeyed = await within(Promise.race([ended, this.#end.promise]), INTERRUPT_TIMEOUT);
    if (obeyed === undefined) await this[Symbol.asyncDispose]();
    if (first === "aborted") throw signal!.reason;
    const outcome = obeyed === undefined ? "could not be interrupted as it waits for something: the kernel was ended" : "was interrupted";
    throw new KernelError(
      "timeout",
      `The cell took longer than ${timeout} s and ${outcome}${download ? `; it was downloading ${download}` : ""}`,
    );
  }

  /**
   * Waits until no more outputs come. What a cell has sent when it ends is there once the kernel has answered another question (measured: 1,800 cells of 1,800,
   * half of them on a busy machine); what its timers send is waited for by `grace`.
   */
  async #becomeQuiet(outputs: () => number, grace: number): Promise<void> {
    const latest = performance.now() + LONGEST_GRACE;
    const answer = (): Promise<unknown> => this.#request("control", "kernel_info_request", {}, INTERRUPT_TIMEOUT);
    await answer();
    for (let seen = -1; seen !== outputs() && performance.now() < latest;) {
      seen = outputs();
      await pause(grace);
      // A kernel that gets no time of the processor is not quiet.
      await answer();
    }
  }

  /** Asks until both the answer and a word on the channel of outputs have come: outputs sent before the kernel knows us are lost. */
  async #becomeReady(signal: AbortSignal): Promise<void> {
    const until = performance.now() + START_TIMEOUT;
    while (performance.now() < until) {
      const { id, frames } = encodeRequest(this.#sender, "kernel_info_request", {});
      const heard = Promise.withResolvers<true>();
      this.#listeners.set(id, () => heard.resolve(true));
      const reply = await within(Promise.race([this.#send("shell", id, frames), this.#end.promise]), until - performance.now());
      if (reply instanceof KernelError) throw reply;
      signal.throwIfAborted();
      if (reply !== undefined) this.#info = reply.content;
      const both = reply !== undefined && await within(heard.promise, READY_PAUSE);
      this.#listeners.delete(id);
      if (both) return;
    }
    throw new KernelError("timeout", `The kernel does not answer within ${START_TIMEOUT / 1000} s`);
  }

  #request(
    channel: "shell" | "control",
    type: string,
    content: Content,
    timeout: number,
  ): Promise<JupyterMessage | KernelError | undefined> {
    const { id, frames } = encodeRequest(this.#sender, type, content);
    return within(Promise.race([this.#send(channel, id, frames), this.#end.promise]), timeout);
  }

  /** Sends a request and waits for its reply; for ever, if the kernel ends. */
  #send(channel: Channel, id: string, frames: Uint8Array[]): Promise<JupyterMessage> {
    const { promise, resolve } = Promise.withResolvers<JupyterMessage>();
    this.#replies.set(id, (message) => {
      this.#replies.delete(id);
      resolve(message);
    });
    // A kernel that cannot be written to has ended, or is about to: its end tells more.
    this.#sockets.send(channel, frames).catch(() => {});
    return promise;
  }

  async #listen(channel: Channel, take: (message: JupyterMessage) => void): Promise<void> {
    try {
      await this.#sockets.listen(channel, this.#sender.key, take);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#fail(
        new KernelError("damaged", `What the kernel sends cannot be read: ${reason}`, { cause: error }),
      );
    }
  }

  /** Answers a cell's question: without an answer, with an error, or the cell would wait for ever. */
  async #answer(question: JupyterMessage): Promise<void> {
    if (question.type !== "input_request") return;
    const { prompt, password } = question.content;
    let value: string | undefined;
    try {
      value = this.#answerers.get(question.parent)?.({ prompt: String(prompt ?? ""), password: password === true });
    } catch (error) {
      this.#fail(
        new KernelError("stopped", `Cannot answer a cell's question: ${error instanceof Error ? error.message : error}`, { cause: error }),
      );
    }
    const refusal = { status: "error", ename: "StdinNotImplementedError", evalue: "Nobody is there to answer", traceback: [] };
    const content = value === undefined ? refusal : { status: "ok", value };
    await this.#sockets.send("stdin", encodeRequest(this.#sender, "input_reply", content, question).frames).catch(() => {});
  }

  #fail(error: KernelError): void {
    this.#failure ??= error;
    this.#end.resolve(this.#failure);
  }
}
