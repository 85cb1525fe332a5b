package org.electra4j.finetuning.classification;

import org.electra4j.finetuning.task.Example;

/**
 * One or two texts and their label (original: {@code InputExample}).
 *
 * @param eid see {@link Example#eid}
 * @param taskName the task that it belongs to
 * @param textA the first text
 * @param textB the second text, or null
 * @param label as the file has it; the first label, or the lowest of a regression, where it has
 *     none
 */
public record ClassificationExample(
    int eid, String taskName, String textA, String textB, String label) implements Example {}
