/** Thrown when a caller asks for something that the model does not have, or in a way that contradicts it. */
export class ArgumentError extends TypeError {
  /** The class's name. */
  override readonly name = "ArgumentError";
}
