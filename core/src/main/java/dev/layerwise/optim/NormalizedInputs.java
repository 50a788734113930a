package dev.layerwise.optim;

import dev.layerwise.nn.InputNormalization;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;

/**
 * A method on inputs that are normalised by each batch's own statistics.
 *
 * @param normalization batch normalisation or whitening
 * @param method the method that the normalised batches are given to
 */
public record NormalizedInputs(InputNormalization normalization, Method method) implements Method {
  @Override
  public Training start(LinearNetwork initial) {
    Training training = method.start(initial);
    return new Training() {
      @Override
      public void step(Moments A, Moments B) {
        training.step(seen(A), seen(B));
      }

      @Override
      public LinearNetwork network() {
        return training.network();
      }
    };
  }

  @Override
  public Moments seen(Moments batch) {
    return normalization.apply(batch);
  }
}
