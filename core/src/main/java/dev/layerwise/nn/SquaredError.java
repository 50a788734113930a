package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * Half the squared error, {@code ℓ = ½ ‖f − y‖²}, summed over outputs; the model is {@code y ~ N(f,
 * I)}, {@code H = I}.
 */
public record SquaredError() implements Loss {
  @Override
  public double value(Matrix f, Matrix Y) {
    Loss.requireSame("squared error", f, Y);
    double sum =
        Entries.sum(
            f,
            Y,
            (a, b, n) -> {
              double squares = 0;
              for (int i = 0; i < n; i++) {
                squares += (a[i] - b[i]) * (a[i] - b[i]);
              }
              return squares;
            });
    return 0.5 * sum / f.rows();
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    return Loss.difference(f, Y, into); // f − y
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    return into.setTo(R); // B = I
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    return into.setTo(V); // H = I
  }

  @Override
  public Matrix sampledGradient(Matrix f, Rng rng, Matrix into) {
    return into.fillInPlace(rng::fillGaussian); // f − ŷ ~ N(0, I)
  }
}
