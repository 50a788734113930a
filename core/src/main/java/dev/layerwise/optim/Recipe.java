package dev.layerwise.optim;

import dev.layerwise.nn.Block;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.Map;

/**
 * A method of the catalogue: one file that implements this, and one line in {@code Recipes}. The
 * command line, tests and documentation iterate over the catalogue.
 */
public interface Recipe {
  /** The name on the command line, such as {@code kfac}. */
  String name();

  /** The name in a text, such as {@code K-FAC}. */
  String title();

  /** One sentence: what it is and when to use it. */
  String summary();

  /** The update rule, line by line, in Unicode. */
  List<String> equations();

  /** Basis, spectrum, power. */
  Anatomy anatomy();

  /** The settings, with defaults and their sources. */
  List<Setting> settings();

  /** Where the method comes from. */
  String source();

  /** How the nearest other methods differ: name and sentence. */
  Map<String, String> neighbours();

  /**
   * The parts that go around other methods and not around this one: the setting's name, and the
   * reason in half a sentence.
   */
  default Map<String, String> leftOut() {
    return Map.of();
  }

  /**
   * What a step costs, besides forward and backward pass and the move of the parameters.
   *
   * @param layer a layer's sizes
   * @param settings the settings
   */
  Cost cost(Cost.LayerSize layer, Settings settings);

  /** Whether it needs the statistics of a network's layers, and not gradients alone. */
  boolean needsNetwork();

  /**
   * Starts the method.
   *
   * @param target what is trained
   * @param settings values of {@link #settings}
   */
  Optimizer start(Target target, Settings settings);

  /**
   * Starts the method on a network.
   *
   * @param network what is trained
   * @param said settings that differ from the default
   * @throws IllegalArgumentException if a setting is unknown or has a wrong value
   */
  default Optimizer start(Network network, Map<String, String> said) {
    return start(Target.of(network), Settings.of(settings(), said));
  }

  /**
   * What is trained.
   *
   * @param parameters the parameters, of one group or all
   * @param blocks the blocks whose weights are among them
   */
  record Target(List<Parameter> parameters, List<Block> blocks) {
    /** Copies the lists. */
    public Target {
      parameters = List.copyOf(parameters);
      blocks = List.copyOf(blocks);
    }

    /** All of a network. */
    public static Target of(Network network) {
      return new Target(network.parameters(), network.blocks());
    }
  }
}
