package org.electra4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

class StudyNamesTest {
  private static final Map<String, String> NAMES =
      Map.of(
          "discriminant.document_electra.word_encoder.token_embeddings.weight",
          "electra/embeddings/word_embeddings",
          "document_electra.word_encoder.transformer.encoder.layer.3.attention.self.key.weight",
          "electra/encoder/layer_3/attention/self/key/kernel",
          "discriminant.document_electra.word_encoder.embeddings_project.bias",
          "electra/embeddings_project/bias",
          "discriminant.discriminator_electra.dense_prediction.weight",
          "discriminator_predictions/dense_1/kernel",
          "generator.generator_encoder.transformer.encoder.layer.0.output.LayerNorm.weight",
          "generator/encoder/layer_0/output/LayerNorm/gamma",
          "generator.generator_predictions.generator_lm_head.bias",
          "generator_predictions/output_bias");

  @TempDir Path dir;

  @Test
  void whatMeansTheSameHasTheOriginalsName() {
    NAMES.forEach(
        (name, original) ->
            assertThat(StudyNames.meaning(name))
                .contains(new Meaning(original, original.endsWith("/kernel"))));
    assertThat(
            StudyNames.meaning(
                "discriminant.document_electra.word_encoder.relative_position_embeddings.weight"))
        .isEmpty();
    assertThat(
            StudyNames.meaning(
                "discriminant.document_electra.word_encoder.transformer.embeddings.LayerNorm.bias"))
        .isEmpty();
  }

  @Test
  void suchAModelIsInspectedButNotConverted() {
    Path file = dir.resolve("study.safetensors");
    List<NamedTensor> tensors = new ArrayList<>();
    NAMES
        .keySet()
        .forEach(n -> tensors.add(NamedTensor.ofFloats(n, new long[] {1, 1}, new float[1])));
    SafetensorsWriter.write(file, Map.of(), tensors);

    try (OpenCheckpoint checkpoint = OpenCheckpoint.open(file)) {
      assertThat(CheckpointInspection.of(checkpoint, true).parameters())
          .containsKeys("embeddings", "discriminator", "generator", "generator head");
    }
    ConversionOptions options =
        new ConversionOptions(
            file,
            dir.resolve("out"),
            CheckpointFormat.TENSORFLOW,
            null,
            false,
            DataType.DT_FLOAT,
            Long.MAX_VALUE,
            false,
            List.of(),
            null,
            0,
            null,
            null,
            null,
            0);
    assertThatThrownBy(() -> CheckpointConverter.convert(options))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("reproduction study");
  }
}
