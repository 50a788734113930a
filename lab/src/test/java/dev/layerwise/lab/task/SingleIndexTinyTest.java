package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Svd;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The step against an independent NumPy implementation on inputs that any language can rebuild:
 * seed 1, dX = 8, n = 60, dh = 12, Σ^(0.5), η = 1, λ = 0.1, the paper's teacher; drawn in the order
 * G₀, f₀, β⋆, X, noise. The values are those of {@code single_index.json}, "tiny", of the setup of
 * arXiv:2502.01763 §3.2; both sides round to about 1e−15.
 */
final class SingleIndexTinyTest {
  private static final double EXACT = 1e-13;
  private static final double LAMBDA = 0.1;

  @SuppressWarnings("ImmutableEnumChecker") // a record, and arrays that nobody writes to
  enum Student {
    TANH(
        Nonlinearity.TANH,
        0.6057055096021587,
        new double[] {0.015888276456156647, 0.07809110144998317, 0.35353269163014844},
        new double[] {-0.0014715911088472116, 0.23212793560375394},
        new double[] {0.684895104349364, 0.8849696244434212},
        new double[] {0.7791789357946939, 0.6366700400291146},
        new double[] {0.23865089552668392, 0.2627850895680422}),
    RELU(
        Nonlinearity.RELU,
        0.5,
        new double[] {-0.007011754274907566, 0.015142928478196942, 0.3630478826016303},
        new double[] {2.54317702361266e-05, 0.22857841914972427},
        new double[] {0.8042974344450795, 0.9087664079916693},
        new double[] {0.7776058830832568, 0.8825651471164225},
        new double[] {0.3981454303969026, 0.4105891514047272});

    private final Nonlinearity activation;
    private final double alpha;
    private final double[] outputs;
    private final double[] gradient;
    private final double[] readingsB;
    private final double[] singularValues;
    private final double[] errors;

    Student(
        Nonlinearity activation,
        double alpha,
        double[] outputs,
        double[] gradient,
        double[] readingsB,
        double[] singularValues,
        double[] errors) {
      this.activation = activation;
      this.alpha = alpha;
      this.outputs = outputs;
      this.gradient = gradient;
      this.readingsB = readingsB;
      this.singularValues = singularValues;
      this.errors = errors;
    }
  }

  private final InputScales scales = InputScales.twoLevels(8, 0.5);
  private final Matrix G0;
  private final Matrix f0;
  private final SingleIndexModel model;
  private final LabelledExamples examples;

  SingleIndexTinyTest() {
    PortableDraws draws = new PortableDraws(1);
    G0 = draws.normal(12, 8).timesInPlace(1 / Math.sqrt(8));
    f0 = draws.normal(12, 1).timesInPlace(1 / Math.sqrt(12));
    Matrix beta = draws.normal(8, 1).timesInPlace(1 / Math.sqrt(8));
    model = new SingleIndexModel(beta, z -> z + (z * z - 1) / Math.sqrt(2), 1);
    Matrix Z = draws.normal(60, 8);
    Matrix X = scales.scaleInto(Z, Matrix.zeros(60, 8));
    examples = new LabelledExamples(X, model.labelInPlace(X.times(beta), draws.normal(60, 1)));
  }

  private SingleIndexNetwork student(Student student) {
    return SingleIndexNetwork.of(G0, f0, student.activation);
  }

  @Test
  void directionsReadFromTheRidge() {
    assertThat(model.direction().get(0, 0)).isCloseTo(0.1713734500859282, within(EXACT));
    assertThat(examples.y().get(0, 0)).isCloseTo(-1.4936249171680414, within(EXACT));
    assertThat(examples.y().get(2, 0)).isCloseTo(-0.16647146073042626, within(EXACT));
    Matrix sgd = examples.moments().sgd();
    assertThat(sgd.get(0, 0)).isCloseTo(0.3519683785363128, within(EXACT));
    assertThat(sgd.get(2, 0)).isCloseTo(0.585214559036087, within(EXACT));
    Matrix kfac = examples.kfac(LAMBDA);
    assertThat(kfac.get(0, 0)).isCloseTo(0.20193833312286444, within(EXACT));
    assertThat(kfac.get(1, 0)).isCloseTo(0.0503525434676374, within(EXACT));
    assertThat(model.correlation(sgd)).isCloseTo(0.7606245005645632, within(EXACT));
    assertThat(model.correlation(kfac)).isCloseTo(0.9304195383939943, within(EXACT));
  }

