package org.electra4j.finetuning.tagging;

import java.util.List;
import org.electra4j.finetuning.task.Example;

/**
 * A sentence (original: {@code TaggingExample}).
 *
 * @param eid see {@link Example#eid}
 * @param taskName the task that it belongs to
 * @param words as the file has them
 * @param tags one a word in the scheme that the model learns; empty where there are none
 */
public record TaggingExample(int eid, String taskName, List<String> words, List<String> tags)
    implements Example {}
