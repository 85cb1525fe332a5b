package org.electra4j.serving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.VariableStore;
import org.electra4j.model.DiscriminatorHead;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TransformerEncoder;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.training.CheckpointLoader;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A pretrained discriminator that tells of each token how likely it was replaced. */
public final class ReplacedTokenDetector implements AutoCloseable {
  /**
   * A token of a text.
   *
   * @param token as in the vocabulary
   * @param replaced probability that it was not there originally
   */
  public record TokenProbability(String token, double replaced) {}

  private final ModelGraph graph = new ModelGraph();
  private final Tokenizer tokenizer;
  private final int maxSeqLength;
  private final EncoderInputs inputs;
  private final Operand<TFloat32> probs;
  private final Session session;

  private ReplacedTokenDetector(PretrainingConfig config) {
    TransformerConfig sizes = config.transformerConfig().withoutDropout();
    tokenizer =
        Tokenizer.read(
            Path.of(config.vocabFile()), TextNormalization.of(config.doLowerCase(), true));
    maxSeqLength = config.maxSeqLength();
    inputs =
        new EncoderInputs(
            1,
            EncoderInputs.ANY_LENGTH,
            place("input_ids"),
            place("input_mask"),
            place("segment_ids"));
    Operand<TFloat32> sequence =
        TransformerEncoder.build(
                graph, sizes, inputs, EncoderScope.of("electra", config.embeddingWidth()))
            .sequenceOutput();
    probs = graph.tf().math.sigmoid(DiscriminatorHead.logits(graph, sizes, sequence));
    session = Sessions.open(graph);
  }

  private Operand<TInt32> place(String name) {
    return graph
        .tf()
        .withName(name)
        .placeholder(TInt32.class, Placeholder.shape(Shape.of(1, Shape.UNKNOWN_SIZE)));
  }

  /**
   * Opens a discriminator.
   *
   * @param config of its pretraining
   * @param checkpoint prefix of its checkpoint
   * @throws org.electra4j.io.BadInputException if the checkpoint does not fit, listing what does
   *     not
   */
  public static ReplacedTokenDetector open(PretrainingConfig config, Path checkpoint) {
    ReplacedTokenDetector detector = new ReplacedTokenDetector(config);
    try {
      CheckpointLoader.load(
          checkpoint,
          List.copyOf(detector.graph.variables()),
          new VariableStore(detector.graph, detector.session));
    } catch (RuntimeException e) {
      detector.close();
      throw e;
    }
    return detector;
  }

  /**
   * The tokens of a text, those beyond {@code max_seq_length} left out, and what is thought of
   * each.
   */
  public List<TokenProbability> detect(String text) {
    int[] tokens = tokenizer.encode(text);
    int kept = Math.min(tokens.length, maxSeqLength - 2);
    int[] ids = new int[kept + 2];
    ids[0] = tokenizer.vocabulary().clsId();
    System.arraycopy(tokens, 0, ids, 1, kept);
    ids[kept + 1] = tokenizer.vocabulary().sepId();
    int[] ones = new int[ids.length];
    Arrays.fill(ones, 1);
    Shape shape = Shape.of(1, ids.length);
    try (TInt32 fedIds = GraphTensors.of(shape, ids);
        TInt32 fedMask = GraphTensors.of(shape, ones);
        TInt32 fedSegments = GraphTensors.of(shape, new int[ids.length]);
        Result result =
            session
                .runner()
                .feed(inputs.inputIds(), fedIds)
                .feed(inputs.inputMask(), fedMask)
                .feed(inputs.segmentIds(), fedSegments)
                .fetch(probs)
                .run()) {
      float[] values = GraphTensors.floats(result.get(0));
      List<TokenProbability> found = new ArrayList<>();
      for (int i = 1; i <= kept; i++) {
        found.add(new TokenProbability(tokenizer.vocabulary().token(ids[i]), values[i]));
      }
      return found;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
