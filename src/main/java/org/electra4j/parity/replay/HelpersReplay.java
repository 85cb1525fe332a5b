package org.electra4j.parity.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.io.Npz;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.GraphRuns;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;
import org.electra4j.pretraining.GumbelSampler;
import org.electra4j.pretraining.PretrainHelpers;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** The helpers of pretraining: scattering, gathering, unmasking, drawing with given noise. */
final class HelpersReplay implements Replay {
  private static final String SCATTERED = "scatter_update/";

  @Override
  public String folder() {
    return "pretraining";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Path file = bundle.root().resolve(folder()).resolve("helpers/helpers.npz");
    return Files.exists(file)
        ? List.of(new ParityCase(folder(), "helpers", report -> replay(Npz.read(file), report)))
        : List.of();
  }

  private static void replay(Npz golden, CaseReport report) {
    try (ModelGraph graph = new ModelGraph()) {
      Run run = new Run(graph, golden, new LinkedHashMap<>(), new LinkedHashMap<>());
      for (String name : golden.below(SCATTERED).keySet()) {
        if (name.endsWith("/updated")) {
          run.scatter(name.substring(0, name.indexOf('/')));
        }
      }
      run.gather();
      run.sample();
      run.compare(report);
    }
  }

  private record Run(
      ModelGraph graph,
      Npz golden,
      Map<Operand<?>, String> places,
      Map<String, Operand<?>> outputs) {

    private <T extends TNumber> Operand<T> place(String array, Class<T> type) {
      long[] shape = IntStream.of(golden.shape(array)).asLongStream().toArray();
      Placeholder<T> place = graph.tf().placeholder(type, Placeholder.shape(Shape.of(shape)));
      places.put(place, array);
      return place;
    }

    /** A case is named by the type of its entries and what is special about its updates. */
    void scatter(String name) {
      String sequence =
          (name.startsWith("int") ? "seq_int" : "seq_float")
              + (name.endsWith("depth") ? "_depth" : "");
      Class<? extends TNumber> type = name.startsWith("int") ? TInt32.class : TFloat32.class;
      scatter(name, sequence, type);
    }

    private <T extends TNumber> void scatter(String name, String sequence, Class<T> type) {
      PretrainHelpers.ScatterUpdate<T> update =
          PretrainHelpers.scatterUpdate(
              graph,
              place(sequence, type),
              place("updates_" + name, type),
              place("positions", TInt32.class));
      outputs.put(SCATTERED + name + "/updated", update.sequence());
      outputs.put(SCATTERED + name + "/mask", update.updated());
      if (name.equals("int_equal_duplicates")) {
        outputs.put("unmask/input_ids", update.sequence());
      }
    }

    void gather() {
      Operand<TInt32> positions = place("positions", TInt32.class);
      int length = golden.shape("seq_int")[1];
      int rows = golden.shape("seq_int")[0] * length;
      int depth = golden.shape("seq_float_depth")[2];
      outputs.put(
          "gather_positions/int",
          PretrainHelpers.gatherPositions(
              graph,
              graph.tf().reshape(place("seq_int", TInt32.class), graph.vector(rows)),
              positions,
              length));
      outputs.put(
          "gather_positions/float",
          PretrainHelpers.gatherPositions(
              graph,
              graph.tf().reshape(place("seq_float", TFloat32.class), graph.vector(rows)),
              positions,
              length));
      outputs.put(
          "gather_positions/float_depth",
          PretrainHelpers.gatherPositions(
              graph,
              graph
                  .tf()
                  .reshape(place("seq_float_depth", TFloat32.class), graph.vector(rows, depth)),
              positions,
              length));
    }

    void sample() {
      int vocabulary = golden.shape("sample/logits")[2];
      Operand<TInt32> rows = graph.vector(-1, vocabulary);
      Operand<TFloat32> logits = graph.tf().reshape(place("sample/logits", TFloat32.class), rows);
      GumbelSampler sampler =
          new GumbelSampler(
              graph.tf().reshape(place("sample/uniform_noise", TFloat32.class), rows));
      outputs.put("sample/logits_plus_gumbel", sampler.noisy(graph, logits));
      outputs.put("sample/one_hot", oneHot(sampler.sample(graph, logits, logits), vocabulary));
      Operand<TInt32> disallowed =
          graph.tf().reshape(place("sample/disallow_ids", TInt32.class), graph.vector(-1));
      Operand<TFloat32> lowered =
          graph
              .tf()
              .math
              .sub(
                  logits,
                  graph
                      .tf()
                      .oneHot(
                          disallowed,
                          graph.scalar(vocabulary),
                          graph.scalar(1000f),
                          graph.scalar(0f)));
      outputs.put(
          "sample/one_hot_disallow", oneHot(sampler.sample(graph, lowered, lowered), vocabulary));
    }

    private Operand<TFloat32> oneHot(Operand<TInt32> tokens, int vocabulary) {
      return graph
          .tf()
          .oneHot(tokens, graph.scalar(vocabulary), graph.scalar(1f), graph.scalar(0f));
    }

    void compare(CaseReport report) {
      List<Tensor> fed = new ArrayList<>();
      try (Session session = Sessions.open(graph)) {
        Session.Runner runner = session.runner();
        places.forEach((p, name) -> GraphRuns.feed(runner, fed, p, golden.get(name)));
        Map<String, float[]> ours = GraphRuns.fetch(runner, outputs);
        outputs
            .keySet()
            .forEach(
                name ->
                    report.array(name, ours.get(name), golden.get(name), Tolerance.absolute(1e-6)));
      } finally {
        fed.forEach(Tensor::close);
      }
    }
  }
}
