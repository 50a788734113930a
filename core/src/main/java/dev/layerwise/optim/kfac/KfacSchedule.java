package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.LevenbergMarquardt;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Settings;

/** What happens when, and by which numbers: the settings of K-FAC's step, read once. */
final class KfacSchedule {
  final Schedule lr;
  final Schedule momentum;
  final boolean nesterov;
  private final Schedule weightDecay;
  private final boolean decayIsPenalty;
  final Schedule damping;
  final Schedule ema;
  final boolean adaptiveLr;
  final boolean adaptiveMomentum;
  final boolean adaptiveDamping;
  final boolean exactModel;
  final boolean includeDamping;
  final long dampingInterval;
  final long curvatureInterval;
  final long inverseInterval;
  final long burnIn;
  private final Schedule l2;
  private final Schedule multiple;
  private final Schedule dampingDecay;
  private final Schedule dampingLower;
  private final Schedule dampingUpper;
  private final Schedule minDamping;
  private final Schedule maxDamping;
  private final Schedule ownDamping;
  private final boolean hasOwnDamping;

  KfacSchedule(Settings settings) {
    lr = settings.schedule("lr");
    momentum = settings.schedule("momentum");
    nesterov = settings.flag("nesterov");
    weightDecay = settings.schedule("weight-decay");
    decayIsPenalty = settings.text("decay").equals("l2");
    damping = settings.schedule("damping");
    ema = settings.schedule("ema");
    adaptiveLr = settings.flag("adaptive-lr");
    adaptiveMomentum = settings.flag("adaptive-momentum");
    adaptiveDamping = settings.flag("adaptive-damping");
    exactModel = settings.flag("exact-model");
    includeDamping = settings.flag("damping-in-model");
    dampingInterval = settings.whole("damping-interval");
    curvatureInterval = settings.whole("curvature-interval");
    inverseInterval = settings.whole("inverse-interval");
    burnIn = settings.whole("burn-in");
    l2 = settings.schedule("l2");
    multiple = settings.schedule("preconditioner-damping-multiple");
    ownDamping = settings.schedule("preconditioner-damping");
    hasOwnDamping = !ownDamping.staysWithin(0, 0);
    dampingDecay = settings.schedule("damping-decay");
    dampingLower = settings.schedule("damping-lower");
    dampingUpper = settings.schedule("damping-upper");
    minDamping = settings.schedule("min-damping");
    maxDamping = settings.schedule("max-damping");
    adaptation(1); // checks the numbers
    if (nesterov && (adaptiveLr || adaptiveMomentum)) {
      throw new IllegalArgumentException(
          "nesterov=true: the quadratic model chooses the whole step, and nothing is left to look"
              + " ahead to; want adaptive-lr=false and adaptive-momentum=false");
    }
  }

  /** The l₂ of the penalty ½ l₂ ‖W‖². */
  double penalty(long t) {
    return decayIsPenalty ? l2.at(t) + weightDecay.at(t) : l2.at(t);
  }

  /** The ω of the decoupled decay. */
  double decay(long t) {
    return decayIsPenalty ? 0 : weightDecay.at(t);
  }

  /** Whether neither penalty nor quadratic model needs the gradient in a step. */
  boolean leavesGradientAlone(long t) {
    return penalty(t) == 0 && !adaptiveLr && !adaptiveMomentum && !adaptiveDamping;
  }

  /** How λ is adapted at a step. */
  LevenbergMarquardt adaptation(long t) {
    double most = maxDamping.at(t);
    return new LevenbergMarquardt(
        Math.pow(dampingDecay.at(t), (double) dampingInterval),
        dampingLower.at(t),
        dampingUpper.at(t),
        minDamping.at(t),
        most == 0 ? Double.POSITIVE_INFINITY : most);
  }

  /** The λ of the preconditioner, which may differ from that of the quadratic model. */
  double preconditionerDamping(double lambda, long t) {
    return hasOwnDamping ? ownDamping.at(t) : lambda * multiple.at(t);
  }
}
