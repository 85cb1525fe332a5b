package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.io.Npz;
import org.electra4j.parity.GraphRuns;
import org.electra4j.testing.Closeness;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

class PretrainHelpersTest {
  private final Npz golden =
      Npz.read(Reference.folder("pretraining").resolve("helpers/helpers.npz"));
  private final ModelGraph graph = new ModelGraph();
  private final Map<Operand<?>, String> places = new LinkedHashMap<>();

  @AfterEach
  void close() {
    graph.close();
  }

  private <T extends TNumber> Operand<T> place(String array, Class<T> type) {
    Placeholder<T> place =
        graph.tf().placeholder(type, Placeholder.shape(shape(golden.shape(array))));
    places.put(place, array);
    return place;
  }

  private static Shape shape(int[] dims) {
    return Shape.of(java.util.Arrays.stream(dims).asLongStream().toArray());
  }

  private Map<String, float[]> run(Map<String, Operand<?>> fetches) {
    List<Tensor> fed = new ArrayList<>();
    try (Session session = Sessions.open(graph)) {
      Session.Runner runner = session.runner();
      places.forEach(
          (place, name) -> GraphRuns.feed(runner, fed, place, golden.arrays().get(name)));
      return GraphRuns.fetch(runner, fetches);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private void compare(String name, float[] ours) {
    Npz.Array array = golden.arrays().get(name);
    if (array.ints() == null) {
      Closeness.assertClose(name, ours, array.floats(), 1e-6);
    } else {
      assertThat(ours).hasSameSizeAs(array.ints());
      for (int i = 0; i < ours.length; i++) {
        assertThat((int) ours[i]).as("%s[%d]", name, i).isEqualTo(array.ints()[i]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "seq_int, updates_int, int",
    "seq_int, updates_int_equal_duplicates, int_equal_duplicates",
    "seq_int, updates_int_negative, int_negative",
    "seq_int_depth, updates_int_depth, int_depth",
    "seq_float, updates_float, float",
    "seq_float_depth, updates_float_depth, float_depth"
  })
  void repeatedUpdatesAverageAndTheFirstPositionNeverChanges(
      String sequence, String updates, String name) {
    Class<? extends TNumber> type = name.startsWith("int") ? TInt32.class : TFloat32.class;
    scatter(sequence, updates, name, type);
  }

  private <T extends TNumber> void scatter(
      String sequence, String updates, String name, Class<T> type) {
    PretrainHelpers.ScatterUpdate<T> update =
        PretrainHelpers.scatterUpdate(
            graph, place(sequence, type), place(updates, type), place("positions", TInt32.class));
    Map<String, float[]> ours = run(Map.of("updated", update.sequence(), "mask", update.updated()));
    compare("scatter_update/" + name + "/updated", ours.get("updated"));
    compare("scatter_update/" + name + "/mask", ours.get("mask"));
  }

  @Test
  void positionsAreGatheredFromTheirRows() {
    Operand<TFloat32> flat =
        graph.tf().reshape(place("seq_float_depth", TFloat32.class), graph.vector(24, 4));
    Operand<TInt32> flatInts = graph.tf().reshape(place("seq_int", TInt32.class), graph.vector(24));
    Operand<TInt32> positions = place("positions", TInt32.class);

    Map<String, float[]> ours =
        run(
            Map.of(
                "depth",
                PretrainHelpers.gatherPositions(graph, flat, positions, 8),
                "int",
                PretrainHelpers.gatherPositions(graph, flatInts, positions, 8)));

    compare("gather_positions/float_depth", ours.get("depth"));
    compare("gather_positions/int", ours.get("int"));
  }

  @Test
  void gumbelNoiseOnLogitsDrawsTheOriginalsTokens() {
    GumbelSampler sampler =
        new GumbelSampler(
            graph
                .tf()
                .reshape(place("sample/uniform_noise", TFloat32.class), graph.vector(15, 11)));
    Operand<TFloat32> logits =
        graph.tf().reshape(place("sample/logits", TFloat32.class), graph.vector(15, 11));

    Map<String, float[]> ours =
        run(
            Map.of(
                "noisy", sampler.noisy(graph, logits),
                "tokens", sampler.sample(graph, logits, logits)));

    compare("sample/logits_plus_gumbel", ours.get("noisy"));
    float[] oneHot = golden.floats("sample/one_hot");
    for (int row = 0; row < 15; row++) {
      assertThat(oneHot[row * 11 + (int) ours.get("tokens")[row]]).isEqualTo(1);
    }
  }
}
