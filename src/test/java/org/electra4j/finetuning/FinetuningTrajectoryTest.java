package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.classification.RegressionHead;
import org.electra4j.finetuning.task.TaskHead;
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
import org.electra4j.testing.Closeness;
import org.electra4j.testing.Reference;
import org.electra4j.testing.Trajectories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;

/** Replays the original's fine-tuning of tiny models: the same batches, step by step. */
class FinetuningTrajectoryTest {
  private static final double RELATIVE = 1e-4;

  static List<Path> runs() {
    return Reference.cases("finetune");
  }

  @ParameterizedTest
  @MethodSource("runs")
  void lossesUpdatesAndPredictionsAreTheOriginals(Path dir) {
    replay(dir, Towers.WHOLE);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void inTwoTowersTheyAreAsWell(Path dir) {
    replay(dir, new Towers(2));
  }

  private static void replay(Path dir, Towers towers) {
    JsonNode meta = Json.read(dir.resolve("meta.json"));
    Npz batches = Npz.read(dir.resolve("steps.npz"));
    int total = meta.get("num_train_steps").asInt();
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            meta.get("learning_rate").asDouble(),
            total,
            total * meta.get("warmup_proportion").asDouble(),
            1);
    try (ModelGraph graph = new ModelGraph()) {
      FinetuningModel model = model(graph, meta, towers);
      List<Variable> variables = graph.trainableVariables();
      assertThat(variables.stream().map(Variable::name).toList())
          .isEqualTo(names(meta.get("variables")));
      ClippedGradients gradients =
          ClippedGradients.of(graph, model.loss(), variables, ClippedGradients.Norm.ORIGINAL);
      AdamInputs inputs = AdamInputs.original(graph);
      JsonNode multipliers = meta.get("lr_multiplier");
      Op trainOp =
          new AdamWeightDecayOptimizer(meta.get("weight_decay_rate").asDouble())
              .minimize(
                  graph,
                  variables,
                  gradients.clipped(),
                  inputs,
                  name -> multipliers.get(name).asDouble());
      Map<String, Operand<?>> fetches = outputs(model);
      Map<String, Operand<?>> withGradients = new LinkedHashMap<>(fetches);
      withGradients.put("global_norm", gradients.globalNorm());
      for (int i = 0; i < variables.size(); i++) {
        withGradients.put("unclipped/" + variables.get(i).name(), gradients.unclipped().get(i));
      }
      try (Session session = Sessions.open(graph, towers)) {
        VariableStore store = new VariableStore(graph, session);
        store.initialize(1);
        GraphRuns.restore(graph, store, dir.resolve("init.ckpt"));
        for (int step = 0; step < total; step++) {
          Session.Runner runner = session.runner().addTarget(trainOp.op());
          List<Tensor> fed = new ArrayList<>();
          inputs.feed(runner, schedule.at(step), step + 1, fed);
          Map<String, float[]> ours =
              run(runner, fed, model, batches, "step_" + step + "/", withGradients);
          JsonNode golden = meta.get("steps").get(step);
          isClose(ours.get("loss")[0], golden.get("loss").asDouble(), RELATIVE, "loss");
          isClose(ours.get("global_norm")[0], golden.get("global_norm").asDouble(), 1e-4, "norm");
          Trajectories.compareGradients(
              ours,
              dir.resolve("gradients_step_" + step + ".npz"),
              ours.get("global_norm")[0],
              name -> true);
        }
        Trajectories.compareWeights(graph, store, dir.resolve("final.ckpt"), 5e-5f);
        Map<String, float[]> held =
            run(session.runner(), new ArrayList<>(), model, batches, "held/", fetches);
        isClose(held.get("loss")[0], meta.get("held_loss").asDouble(), RELATIVE, "held loss");
      }
    }
  }

  private static FinetuningModel model(ModelGraph graph, JsonNode meta, Towers towers) {
    TransformerConfig config =
        TransformerConfig.forModelSize("small", 200, meta.get("bert_config"));
    List<TaskHead> heads = new ArrayList<>();
    for (JsonNode name : meta.get("task_names")) {
      int classes = meta.get("labels").get(name.asText()).size();
      heads.add(
          classes == 0
              ? new RegressionHead(name.asText())
              : new ClassificationHead(name.asText(), classes));
    }
    return new FinetuningModel(
        graph,
        config,
        meta.get("embedding_size").asInt(),
        "electra",
        heads,
        HeadStyle.ORIGINAL,
        4,
        false,
        towers);
  }

  private static List<String> names(JsonNode variables) {
    List<String> names = new ArrayList<>();
    variables.forEach(v -> names.add(v.get("name").asText()));
    return names;
  }

  private static Map<String, Operand<?>> outputs(FinetuningModel model) {
    Map<String, Operand<?>> fetches = new LinkedHashMap<>();
    fetches.put("loss", model.loss());
    for (FinetuningModel.BuiltHead built : model.heads()) {
      String prefix = "outputs/" + built.head().name() + "/";
      fetches.put(prefix + "loss", built.output().losses());
      built.output().outputs().forEach((name, tensor) -> fetches.put(prefix + name, tensor));
    }
    return fetches;
  }

  /** Runs a batch of the goldens and compares the tasks' outputs. */
  private static Map<String, float[]> run(
      Session.Runner runner,
      List<Tensor> fed,
      FinetuningModel model,
      Npz batches,
      String prefix,
      Map<String, Operand<?>> fetches) {
    Map<Operand<?>, String> places = new LinkedHashMap<>();
    places.put(model.inputs().inputIds(), "input_ids");
    places.put(model.inputs().inputMask(), "input_mask");
    places.put(model.inputs().segmentIds(), "segment_ids");
    places.put(model.taskIds(), "task_id");
    for (FinetuningModel.BuiltHead built : model.heads()) {
      built
          .features()
          .forEach((name, place) -> places.put(place, built.head().name() + "_" + name));
    }
    places.forEach(
        (place, name) ->
            GraphRuns.feed(runner, fed, place, batches.arrays().get(prefix + "features/" + name)));
    Map<String, float[]> ours = GraphRuns.fetch(runner, fetches);
    fed.forEach(Tensor::close);
    ours.forEach(
        (name, values) -> {
          Npz.Array golden = batches.arrays().get(prefix + name);
          if (golden != null && golden.floats() != null) {
            float scale = Math.max(1, Closeness.largestMagnitude(golden.floats()));
            Closeness.assertClose(prefix + name, values, golden.floats(), RELATIVE * scale);
          } else if (golden != null) {
            for (int i = 0; i < values.length; i++) {
              assertThat((int) values[i]).as(prefix + name).isEqualTo(golden.ints()[i]);
            }
          }
        });
    return ours;
  }

  private static void isClose(double actual, double expected, double tolerance, String name) {
    assertThat(actual).as(name).isCloseTo(expected, within(tolerance * Math.abs(expected)));
  }
}
