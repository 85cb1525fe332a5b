package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.tagging.TaggingHead;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.metrics.EntityLevelF1Scorer;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.TagSpans;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.parity.GraphRuns;
import org.electra4j.testing.Closeness;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/** The tiny model of chunking on a batch of the original. */
class ChunkingModelTest {
  private static final Path GOLDENS = Reference.folder("chunking");

  @Test
  void outputsLossGradientsAndScoresAreTheOriginals() {
    JsonNode meta = Json.read(GOLDENS.resolve("model.json"));
    Npz arrays = Npz.read(GOLDENS.resolve("model.npz"));
    int classes = meta.get("n_classes").asInt();
    try (ModelGraph graph = new ModelGraph()) {
      FinetuningModel model =
          new FinetuningModel(
              graph,
              TransformerConfig.forModelSize("small", 200, meta.get("bert_config")),
              meta.get("embedding_size").asInt(),
              "electra",
              List.of(new TaggingHead("chunk", classes)),
              HeadStyle.ORIGINAL,
              4,
              false,
              Towers.WHOLE);
      List<String> names = new ArrayList<>();
      meta.get("variables").forEach(v -> names.add(v.get("name").asText()));
      assertThat(graph.trainableVariables().stream().map(Variable::name).toList()).isEqualTo(names);
      FinetuningModel.BuiltHead built = model.heads().get(0);
      Map<String, Operand<?>> fetches = new LinkedHashMap<>(built.output().outputs());
      fetches.put("loss", built.output().losses());
      fetches.put("total", model.loss());
      fetches.put(
          "norm",
          ClippedGradients.of(
                  graph, model.loss(), graph.trainableVariables(), ClippedGradients.Norm.ORIGINAL)
              .globalNorm());
      try (Session session = Sessions.open(graph, Towers.WHOLE)) {
        VariableStore store = new VariableStore(graph, session);
        store.initialize(1);
        GraphRuns.restore(graph, store, GOLDENS.resolve("init.ckpt"));
        Map<Operand<?>, String> places = new LinkedHashMap<>();
        places.put(model.inputs().inputIds(), "input_ids");
        places.put(model.inputs().inputMask(), "input_mask");
        places.put(model.inputs().segmentIds(), "segment_ids");
        places.put(model.taskIds(), "task_id");
        built.features().forEach((name, place) -> places.put(place, "chunk_" + name));
        Session.Runner runner = session.runner();
        List<Tensor> fed = new ArrayList<>();
        places.forEach(
            (place, name) ->
                GraphRuns.feed(runner, fed, place, arrays.arrays().get("features/" + name)));
        Map<String, float[]> ours = GraphRuns.fetch(runner, fetches);
        fed.forEach(Tensor::close);

        for (String name : List.of("logits", "loss")) {
          float[] golden = arrays.arrays().get("outputs/" + name).floats();
          Closeness.assertClose(
              name, ours.get(name), golden, 1e-4 * Closeness.largestMagnitude(golden));
        }
        assertThat(ours.get("total")[0])
            .isCloseTo((float) meta.get("loss").asDouble(), within(2e-3f));
        assertThat(ours.get("norm")[0])
            .isCloseTo((float) meta.get("global_norm").asDouble(), within(2e-3f));
        int[] predictions = arrays.arrays().get("outputs/predictions").ints();
        for (int i = 0; i < predictions.length; i++) {
          assertThat((int) ours.get("predictions")[i]).isEqualTo(predictions[i]);
        }
        assertScores(meta.get("scorer_results"), arrays, ours);
      }
    }
  }

  private static void assertScores(JsonNode golden, Npz arrays, Map<String, float[]> ours) {
    List<String> labels = new ArrayList<>();
    Json.read(GOLDENS.resolve("label_mapping.json")).fieldNames().forEachRemaining(labels::add);
    Scorer scorer = new EntityLevelF1Scorer(labels, TagSpans.Decoding.ORIGINAL);
    int length = ours.get("predictions").length / 4;
    for (int row = 0; row < 4; row++) {
      int first = row * length;
      int[] predictions = new int[length];
      Arrays.setAll(predictions, i -> (int) ours.get("predictions")[first + i]);
      scorer.update(
          new EvalOutput(
              row,
              ours.get("loss")[row],
              Map.of(
                  "predictions",
                  predictions,
                  "labels",
                  Arrays.copyOfRange(
                      arrays.arrays().get("features/chunk_labels").ints(), first, first + length)),
              Map.of(
                  "labels_mask",
                  Arrays.copyOfRange(
                      arrays.arrays().get("features/chunk_labels_mask").floats(),
                      first,
                      first + length))));
    }
    scorer
        .results()
        .forEach(
            (name, value) ->
                assertThat(value)
                    .as(name)
                    .isCloseTo(
                        golden.get(name).asDouble(), within(1e-4 * golden.get(name).asDouble())));
  }
}
