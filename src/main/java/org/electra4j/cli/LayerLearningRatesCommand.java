package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.Hparams;
import org.electra4j.io.Json;
import org.electra4j.io.TextTable;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.EncoderVariables;
import org.electra4j.optimization.LayerwiseLearningRates;
import org.electra4j.optimization.LayerwiseLearningRates.Variant;

/** Prints the highest learning rate of every variable under the variants of layer-wise decay. */
final class LayerLearningRatesCommand implements Command {
  @Override
  public String name() {
    return "layer-learning-rates";
  }

  @Override
  public String summary() {
    return "learning rate of every variable in fine-tuning";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommandOptions.value("preset", "NAME", "a preset of configs/ (or .json file)"))
        .addOption(
            CommandOptions.value(
                "hparams", "JSON|FILE", "hyperparameters of run-finetuning; go over the preset"))
        .addOption(
            CommandOptions.value(
                "variant", "NAME", "only this one of original, paper, study and none"))
        .addOption(CommandOptions.flag("json", "print JSON"));
  }

  @Override
  public String examples() {
    return """
        ./electra layer-learning-rates --hparams '{"task_names": ["cola"]}'
        ./electra layer-learning-rates --preset finetune-study --variant study --json

        The rates are those at the peak of the schedule: learning_rate times the factor of the place.
        """;
  }

  @Override
  public int run(CommandLine line) {
    FinetuningConfig config =
        FinetuningConfig.of(
            "model",
            Path.of(""),
            Hparams.read(line.getOptionValue("hparams"), line.getOptionValue("preset")));
    List<Variant> variants =
        line.hasOption("variant")
            ? List.of(Variant.of(line.getOptionValue("variant")))
            : List.of(Variant.values());
    List<String> variables = variables(config);
    System.out.print(
        line.hasOption("json")
            ? Json.write(json(config, variants, variables))
            : text(config, variants, variables));
    return 0;
  }

  private static List<String> variables(FinetuningConfig config) {
    List<String> names =
        new ArrayList<>(
            EncoderVariables.names(
                config.transformerConfig(),
                EncoderScope.of(config.encoderScope(), config.embeddingWidth())));
    List<String> layers =
        config.head().equals("two_layer") ? List.of("dense", "dense_1") : List.of("dense");
    for (String task : config.taskNames()) {
      for (String layer : layers) {
        names.add("task_specific/" + task + "/" + layer + "/kernel");
        names.add("task_specific/" + task + "/" + layer + "/bias");
      }
    }
    return names;
  }

  private static double rate(FinetuningConfig config, Variant variant, String variable) {
    int layers = config.transformerConfig().numHiddenLayers();
    return config.learningRate()
        * new LayerwiseLearningRates(variant, config.layerwiseLrDecay(), layers)
            .multiplier(variable);
  }

  private static ObjectNode json(
      FinetuningConfig config, List<Variant> variants, List<String> variables) {
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("learning_rate", config.learningRate())
            .put("layerwise_lr_decay", config.layerwiseLrDecay())
            .put("layerwise_lr_decay_variant", config.layerwiseLrDecayVariant());
    for (String variable : variables) {
      ObjectNode rates = json.withArray("variables").addObject().put("name", variable);
      variants.forEach(v -> rates.put(v.label(), rate(config, v, variable)));
    }
    return json;
  }

  private static String text(
      FinetuningConfig config, List<Variant> variants, List<String> variables) {
    List<String> header = new ArrayList<>(List.of("variable"));
    variants.forEach(v -> header.add(v.label()));
    List<List<String>> rows = new ArrayList<>();
    for (String variable : variables) {
      List<String> row = new ArrayList<>(List.of(variable));
      variants.forEach(v -> row.add(String.format(Locale.ROOT, "%.4e", rate(config, v, variable))));
      rows.add(row);
    }
    return "learning_rate %s, layerwise_lr_decay %s, layerwise_lr_decay_variant %s\n\n"
            .formatted(
                config.learningRate(), config.layerwiseLrDecay(), config.layerwiseLrDecayVariant())
        + new TextTable(header, rows).plain();
  }
}
