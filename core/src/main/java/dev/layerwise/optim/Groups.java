package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Methods for groups of parameters, as in {@code weight,kernel:muon(lr=0.02); *:adam(lr=3e-4)}:
 * each parameter is trained by the first group that selects it.
 *
 * <p>A group is selected by what stands before its colon: kinds ({@code weight}, {@code kernel},
 * {@code bias}, {@code scale}, {@code shift}), {@code matrix} or {@code vector} for parameters of
 * two or more dimensions or of one, or names, in which {@code *} is any text, such as {@code 0.*}.
 * A method alone, as in {@code adam(lr=3e-4)}, trains everything.
 *
 * @param groups the groups, in the order in which they select
 */
public record Groups(List<Group> groups) {
  /** Copies the list. */
  public Groups {
    groups = List.copyOf(groups);
  }

  /**
   * A group.
   *
   * @param selectors kinds or names, any of which selects
   * @param recipe the method
   * @param said its settings that differ from the default
   */
  public record Group(List<String> selectors, Recipe recipe, Map<String, String> said) {
    /** Copies the collections. */
    public Group {
      selectors = List.copyOf(selectors);
      said = Collections.unmodifiableMap(new LinkedHashMap<>(said));
    }

    /** Whether it selects a parameter. */
    public boolean selects(Parameter p) {
      return selectors.stream().anyMatch(selector -> Selector.selects(selector, p));
    }

    /** The group as {@link Groups#parse} reads it, without spaces. */
    public String text() {
      List<String> words = new ArrayList<>();
      said.forEach((name, value) -> words.add(name + "=" + value));
      String arguments = words.isEmpty() ? "" : "(" + String.join(",", words) + ")";
      return String.join(",", selectors) + ":" + recipe.name() + arguments;
    }

    /** What to write instead of selectors that select nothing, if something is near. */
    private String question(List<Parameter> parameters) {
      List<String> known = new ArrayList<>(Selector.WORDS);
      parameters.forEach(p -> known.add(p.name()));
      return selectors.stream()
          .filter(
              s -> !known.contains(s) && parameters.stream().noneMatch(p -> Selector.selects(s, p)))
          .map(s -> Nearest.question(s, known))
          .findFirst()
          .orElse("");
    }
  }

  /**
   * Reads groups.
   *
   * @param text such as {@code matrix:muon; *:adam(lr=3e-4)}
   * @param catalogue the methods that there are
   * @throws IllegalArgumentException if it cannot be read, or a setting is not one of the method's
   */
  public static Groups parse(String text, List<Recipe> catalogue) {
    List<Group> groups = new ArrayList<>();
    for (String part : Call.split(text, ';')) {
      if (part.isBlank()) {
        throw new IllegalArgumentException(
            "'" + text + "': an empty group; want groups such as matrix:muon; *:adam(lr=3e-4)");
      }
      groups.add(group(part, catalogue));
    }
    return new Groups(groups);
  }

  private static Group group(String text, List<Recipe> catalogue) {
    List<String> sides = Call.split(text, ':');
    if (sides.size() > 2) {
      throw new IllegalArgumentException(
          "'" + text + "': more than one colon; want selectors:method, and ';' between groups");
    }
    List<String> selectors = sides.size() == 1 ? List.of("*") : Call.split(sides.getFirst(), ',');
    Call call = Call.parse(sides.getLast());
    List<String> names = catalogue.stream().map(Recipe::name).toList();
    Recipe recipe =
        catalogue.stream()
            .filter(r -> r.name().equals(call.name()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no optimizer '%s'%s; there are %s"
                        .formatted(
                            call.name(),
                            Nearest.question(call.name(), names),
                            String.join(", ", names))));
    Map<String, String> said = new LinkedHashMap<>();
    for (String argument : call.arguments()) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "%s: '%s' is not name=value; want settings such as lr=0.1"
                .formatted(call.name(), argument));
      }
      said.put(argument.substring(0, equals).strip(), argument.substring(equals + 1).strip());
    }
    selectors.forEach(Selector::check);
    try {
      Settings.of(recipe.settings(), said);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(call.name() + ": " + e.getMessage(), e);
    }
    return new Group(selectors, recipe, said);
  }

  /**
   * Starts all methods.
   *
   * @param target what is trained
   * @throws IllegalArgumentException if a parameter is in no group or a group has no parameter
   */
  public Optimizer start(Recipe.Target target) {
    Map<Group, List<Parameter>> chosen = new LinkedHashMap<>();
    groups.forEach(group -> chosen.put(group, new ArrayList<>()));
    for (Parameter p : target.parameters()) {
      Optional<Group> group = groups.stream().filter(g -> g.selects(p)).findFirst();
      if (group.isEmpty()) {
        throw new IllegalArgumentException(
            "no group selects the parameter "
                + p.name()
                + "; want a last group *:method for all others");
      }
      chosen.get(group.get()).add(p);
    }
    List<GroupedDescent.Member> members = new ArrayList<>();
    chosen.forEach((group, parameters) -> {
      if (parameters.isEmpty()) {
        throw new IllegalArgumentException(
            "the group %s has no parameters; want selectors of %s that no earlier group takes%s"
                .formatted(
                    group.text(),
                    target.parameters().stream().map(Parameter::name).toList(),
                    group.question(target.parameters())));
      }
      Recipe.Target part =
          new Recipe.Target(
              parameters,
              target.blocks().stream().filter(b -> parameters.contains(b.weight())).toList());
      Optimizer started =
          group.recipe().start(part, Settings.of(group.recipe().settings(), group.said()));
      members.add(new GroupedDescent.Member("group " + members.size(), parameters, started));
    });
    return new GroupedDescent(members);
  }

  @Override
  public String toString() {
    return String.join("; ", groups.stream().map(Group::text).toList());
  }
}
