package org.electra4j.model;

import java.util.List;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a Transformer gives, rows being batch x length.
 *
 * @param embeddingTable [vocabulary, embedding size]
 * @param tokenEmbeddings [rows, embedding size], before positions and token types are added
 * @param embeddingLayerNormOutput [rows, embedding size]
 * @param embeddingOutput [rows, hidden], what the first layer reads
 * @param layerOutputs one [rows, hidden] a layer
 * @param attentionMaps one [batch, heads, length, length] a layer
 */
public record EncoderOutput(
    Variable embeddingTable,
    Operand<TFloat32> tokenEmbeddings,
    Operand<TFloat32> embeddingLayerNormOutput,
    Operand<TFloat32> embeddingOutput,
    List<Operand<TFloat32>> layerOutputs,
    List<Operand<TFloat32>> attentionMaps) {

  /** The last layer's output, [rows, hidden] (original: {@code get_sequence_output}). */
  public Operand<TFloat32> sequenceOutput() {
    return layerOutputs.get(layerOutputs.size() - 1);
  }
}
