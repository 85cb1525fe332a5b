/**
 * Checkpoints in the original's format, in plain Java: TensorFlow V2 bundles ({@code
 * <prefix>.index} and {@code <prefix>.data-00000-of-00001}), the {@code checkpoint} state file
 * beside them, and the manager that saves atomically, keeps the newest few and finds the latest
 * whole one.
 */
package org.electra4j.checkpoint;
