package dev.layerwise.nn;

/**
 * Networks by name. A specification is a kind, sizes and options:
 *
 * <pre>
 * mlp:784-256-128-10            linear layers, an activation between each two
 * mlp:784-256-10,activation=tanh,bias=false,norm=batch
 * linear:20-8-15                linear layers alone, without biases
 * cnn:16-32                     3×3 convolutions of 16 and 32 channels, each followed by an
 *                               activation and 2×2 pooling; then a linear layer
 * resmlp:784-256-10,blocks=3    a linear layer to 256, three residual blocks of two linear layers
 *                               with an activation before each, a linear layer to 10
 * transformer:16                attention of the last token to all, with a head of 16, on tokens
 *                               that are the positions of the input; then a linear layer
 * transformer:16,residual=true,norm=layer,mlp=64
 * </pre>
 *
 * <p>Options: {@code activation} = identity, relu (default), leaky-relu, tanh, sigmoid, gelu, silu,
 * softplus, quadratic, erf; {@code bias} = true (default; of linear false), false, hidden (of mlp:
 * all but the last layer); {@code norm} = none (default), batch, layer, before each activation;
 * {@code pool} = max (default), average, of cnn; {@code blocks} = 2 (default), of resmlp; {@code
 * residual} = true, false (default) and {@code mlp} = 0 (default: none) or the width of a hidden
 * layer, of transformer, which has biases only if told.
 *
 * <p>Parameters are zeros until {@link Network#initialized}.
 */
public final class Models {
  private Models() {}

  /**
   * Linear layers with biases and a ReLU between each two.
   *
   * @param sizes features of the input, of each layer's output; at least two numbers of at least 1
   * @throws IllegalArgumentException if they are not
   */
  public static Network mlp(int... sizes) {
    return ModelSpec.of("mlp", sizes).mlp();
  }

  /**
   * Linear layers without biases, {@code f(x) = W_L … W_1 x}.
   *
   * @param sizes features of the input, of each layer's output; at least two numbers of at least 1
   * @throws IllegalArgumentException if they are not
   */
  public static Network linear(int... sizes) {
    return ModelSpec.of("linear", sizes).linear();
  }

  /**
   * The network of a specification, for given data.
   *
   * @param spec as above
   * @param input the shape of an example
   * @param outputs the number of classes or targets
   * @throws IllegalArgumentException if the specification is not understood, or its sizes are not
   *     the data's
   */
  public static Network parse(String spec, Shape input, int outputs) {
    ModelSpec model = ModelSpec.parse(spec);
    Network network =
        switch (model.kind()) {
          case "mlp" -> model.mlp();
          case "linear" -> model.linear();
          case "cnn" -> model.cnn(input, outputs);
          case "resmlp" -> model.residual();
          case "transformer" -> model.transformer(input, outputs);
          default ->
              throw new IllegalArgumentException(
                  "model %s: unknown kind '%s'; want mlp, linear, cnn, resmlp or transformer"
                      .formatted(spec, model.kind()));
        };
    model.requireAllUsed();
    if (network.input().size() != input.size()) {
      throw new IllegalArgumentException(
          "model %s: takes %d inputs, but an example has %d (%s); want %d as the first size"
              .formatted(spec, network.input().size(), input.size(), input, input.size()));
    }
    if (network.output().size() != outputs) {
      throw new IllegalArgumentException(
          "model %s: has %d outputs, but the data have %d; want %d as the last size"
              .formatted(spec, network.output().size(), outputs, outputs));
    }
    return network;
  }
}
