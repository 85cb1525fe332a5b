package org.electra4j.finetuning.task;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a head adds to the graph.
 *
 * @param losses of the rows, [batch]
 * @param outputs what is fetched for evaluation and prediction, under the original's names ({@code
 *     logits}, {@code predictions}, ...): float32 or int32, the first dimension being the batch
 */
public record HeadOutput(Operand<TFloat32> losses, Map<String, Operand<?>> outputs) {}
