/** Cuts a stream of text into lines. */
export class TextLineStream extends TransformStream<string, string> {
  /** A stream that holds back what has no end of line yet, and gives the rest of it at the end. */
  constructor() {
    let rest = "";
    super({
      transform(text, controller) {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}
