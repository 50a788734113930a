package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.LevenbergMarquardt;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Settings;

/** What happens when, and by which numbers: the settings of K-FAC's step, read once. */
final class KfacSchedule {
  final Schedule lr;
  final Schedule momentum;
  final Schedule weightDecay;
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
  final double l2;
  final double normConstraint;
  final LevenbergMarquardt adaptation;
  private final double multiple;
  private final Schedule ownDamping;
  private final boolean hasOwnDamping;

  KfacSchedule(Settings settings) {
    lr = settings.schedule("lr");
    momentum = settings.schedule("momentum");
    weightDecay = settings.schedule("weight-decay");
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
    l2 = settings.number("l2");
    normConstraint = settings.number("norm-constraint");
    multiple = settings.number("preconditioner-damping-multiple");
    ownDamping = settings.schedule("preconditioner-damping");
    hasOwnDamping = !settings.text("preconditioner-damping").equals("0");
    double most = settings.number("max-damping");
    adaptation =
        new LevenbergMarquardt(
            Math.pow(settings.number("damping-decay"), (double) dampingInterval),
            settings.number("damping-lower"),
            settings.number("damping-upper"),
            settings.number("min-damping"),
            most == 0 ? Double.POSITIVE_INFINITY : most);
  }

  /** The λ of the preconditioner, which may differ from that of the quadratic model. */
  double preconditionerDamping(double lambda, long t) {
    return hasOwnDamping ? ownDamping.at(t) : lambda * multiple;
  }
}
