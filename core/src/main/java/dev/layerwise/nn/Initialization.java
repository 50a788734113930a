package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * How the weights of linear layers and convolutions start. Of a (dOut, dIn, kh, kw) kernel, fanIn =
 * dIn kh kw and fanOut = dOut kh kw. Biases and shifts start at 0, but for PyTorch's; the scales of
 * normalisations at 1.
 *
 * <p>Where a gain is spoken of, it is {@link Nonlinearity#gain} of the next activation above the
 * weights and below further weights, 1 if there is none.
 */
public enum Initialization {
  /** All weights 0. */
  ZEROS {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      p.value().fill(0);
    }
  },
  /** {@code N(0, 1/fanIn)}; LeCun et al. 1998, §4.6. */
  LECUN_NORMAL {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      normal(p, 1 / Math.sqrt(fanIn(p)), rng);
    }
  },
  /** Uniform with variance 1/fanIn. */
  LECUN_UNIFORM {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      uniform(p, Math.sqrt(3 / fanIn(p)), rng);
    }
  },
  /** {@code N(0, 2/(fanIn + fanOut))}; Glorot and Bengio 2010, eq. (12). */
  XAVIER_NORMAL {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      normal(p, Math.sqrt(2 / (fanIn(p) + fanOut(p))), rng);
    }
  },
  /** Uniform within ±√(6/(fanIn + fanOut)); Glorot and Bengio 2010, eq. (16). */
  XAVIER_UNIFORM {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      uniform(p, Math.sqrt(6 / (fanIn(p) + fanOut(p))), rng);
    }
  },
  /** {@code N(0, gain²/fanIn)}; He et al. 2015, arXiv:1502.01852 eq. (10), (15). */
  HE_NORMAL {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      normal(p, gain / Math.sqrt(fanIn(p)), rng);
    }
  },
  /** Uniform with variance gain²/fanIn. */
  HE_UNIFORM {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      uniform(p, gain * Math.sqrt(3 / fanIn(p)), rng);
    }
  },
  /** Weights and biases uniform within ±1/√fanIn, as PyTorch's layers start. */
  PYTORCH {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      uniform(p, 1 / Math.sqrt(fanIn(p)), rng);
    }

    @Override
    void fillBias(Parameter bias, Parameter weight, Rng rng) {
      uniform(bias, 1 / Math.sqrt(fanIn(weight)), rng);
    }
  },
  /**
   * gain times a (dOut, fanIn) matrix whose rows, or columns if they are fewer, are orthonormal,
   * from the Haar measure; Saxe et al. 2014, arXiv:1312.6120 §3.
   */
  ORTHOGONAL {
    @Override
    void fill(Parameter p, double gain, Rng rng) {
      int rows = p.value().rows();
      int cols = p.value().cols();
      Matrix Q = rows <= cols ? rng.haarRows(rows, cols) : rng.haarRows(cols, rows).T();
      p.value().setTo(Q).timesInPlace(gain);
    }
  };

  /** Sets a weight matrix. */
  abstract void fill(Parameter weight, double gain, Rng rng);

  /** Sets a bias, of the layer that has these weights. */
  void fillBias(Parameter bias, Parameter weight, Rng rng) {
    bias.value().fill(0);
  }

  private static double fanIn(Parameter p) {
    return p.value().cols();
  }

  /** Outputs that an input feeds: dOut times the size of the kernel. */
  private static double fanOut(Parameter p) {
    double out = p.shape().get(0);
    for (int size : p.shape().subList(2, p.shape().size())) {
      out *= size;
    }
    return out;
  }

  private static void normal(Parameter p, double deviation, Rng rng) {
    p.value().fillInPlace(rng::fillGaussian).timesInPlace(deviation);
  }

  private static void uniform(Parameter p, double bound, Rng rng) {
    p.value().fillInPlace(rng::fillUniform).mapInPlace(u -> bound * (2 * u - 1));
  }
}
