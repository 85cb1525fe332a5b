/**
 * Tasks with one output for one or two texts (original: {@code classification_tasks}): those of
 * GLUE, and tasks of one's own.
 */
package org.electra4j.finetuning.classification;
