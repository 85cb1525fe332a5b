package org.electra4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A float32 variable of a graph.
 *
 * @param name the checkpoint name
 * @param shape the static shape
 * @param initializer how it starts
 * @param trainable false for Adam's slots
 * @param handle the resource
 * @param value the one read of it in a step; the point at which gradients are taken
 */
public record Variable(
    String name,
    Shape shape,
    Initializer initializer,
    boolean trainable,
    Operand<? extends TType> handle,
    Operand<TFloat32> value) {}
