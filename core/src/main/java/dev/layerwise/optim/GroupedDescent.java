package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * Several optimizers at work, each on parameters of its own, with one gradient a step for all of
 * them. A bound on the norm of the gradient is each group's own.
 */
public final class GroupedDescent implements Optimizer {
  private final List<Member> members;
  private final List<GroupObjective> views;
  private final long[][] counted;
  private final Phases phases = new Phases();

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
    this.members = List.copyOf(members);
    this.views = members.stream().map(m -> new GroupObjective(m.parameters())).toList();
    this.counted = new long[members.size()][Phases.Phase.values().length];
  }

  @Override
  public double step(Objective objective) {
    phases.start();
    double loss = objective.gradient();
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
