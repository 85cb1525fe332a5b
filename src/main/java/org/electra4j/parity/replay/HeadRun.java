package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.FinetuningModel;
import org.electra4j.finetuning.HeadStyle;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Npz;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.GraphRuns;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/**
 * A forward pass of a model with one task's head on a batch of a bundle.
 *
 * @param training whether the head is built for training
 * @param meta sizes, variables, loss and norm
 * @param golden the arrays {@code features/*} and {@code outputs/*}
 */
record HeadRun(
    ReplaySettings settings, TaskHead head, boolean training, JsonNode meta, Npz golden) {
  /** Our name of the loss of the batch; the original's rows have theirs in {@code loss}. */
  private static final String TOTAL = "total loss";

  private static final String LOSSES = "loss";
  private static final String NORM = "global_norm";

  /**
   * Compares the order of the variables and runs the batch.
   *
   * @param hasGradient which variables the loss depends on
   * @return what the head gives, by its names for it, and losses and norm
   */
  Map<String, float[]> run(Path checkpoint, Predicate<String> hasGradient, CaseReport report) {
    int batch = golden.shape("features/input_ids")[0];
    Towers towers = settings.towersFor(batch);
    try (ModelGraph graph = new ModelGraph(settings.precision())) {
      FinetuningModel model = model(graph, batch, towers);
      List<Variable> variables = graph.trainableVariables();
      report.exact(
          "variables in the order of their making",
          "trainable variables",
          variables.stream().map(Variable::name).toList(),
          Jsons.fields(meta.get("variables"), "name"));
      List<Variable> trained = variables.stream().filter(v -> hasGradient.test(v.name())).toList();
      FinetuningModel.BuiltHead built = model.heads().get(0);
      Map<String, Operand<?>> fetches = new LinkedHashMap<>(built.output().outputs());
      fetches.put(LOSSES, built.output().losses());
      fetches.put(TOTAL, model.loss());
      fetches.put(
          NORM,
          ClippedGradients.of(graph, model.loss(), trained, ClippedGradients.Norm.ORIGINAL)
              .globalNorm());
      try (Session session = Sessions.open(graph, towers)) {
        GraphRuns.restore(graph, new VariableStore(graph, session), checkpoint);
        return run(session, FinetuningPlaces.of(model), fetches);
      }
    }
  }

  private FinetuningModel model(ModelGraph graph, int batch, Towers towers) {
    JsonNode sizes = meta.get("bert_config");
    return new FinetuningModel(
        graph,
        TransformerConfig.forModelSize("small", sizes.get("vocab_size").asInt(), sizes),
        meta.get("embedding_size").asInt(),
        "electra",
        List.of(head),
        HeadStyle.ORIGINAL,
        batch,
        training,
        towers);
  }

  private Map<String, float[]> run(
      Session session, Map<Operand<?>, String> places, Map<String, Operand<?>> fetches) {
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      places.forEach((p, name) -> GraphRuns.feed(runner, fed, p, golden.get("features/" + name)));
      return GraphRuns.fetch(runner, fetches);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** What is allowed for a model of this size. */
  Tolerances tolerances() {
    return new Tolerances(settings.precision(), meta.get("bert_config").get("hidden_size").asInt());
  }

  /** Compares the losses of the rows, that of the batch, and the norm of its gradients. */
  void compareLosses(Map<String, float[]> ours, CaseReport report) {
    Tolerances tolerances = tolerances();
    report.array(LOSSES, ours.get(LOSSES), golden.get("outputs/loss"), tolerances.finetuning());
    report.close(
        TOTAL, "batch", ours.get(TOTAL)[0], meta.get(LOSSES).asDouble(), tolerances.finetuning());
    report.close(
        NORM, "batch", ours.get(NORM)[0], meta.get(NORM).asDouble(), tolerances.finetuning());
  }
}
