package org.electra4j.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.electra4j.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientAccumulationTest {
  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "original | 4 | {}",
        "dense    | 2 | {'untied_generator_embeddings': true}",
        "original | 8 | {'untied_generator_embeddings': true, 'optimizer': 'adamw'}",
        "original | 2 | {'electra_objective': false, 'electric_objective': true}",
        "original | 4 | {'electra_objective': false}",
      })
  void partsOfABatchGiveTheLossesGradientsAndWeightsOfTheWholeBatch(
      String norm, int parts, String variant) {
    ObjectNode hparams = TinyTraining.hparams().put("global_norm", norm);
    hparams.setAll((ObjectNode) Json.parse(variant.replace('\'', '"'), "variant"));

    TinyTraining whole = TinyTraining.run(dataDir, hparams);
    TinyTraining inParts =
        TinyTraining.run(dataDir, hparams.put("gradient_accumulation_steps", parts));

    inParts.assertSameAs(whole);
  }
}
