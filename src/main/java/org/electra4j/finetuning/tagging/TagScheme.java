package org.electra4j.finetuning.tagging;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.electra4j.metrics.TagSpans;

/** What the tags of a task say. */
public enum TagScheme {
  /** Spans: first word, word within, single word as the first. */
  BIO,
  /** Spans: first word, word within, last word, single word; the original's. */
  BIOES,
  /** A label a word, as parts of speech. */
  RAW;

  private static final Pattern SPAN_TAG = Pattern.compile("O|[BIES]-.+");

  /** The name in a {@code task.json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether tags make spans. */
  public boolean hasSpans() {
    return this != RAW;
  }

  /** Whether a file may have that tag; files of spans may have it in either scheme. */
  boolean allows(String tag) {
    return !hasSpans() || SPAN_TAG.matcher(tag).matches();
  }

  /** The tags of a file in this scheme. */
  List<String> of(List<String> tags, TagSpans.Decoding decoding) {
    return hasSpans()
        ? TagSpans.encode(TagSpans.decode(tags, decoding), tags.size(), name())
        : tags;
  }
}
