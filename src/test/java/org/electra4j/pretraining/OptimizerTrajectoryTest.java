package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.optimization.AdamInputs;
import org.electra4j.optimization.AdamWeightDecayOptimizer;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.parity.GraphRuns;
import org.electra4j.testing.Reference;
import org.electra4j.testing.Trajectories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The two norms of a gradient that is a sum of rows; trajectories are replayed by parity. */
class OptimizerTrajectoryTest {
  @ParameterizedTest
  @EnumSource(ClippedGradients.Norm.class)
  void theNormIsTakenOverTheRowsLookedUpOrOverTheTable(ClippedGradients.Norm norm) {
    replay(
        Reference.folder("optimizer").resolve("untied_generator_embeddings"), norm, Towers.WHOLE);
  }

  /** Gives the original's samples, [batch * predictions]. */
  private record RecordedSampler(Operand<TInt32> samples) implements TokenSampler {
    @Override
    public Operand<TInt32> sample(
        ModelGraph graph, Operand<TFloat32> logits, Operand<TFloat32> probs) {
      return samples;
    }

    @Override
    public TokenSampler rows(ModelGraph graph, int first, int count) {
      return new RecordedSampler(
          graph.tf().slice(samples, graph.vector(first), graph.vector(count)));
    }
  }

  private static void replay(Path dir, ClippedGradients.Norm norm, Towers towers) {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    Npz batches = Npz.read(dir.resolve("batches.npz"));
    PretrainingConfig config = TinyModels.ofTrajectory(meta);
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            config.learningRate(),
            config.numTrainSteps(),
            config.numWarmupSteps(),
            config.lrDecayPower());
    int offset = meta.get("learning_rate_order").asText().startsWith("pinned") ? 0 : 1;
    try (ModelGraph graph = new ModelGraph()) {
      Placeholder<TInt32> samples =
          graph.tf().placeholder(TInt32.class, Placeholder.shape(Shape.of(4L * 4)));
      PretrainingModel model =
          new PretrainingModel(
              graph,
              config,
              TinyModels.vocabulary(),
              4,
              true,
              new RecordedSampler(samples),
              towers);
      AdamInputs inputs = AdamInputs.original(graph);
      List<Variable> variables = graph.trainableVariables();
      ClippedGradients gradients = ClippedGradients.of(graph, model.totalLoss(), variables, norm);
      AdamWeightDecayOptimizer adam = new AdamWeightDecayOptimizer(config.weightDecayRate());
      assertThat(variables.stream().map(Variable::name).filter(adam::decays).toList())
          .isEqualTo(texts(meta.get("weight_decayed")));
      Op trainOp = adam.minimize(graph, variables, gradients.clipped(), inputs, name -> 1);
      Map<String, Operand<?>> fetches = new LinkedHashMap<>();
      fetches.put("total_loss", model.totalLoss());
      fetches.put("generator_loss", model.tensors().get("mlm/loss"));
      model.discriminatorLoss().ifPresent(loss -> fetches.put("discriminator_loss", loss));
      fetches.put("global_norm", gradients.globalNorm());
      for (int i = 0; i < variables.size(); i++) {
        fetches.put("unclipped/" + variables.get(i).name(), gradients.unclipped().get(i));
        fetches.put("clipped/" + variables.get(i).name(), gradients.clipped().get(i));
      }
      fetches.put("fake_input_ids", model.tensors().get("fake/input_ids"));
      try (Session session = Sessions.open(graph, towers)) {
        VariableStore store = new VariableStore(graph, session);
        store.initialize(1);
        GraphRuns.restore(graph, store, dir.resolve("step_0.ckpt"));
        JsonNode steps = meta.get("steps");
        // With another norm than the original's the weights part after the first update.
        int last = norm == ClippedGradients.Norm.ORIGINAL ? steps.size() : 1;
        for (int step = 0; step < last; step++) {
          Session.Runner runner = session.runner().addTarget(trainOp.op());
          List<Tensor> fed = new ArrayList<>();
          feedBatch(runner, fed, model.inputs(), samples, batches, "step_" + step + "/");
          inputs.feed(runner, schedule.at(step + offset), step + 1, fed);
          Map<String, float[]> ours = GraphRuns.fetch(runner, fetches);
          fed.forEach(Tensor::close);
          compareStep(ours, steps.get(step), norm, schedule.at(step + offset));
          // Clipped gradients are stored for the original's norm.
          Trajectories.compareGradients(
              ours,
              dir.resolve("gradients_step_" + step + ".npz"),
              ours.get("global_norm")[0],
              name -> norm == ClippedGradients.Norm.ORIGINAL || !name.startsWith("clipped/"));
          compareIds(ours.get("fake_input_ids"), batches.ints("step_" + step + "/fake_input_ids"));
          if (norm == ClippedGradients.Norm.ORIGINAL) {
            compareWeights(graph, store, dir, step + 1);
          }
        }
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  private static void feedBatch(
      Session.Runner runner,
      List<Tensor> fed,
      PretrainingInputs inputs,
      Operand<TInt32> samples,
      Npz batches,
      String prefix) {
    Map<Operand<?>, String> places = new LinkedHashMap<>();
    places.put(inputs.masked().inputIds(), "masked_input_ids");
    places.put(inputs.masked().inputMask(), "features/input_mask");
    places.put(inputs.masked().segmentIds(), "features/segment_ids");
    places.put(inputs.maskedLmPositions(), "masked_lm_positions");
    places.put(inputs.maskedLmIds(), "masked_lm_ids");
    places.put(inputs.maskedLmWeights(), "masked_lm_weights");
    places.put(samples, "sampled_token_ids");
    places.forEach(
        (place, name) -> GraphRuns.feed(runner, fed, place, batches.arrays().get(prefix + name)));
  }

  private static void compareStep(
      Map<String, float[]> ours, JsonNode golden, ClippedGradients.Norm norm, float rate) {
    List<String> losses = new ArrayList<>(List.of("total_loss", "generator_loss"));
    if (ours.containsKey("discriminator_loss")) {
      losses.add("discriminator_loss");
    }
    for (String name : losses) {
      isRelativelyClose(ours.get(name)[0], golden.get(name).asDouble(), 1e-5, name);
    }
    String normName = norm == ClippedGradients.Norm.ORIGINAL ? "global_norm" : "global_norm_dense";
    isRelativelyClose(ours.get("global_norm")[0], golden.get(normName).asDouble(), 1e-5, normName);
    isRelativelyClose(rate, golden.get("learning_rate").asDouble(), 1e-6, "learning_rate");
  }

  private static void isRelativelyClose(
      double actual, double expected, double tolerance, String name) {
    assertThat(actual).as(name).isCloseTo(expected, within(tolerance * Math.abs(expected)));
  }

  private static void compareIds(float[] ours, int[] golden) {
    for (int i = 0; i < golden.length; i++) {
      assertThat((int) ours[i]).as("fake_input_ids[%d]", i).isEqualTo(golden[i]);
    }
  }

  private static void compareWeights(ModelGraph graph, VariableStore store, Path dir, int step) {
    if (Files.exists(dir.resolve("step_" + step + ".ckpt.index"))) {
      Path checkpoint = dir.resolve("step_" + step + ".ckpt");
      Trajectories.compareWeights(graph, store, checkpoint, step > 3 ? 5e-5f : 1e-5f);
    }
  }
}
