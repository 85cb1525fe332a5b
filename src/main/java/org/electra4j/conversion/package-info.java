/**
 * Checkpoints of several formats under one set of names, the original's: inspection, comparison and
 * conversion. Nothing here loads TensorFlow's natives.
 */
package org.electra4j.conversion;
