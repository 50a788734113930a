package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * Several optimizers at work, each on parameters of its own, with one gradient a step for all of
 * them. A bound on the norm of the gradient is each group's own, unless one is given for all.
 */
public final class GroupedDescent implements Optimizer {
  private final List<Member> members;
  private final List<GroupObjective> views;
  private final Optional<Clipping> clipping;
  private final List<Parameter> parameters;
  private final long[][] counted;
  private final Phases phases = new Phases();
  private long t;

  /**
   * One of them.
   *
   * @param name what is put in front of the names of its state, such as {@code muon}
   * @param parameters what it trains
   * @param optimizer the optimizer, started on them
   */
  public record Member(String name, List<Parameter> parameters, Optimizer optimizer) {
    /** Copies the list. */
    public Member {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Puts them together.
   *
   * @param members the optimizers, under different names, with different parameters
   */
  public GroupedDescent(List<Member> members) {
    this(members, ofAll(members), Optional.empty());
  }

  /**
   * Puts them together, with bounds on the gradient of all.
   *
   * @param members the optimizers, under different names, with different parameters
   * @param parameters those of all members, in the order in which their norms are summed up
   * @param clipping the bounds
   */
  public GroupedDescent(List<Member> members, List<Parameter> parameters, Clipping clipping) {
    this(members, parameters, Optional.of(clipping));
  }

  private GroupedDescent(
      List<Member> members, List<Parameter> parameters, Optional<Clipping> clipping) {
    this.members = List.copyOf(members);
    this.clipping = clipping;
    this.parameters = List.copyOf(parameters);
    this.views = members.stream().map(m -> new GroupObjective(m.parameters())).toList();
    this.counted = new long[members.size()][Phases.Phase.values().length];
  }

  private static List<Parameter> ofAll(List<Member> members) {
    return members.stream().flatMap(m -> m.parameters().stream()).toList();
  }

  @Override
  public double step(Objective objective) {
    phases.start();
    double loss = objective.gradient();
    t++;
    if (clipping.isPresent()) {
      phases.enter(Phases.Phase.UPDATE);
      clipping.get().apply(parameters, t);
    }
    phases.stop();
    for (int i = 0; i < views.size(); i++) {
      Optimizer optimizer = members.get(i).optimizer();
      optimizer.step(views.get(i).at(objective, loss));
      phases.plus(optimizer.phases(), counted[i]);
    }
    return loss;
  }

  @Override
  public void state(StateVisitor visitor) {
    if (clipping.isPresent()) {
      t = visitor.whole("t", t);
    }
    for (Member member : members) {
      member.optimizer().state(visitor.in(member.name()));
    }
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    for (Member member : members) {
      member.optimizer().report((name, value) -> reader.accept(member.name() + "/" + name, value));
    }
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    members.forEach(member -> member.optimizer().spectra(reader));
  }
}
