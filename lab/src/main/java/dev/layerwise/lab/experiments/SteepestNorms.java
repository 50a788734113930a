package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.optim.norm.Steepest;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Concurrence App. D: steepest descent in each norm against its closed form, Prop. D.2 as printed
 * and as corrected, and the local losses that are said to have K-FAC's right factor.
 */
final class SteepestNorms implements Experiment {
  static final String GAP = "gap_above_minimum";
  static final String DUAL = "dual_norm_error";
  static final String LOCAL = "local_losses";
  static final String DIGITS = "_digits";
  static final String FROBENIUS = "Frobenius: −η G";
  static final String SIGN = "largest entry: −η ‖G‖† sign G";
  static final String SPECTRAL = "spectral: −η ‖G‖† U Vᵀ";
  static final String PRINTED = "‖PᵀM Qᵀ‖, as printed: −η P⁻¹G Q⁻¹";
  static final String SAME_NORM = "‖PᵀM Qᵀ‖: −η (P Pᵀ)⁻¹G (QᵀQ)⁻¹";
  static final String ROOTS = "‖P^½ M Q^½‖: −η P⁻¹G Q⁻¹";
  static final String LOCO_PRINTED = "LocoProp, target h as printed";
  static final String LOCO = "LocoProp, target h − g";
  static final String FOOF_PRINTED = "FOOF, penalty λ/2 as printed";
  static final String FOOF = "FOOF, penalty λ";
  static final String SHAMPOO_PRINTED = "Shampoo, per-example factors as printed";
  static final String SHAMPOO = "Shampoo, factors of the batch gradient";
  static final String KRONECKER = "Kronecker product for the Fisher block";

