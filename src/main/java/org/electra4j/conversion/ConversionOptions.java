package org.electra4j.conversion;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * What a conversion is to do.
 *
 * @param to prefix or directory of a TensorFlow checkpoint, or a Hugging Face directory
 * @param format of the target, TENSORFLOW or SAFETENSORS (a Hugging Face directory)
 * @param part which model; null for all in a TensorFlow checkpoint, and for the discriminator, if
 *     there is one, in a Hugging Face directory
 * @param encoderOnly whether heads are left out ({@code ElectraModel})
 * @param dtype of floating-point weights in a Hugging Face directory
 * @param maxShardBytes of a Hugging Face directory's files of weights
 * @param keepSlots whether Adam's slots are kept
 * @param average checkpoints whose mean with {@code from} is taken
 * @param addTokens file of tokens to add to the vocabulary, one a line; may be null
 * @param positions length of the table of positions; 0 to leave it
 * @param vocabulary the vocabulary's file; null to look beside the checkpoint
 * @param cased whether text keeps its case; null if what stands beside the checkpoint decides
 * @param task name of the fine-tuning task whose head is carried; may be null
 * @param heads number of attention heads; 0 if what stands beside the checkpoint, or the original's
 *     rule, decides
 */
public record ConversionOptions(
    Path from,
    Path to,
    CheckpointFormat format,
    Part part,
    boolean encoderOnly,
    DataType dtype,
    long maxShardBytes,
    boolean keepSlots,
    List<Path> average,
    Path addTokens,
    int positions,
    Path vocabulary,
    Boolean cased,
    String task,
    int heads) {

  /** Which of the two models of a pretraining checkpoint. */
  public enum Part {
    DISCRIMINATOR,
    GENERATOR,
    BOTH
  }
}
