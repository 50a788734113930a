package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.theory.Answer;
import dev.layerwise.lab.theory.Calculator;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code theory --json} prints. */
final class TheoryJson {
  private TheoryJson() {}

  static ArrayNode list(List<Calculator> calculators) {
    ArrayNode array = (ArrayNode) Json.tree(List.of());
    for (Calculator calculator : calculators) {
      ObjectNode node = array.addObject();
      node.put("name", calculator.name());
      node.put("summary", calculator.summary());
      node.set("equations", Json.tree(calculator.equations()));
      node.put("source", calculator.source());
      ArrayNode settings = node.putArray("settings");
      for (Setting setting : calculator.settings()) {
        settings
            .addObject()
            .put("name", setting.name())
            .put("default", setting.defaultValue())
            .put("wants", setting.kind().wanted())
            .put("meaning", setting.meaning())
            .put("source", setting.source());
      }
    }
    return array;
  }

  /** The fields, then what was asked, and why a field that is {@code null} has no value. */
  static ObjectNode of(Calculator calculator, Settings settings, Answer answer) {
    ObjectNode node = Json.object();
    ObjectNode reasons = Json.object();
    for (Answer.Field field : answer.fields()) {
      node.set(field.name(), value(field.value()));
      if (!field.value().because().isEmpty()) {
        reasons.put(field.name(), field.value().because());
      }
    }
    node.put("calculator", calculator.name());
    ObjectNode asked = node.putObject("settings");
    calculator.settings().forEach(s -> asked.put(s.name(), settings.text(s.name())));
    if (!reasons.isEmpty()) {
      node.set("undefined", reasons);
    }
    return node;
  }

  private static JsonNode value(Answer.Value value) {
    return switch (value) {
      case Answer.Real(double number) -> Json.tree(number);
      case Answer.Whole(long number) -> Json.tree(number);
      case Answer.Text(String text) -> Json.tree(text);
      case Answer.Undefined _ -> Json.number(Double.NaN);
      case Answer.Reals(List<Double> numbers, String _) -> {
        ArrayNode array = (ArrayNode) Json.tree(List.of());
        numbers.forEach(
            number -> array.add(Json.number(Double.isFinite(number) ? number : Double.NaN)));
        yield array;
      }
    };
  }
}
