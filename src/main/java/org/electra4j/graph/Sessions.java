package org.electra4j.graph;

import java.util.Locale;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** Opens sessions as training needs them. */
public final class Sessions {
  /** Of the matrix products; everything else is float32. */
  public enum Precision {
    FP32,
    BF16,
    FP16;

    /** The precision that the hparam {@code precision} calls by this name. */
    public static Precision of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  private Sessions() {}

  /** Opens a session on a graph that works on whole batches. */
  public static Session open(ModelGraph graph) {
    return open(graph, Towers.WHOLE);
  }

  /**
   * Opens a session on the graph, without TensorFlow's graph optimiser: it takes many seconds on a
   * training graph and gains nothing (measured).
   *
   * @param towers how the graph splits batches, on which the use of threads depends
   */
  public static Session open(ModelGraph graph, Towers towers) {
    return new Session(graph.graph(), config(towers).build());
  }

  /** The options of such a session. */
  public static ConfigProto.Builder config(Towers towers) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setGraphOptions(
                GraphOptions.newBuilder()
                    .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    towers.divideThreads(config);
    return config;
  }
}
