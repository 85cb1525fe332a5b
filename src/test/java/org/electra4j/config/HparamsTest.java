package org.electra4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HparamsTest {
  @TempDir Path dir;

  /** Those of pretraining: the others' names say that they are not. */
  static Stream<String> presets() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".json") && !f.startsWith("finetune-") && !f.startsWith("study"))
          .map(f -> f.replace(".json", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPretrainingPresetIsAConfiguration(String preset) {
    PretrainingConfig config = config(preset, null);
    assertThat(config.maxPredictionsPerSeq()).isPositive();
    assertThat(config.transformerConfig().generator(config.generatorHiddenSize(), 1)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    // Table 6 of the paper: embedding, generator width, predictions, batch, rate, steps
    "electra-small, 128, 64, 19, 128, 5e-4, 1000000",
    "electra-small-owt, 128, 64, 19, 128, 5e-4, 1000000",
    "electra-base, 768, 256, 79, 256, 2e-4, 766000",
    "electra-large, 1024, 256, 130, 2048, 2e-4, 400000",
  })
  void presetsAreThePapers(
      String preset, int embedding, int generator, int predictions, int batch, double rate, int n) {
    PretrainingConfig c = config(preset, null);
    assertThat(c.embeddingSize()).isEqualTo(embedding);
    assertThat(c.transformerConfig().generator(c.generatorHiddenSize(), 1).hiddenSize())
        .isEqualTo(generator);
    assertThat(c.maxPredictionsPerSeq()).isEqualTo(predictions);
    assertThat(c.trainBatchSize()).isEqualTo(batch);
    assertThat(c.learningRate()).isEqualTo(rate);
    assertThat(c.numTrainSteps()).isEqualTo(n);
  }

  @ParameterizedTest
  @CsvSource({
    // rate, weight decay, layer-wise decay, pooling, head, optimizer, both orders of pairs
    "finetune-original, 1e-4, 0.01, original, first, linear, original, true",
    "finetune-paper, 3e-4, 0, original, first, linear, original, true",
    "finetune-study, 3e-4, 0, study, average, two_layer, adamw, false",
  })
  void finetuningPresetsAreTheirSources(
      String preset,
      double rate,
      double weightDecay,
      String layerwise,
      String pooling,
      String head,
      String optimizer,
      boolean doubled) {
    FinetuningConfig c = FinetuningConfig.of("MODEL", Path.of("DATA"), Hparams.read(null, preset));
    assertThat(c.learningRate()).isEqualTo(rate);
    assertThat(c.weightDecayRate()).isEqualTo(weightDecay);
    assertThat(c.layerwiseLrDecayVariant()).isEqualTo(layerwise);
    assertThat(c.layerwiseLrDecay()).isEqualTo(0.8);
    assertThat(c.pooling()).isEqualTo(pooling);
    assertThat(c.head()).isEqualTo(head);
    assertThat(c.optimizer()).isEqualTo(optimizer);
    assertThat(c.doubleUnordered()).isEqualTo(doubled);
  }

  @Test
  void hparamsGoOverThePresetAndOverridesAreMerged() {
    PretrainingConfig plain = config("demo", null);
    PretrainingConfig c =
        config(
            "demo", "{\"temperature\": 2, \"model_hparam_overrides\": {\"num_hidden_layers\": 3}}");
    assertThat(c.temperature()).isEqualTo(2);
    assertThat(c.transformerConfig().numHiddenLayers()).isEqualTo(3);
    assertThat(c.transformerConfig().hiddenSize())
        .isEqualTo(plain.transformerConfig().hiddenSize())
        .isNotEqualTo(256);
  }

  @Test
  void debugModeHasItsOwnBatchSizesWhateverThePresetSays() {
    PretrainingConfig c = config("electra-base", "{\"debug\": true, \"num_eval_steps\": 3}");
    assertThat(c.trainBatchSize()).isEqualTo(8);
    assertThat(c.numTrainSteps()).isEqualTo(20);
    assertThat(c.numEvalSteps()).isEqualTo(3);
    assertThat(c.maxSeqLength()).isEqualTo(512);
  }

  @Test
  void bothMayBeFiles() throws IOException {
    Path preset = Files.writeString(dir.resolve("preset.json"), "{\"mask_prob\": 0.3}");
    Path hparams = Files.writeString(dir.resolve("hparams.json"), "{\"seed\": 7}");
    PretrainingConfig c = config(preset.toString(), hparams.toString());
    assertThat(c.maskProb()).isEqualTo(0.3);
    assertThat(c.seed()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-such    | {}           | no preset no-such in | electra-small",
        "a.json     | {}           | cannot read a.json   | no such file",
        "debug      | b.json       | cannot read b.json   | no such file",
        "debug      | {\"seed\": 1 | --hparams: not valid JSON at line 1, column 11 | end-of-input",
        "debug      | [1]          | --hparams: is [1]    | expected a JSON object",
        "debug      | {\"seed\": 1, \"seed\": 2} | --hparams: not valid JSON | Duplicate",
      },
      quoteCharacter = '`')
  void whatCannotBeReadIsNamed(String preset, String hparams, String message, String more) {
    assertThatThrownBy(() -> Hparams.read(hparams, preset))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(more);
  }

  private static PretrainingConfig config(String preset, String hparams) {
    return PretrainingConfig.of("MODEL", Path.of("DATA"), Hparams.read(hparams, preset));
  }
}
