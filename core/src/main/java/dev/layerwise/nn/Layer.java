package dev.layerwise.nn;

/**
 * A layer of a network, as a value: what it computes, not its weights. The kinds are few and
 * closed; whoever must know them all switches over them.
 */
public sealed interface Layer permits Layer.Linear, Layer.Activation {
  /**
   * The shape of what the layer puts out.
   *
   * @param input the shape of what it is given
   * @return the shape of its output
   * @throws dev.layerwise.linalg.ShapeException if it cannot be given that
   */
  Shape output(Shape input);

  /**
   * {@code z = W a + b}.
   *
   * @param dIn features of its input
   * @param dOut features of its output
   * @param bias whether there is a b
   */
  record Linear(int dIn, int dOut, boolean bias) implements Layer {
    /** With a bias. */
    public Linear(int dIn, int dOut) {
      this(dIn, dOut, true);
    }

    @Override
    public Shape output(Shape input) {
      if (input.size() != dIn || input.positions() != 1) {
        throw new dev.layerwise.linalg.ShapeException(
            "linear layer of %d inputs on top of %s; want %d features%s"
                .formatted(
                    dIn,
                    input,
                    dIn,
                    input.positions() == 1 ? "" : ": flatten the positions first"));
      }
      return Shape.of(dOut);
    }
  }

  /**
   * A function of every entry.
   *
   * @param function the function
   */
  record Activation(Nonlinearity function) implements Layer {
    @Override
    public Shape output(Shape input) {
      return input;
    }
  }
}