  @ParameterizedTest
  @EnumSource
  void theNetworksStep(Student student) {
    SingleIndexNetwork network = student(student);
    Matrix f = network.network().pass(60).forward(examples.X(), Mode.TRAIN);
    for (int i = 0; i < 3; i++) {
      assertThat(f.get(i, 0)).isCloseTo(student.outputs[i], within(EXACT));
    }
    Matrix M = network.step(examples.X(), examples.y());
    Matrix gradient = M.times(-1 / Math.sqrt(12)); // M = −√dh ∇_G L̂
    assertThat(gradient.get(0, 0)).isCloseTo(student.gradient[0], within(EXACT));
    assertThat(gradient.frobeniusNorm()).isCloseTo(student.gradient[1], within(EXACT));
  }

  @ParameterizedTest
  @EnumSource
  void theLeadingSingularVectorOfTheUpdate(Student student) {
    LabelledMoments moments = examples.moments();
    FirstLayerStep step =
        new FirstLayerStep(student(student).step(examples.X(), examples.y()), moments.S());
    // a vector is known to the tolerance over the gap, its cosine to the product of the two
    double within = 1e-8;
    assertThat(Math.abs(model.correlation(step.readSgd())))
        .isCloseTo(student.readingsB[0], within(within));
    assertThat(Math.abs(model.correlation(step.readKfac(LAMBDA))))
        .isCloseTo(student.readingsB[1], within(within));
    assertThat(Svd.valuesOf(step.sgd())[0]).isCloseTo(student.singularValues[0], within(EXACT));
    assertThat(Svd.valuesOf(step.kfac(LAMBDA))[0])
        .isCloseTo(student.singularValues[1], within(EXACT));
  }

  @ParameterizedTest
  @EnumSource
  void theRankOneApproximation(Student student) {
    LabelledMoments moments = examples.moments();
    FirstLayerStep step =
        new FirstLayerStep(student(student).step(examples.X(), examples.y()), moments.S());
    Matrix spikeSgd = f0.times(moments.sgd().T()).timesInPlace(student.alpha);
    Matrix spikeKfac = f0.times(moments.kfac(LAMBDA).T()).timesInPlace(student.alpha);
    assertThat(spikeSgd.minus(step.sgd()).operatorNorm())
        .isCloseTo(student.errors[0], within(EXACT));
    assertThat(spikeKfac.minus(step.kfac(LAMBDA)).operatorNorm())
        .isCloseTo(student.errors[1], within(EXACT));
  }

  /** FOOF is K-FAC with P = I: the catalogue's first step on this network is the closed form. */
  @ParameterizedTest
  @EnumSource
  void theCataloguesStepsAreTheClosedForms(Student student) {
    double eta = 1.7;
    FirstLayerStep step =
        new FirstLayerStep(
            student(student).step(examples.X(), examples.y()), examples.moments().S());
    String lr = Double.toString(eta * Math.sqrt(12));
    Matrix bySgd = stepped(student, "sgd", Map.of("lr", lr));
    Matrix byKfac = stepped(student, "foof", Map.of("lr", lr, "damping", Double.toString(LAMBDA)));
    assertThat(bySgd.minus(G0).minus(step.sgd().times(eta)).maxAbs()).isLessThan(EXACT);
    assertThat(byKfac.minus(G0).minus(step.kfac(LAMBDA).times(eta)).maxAbs()).isLessThan(EXACT);
  }

  private Matrix stepped(Student student, String recipe, Map<String, String> settings) {
    SingleIndexNetwork fresh = student(student);
    NetworkObjective objective =
        new NetworkObjective(fresh.network(), new SquaredError(), 60, Rng.of(0));
    Recipes.named(recipe)
        .start(fresh.network(), settings)
        .step(objective.on(examples.X(), examples.y()));
    return fresh.network().parameters().get(0).value();
  }
}
