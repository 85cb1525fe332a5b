package org.electra4j.finetuning.tagging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.tokenization.FullTokenizer;

/** The tasks that label words. */
public final class TaggingTasks {
  /** The original's name of text chunking. */
  public static final String CHUNK = "chunk";

  private static final int FIRST = 0;
  private static final int LAST = -1;

  private TaggingTasks() {}

  /** Chunking as in the original, on the files of CoNLL-2000 (original: {@code Chunking}). */
  public static TaggingTask chunk(FinetuningConfig config, FullTokenizer tokenizer) {
    Map<String, TaggingDescription.Columns> splits = new LinkedHashMap<>();
    for (String split : new String[] {"train", "dev", "test"}) {
      splits.put(split, new TaggingDescription.Columns(split + ".txt", FIRST, LAST));
    }
    return new TaggingTask(
        new TaggingDescription(CHUNK, TagScheme.BIOES, splits, true, true),
        config,
        tokenizer.vocabulary());
  }

  /** Whether a {@code task.json} describes a tagging task. */
  public static boolean isDescription(JsonNode json) {
    return json.has(TaggingDescriptionReader.TAGGING);
  }

  /**
   * The described task.
   *
   * @param where the description stands, for error messages
   * @throws org.electra4j.io.BadInputException naming the key if the description is wrong
   */
  public static TaggingTask described(
      String name, JsonNode json, String where, FinetuningConfig config, FullTokenizer tokenizer) {
    return new TaggingTask(
        new TaggingDescriptionReader(name, where, config.doLowerCase()).read(json),
        config,
        tokenizer.vocabulary());
  }
}