  private static final double ETA = 0.5;
  private static final double LAMBDA = 0.3;
  private static final double MOST_DIGITS = 16;
  private static final String ROWS = "rows";
  private static final int EXAMPLES = 50;

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-steepest",
        "Concurrence",
        "Appendix D, Proposition D.2",
        "Which norm a Kronecker-factored step is steepest in",
        "That the closed forms of SGD, sign descent and spectral descent are steepest in their"
            + " norms; that Proposition D.2 needs the square roots of P and Q; and what LocoProp,"
            + " FOOF and Shampoo minimise.",
        5,
        8);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 3 : 10;
  }

  /** Rows of a weight matrix; it has three quarters as many columns. */
  private static List<Integer> rows(Scale scale) {
    return scale == Scale.QUICK ? List.of(4, 8, 16) : List.of(4, 8, 12, 16, 24, 32);
  }

  private static int columns(int rows) {
    return 3 * rows / 4;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("rows of G", rows(scale));
    settings.put("columns of G", "3/4 of the rows");
    settings.put("P, Q", "I + N/(2√d), N standard normal: invertible, not symmetric");
    settings.put("symmetric P, Q", "P Pᵀ, QᵀQ");
    settings.put("η", ETA);
    settings.put("FOOF's λ", LAMBDA);
    settings.put("network", "tanh, rows hidden units, 2 outputs, %d examples".formatted(EXAMPLES));
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int rows : rows(scale)) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(info().id(), scale, Map.of(ROWS, Integer.toString(rows)), seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    int m = Integer.parseInt(cell.coordinate(ROWS));
    int n = columns(m);
    Rng rng = Rng.of(cell.seed()).stream(ROWS, m);
    SteepestProblem problem = new SteepestProblem(rng.stream("G").gaussian(m, n), ETA);
    Matrix P = invertible(m, rng.stream("P"));
    Matrix Q = invertible(n, rng.stream("Q"));
    plainNorms(problem, log);
    kroneckerNorms(problem, P, Q, log);
    localLosses(LocalLosses.draw(n, m, EXAMPLES, rng.stream("network")), m, log);
    return log.record();
  }

  private static Matrix invertible(int d, Rng rng) {
    return rng.gaussian(d, d).timesInPlace(0.5 / Math.sqrt(d)).plusDiagonal(1);
  }

  private static void plainNorms(SteepestProblem problem, CellLog log) {
    Matrix G = problem.G();
    int m = G.rows();
    ToDoubleFunction<Matrix> frobenius = Matrix::frobeniusNorm;
    UnaryOperator<Matrix> identity = M -> M;
    addGap(
        problem,
        FROBENIUS,
        frobenius,
        stepOf(Steepest.frobenius(), G),
        problem.value(frobenius, problem.solve(identity)),
        log);
    addGap(
        problem,
        SIGN,
        Matrix::maxAbs,
        stepOf(Steepest.sign(m, G.cols()), G),
        problem.minimum(SteepestProblem::ontoBox),
        log);
    addGap(
        problem,
        SPECTRAL,
        Matrix::operatorNorm,
        stepOf(Steepest.spectral(m, G.cols()), G),
        problem.minimum(SteepestProblem::ontoSpectralBall),
        log);
  }

  /** M = −η D. */
  private static Matrix stepOf(Steepest norm, Matrix G) {
    return norm.direction(G).times(-ETA);
  }

  private static void addGap(
      SteepestProblem problem,
      String series,
      ToDoubleFunction<Matrix> norm,
      Matrix step,
      double minimum,
      CellLog log) {
    double gap = Math.abs(problem.value(norm, step) - minimum) / Math.abs(minimum);
    add(GAP, series, step.rows(), gap, log);
  }

  /** A relative difference, and how many decimal digits agree, for the picture. */
  private static void add(String panel, String series, int m, double difference, CellLog log) {
    log.add(panel, series, m, difference);
    double digits = difference == 0 ? MOST_DIGITS : -Math.log10(difference);
    log.add(panel + DIGITS, series, m, Math.clamp(digits, 0, MOST_DIGITS));
  }

  private static void kroneckerNorms(SteepestProblem problem, Matrix P, Matrix Q, CellLog log) {
    Matrix G = problem.G();
    UnaryOperator<Matrix> printed = M -> P.T().times(M).times(Q.T());
    ToDoubleFunction<Matrix> printedNorm = M -> printed.apply(M).frobeniusNorm();
    double minimum = problem.value(printedNorm, problem.solve(printed));
    Matrix claimed = P.solve(Q.T().solve(G.T()).T()).timesInPlace(-ETA); // −η P⁻¹G Q⁻¹
    Matrix PPT = P.times(P.T());
    Matrix QTQ = Q.T().times(Q);
    Steepest kronecker =
        Steepest.kronecker(
            new KeptInverse(PPT.rows()).setTo(1, PPT, 0),
            new KeptInverse(QTQ.rows()).setTo(1, QTQ, 0));
    Matrix corrected = stepOf(kronecker, G); // −η (P Pᵀ)⁻¹G (QᵀQ)⁻¹
    addGap(problem, PRINTED, printedNorm, claimed, minimum, log);
    addGap(problem, SAME_NORM, printedNorm, corrected, minimum, log);
    double dual = claimed.frobeniusNorm() / ETA; // ‖P⁻¹G Q⁻¹‖
    log.add(DUAL, PRINTED, G.rows(), Math.abs(minimum + ETA * dual * dual / 2) / -minimum);

    Matrix rootP = Spd.of(PPT).sqrt().dense(); // the same step, whose factors are P Pᵀ and QᵀQ
    Matrix rootQ = Spd.of(QTQ).sqrt().dense();
    UnaryOperator<Matrix> roots = M -> rootP.times(M).times(rootQ);
    ToDoubleFunction<Matrix> rootNorm = M -> roots.apply(M).frobeniusNorm();
    addGap(problem, ROOTS, rootNorm, corrected, problem.value(rootNorm, problem.solve(roots)), log);
  }

  private static void localLosses(LocalLosses layer, int m, CellLog log) {
    Matrix loco = layer.catalogueStep("locoprop", Map.of("lr", 1.0, "gamma", 1.0, "proximal", ETA));
    add(LOCO_PRINTED, layer.locoPropMove(0, ETA), loco, m, log);
    add(LOCO, layer.locoPropMove(1, ETA), loco, m, log);
    Matrix foof =
        layer.catalogueStep(
            "foof", Map.of("lr", ETA, "damping", LAMBDA), Map.of("convention", "ridge"));
    add(FOOF_PRINTED, layer.foofMove(ETA, LAMBDA / 2), foof, m, log);
    add(FOOF, layer.foofMove(ETA, LAMBDA), foof, m, log);
    Steepest spectral = Steepest.spectral(layer.gradient().rows(), layer.gradient().cols());
    Matrix polar = spectral.direction(layer.gradient()).times(1 / spectral.dualNorm());
    add(SHAMPOO, layer.shampooOfBatch(), polar, m, log);
    Matrix printed = layer.shampooPerExample();
    double best = polar.dot(printed) / printed.dot(printed); // whatever its length
    add(SHAMPOO_PRINTED, printed.timesInPlace(best), polar, m, log);
    add(LOCAL, KRONECKER, m, layer.kroneckerError(), log);
  }

  private static void add(String series, Matrix minimiser, Matrix step, int m, CellLog log) {
    double difference = minimiser.minus(step).frobeniusNorm() / step.frobeniusNorm();
    add(LOCAL, series, m, difference, log);
  }

  @Override
  public List<Figure> figures(Results results) {
    return SteepestNormsFigures.of();
  }

  @Override
  public List<Claim> claims() {
    return SteepestNormsClaims.all();
  }
}
