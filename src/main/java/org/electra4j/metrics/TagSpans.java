package org.electra4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Spans of words as tags, such as {@code B-NP I-NP O} (original: {@code tagging_utils}). What
 * stands before the first hyphen of a tag is its position, what follows is the type.
 */
public final class TagSpans {
  /** The tag of a word outside of all spans. */
  public static final String OUTSIDE = "O";

  /**
   * A span.
   *
   * @param start its first word
   * @param end its last word
   */
  public record Span(int start, int end, String type) {}

  /** Where a span begins in tags that need not be well formed. */
  public enum Decoding {
    /**
     * At B, at S and behind O; whatever else follows goes on, and the type is the last word's
     * (original: {@code get_span_labels}).
     */
    ORIGINAL,
    /** There, behind E and S, and where the type changes (the rule of {@code conlleval}). */
    CONLL
  }

  private TagSpans() {}

  /** The spans of BIO, BIOES and the like. */
  public static List<Span> decode(List<String> tags, Decoding decoding) {
    List<Span> spans = new ArrayList<>();
    String last = OUTSIDE;
    int start = 0;
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      boolean begins = !tag.equals(OUTSIDE) && begins(tag, last, decoding);
      if (!last.equals(OUTSIDE) && (begins || tag.equals(OUTSIDE))) {
        spans.add(new Span(start, i - 1, type(last)));
      }
      start = begins ? i : start;
      last = tag;
    }
    if (!last.equals(OUTSIDE)) {
      spans.add(new Span(start, tags.size() - 1, type(last)));
    }
    return spans;
  }

  private static boolean begins(String tag, String last, Decoding decoding) {
    char position = tag.charAt(0);
    if (position == 'B' || position == 'S' || last.equals(OUTSIDE)) {
      return true;
    }
    return decoding == Decoding.CONLL
        && (last.charAt(0) == 'E' || last.charAt(0) == 'S' || !type(tag).equals(type(last)));
  }

  /**
   * Spans as tags (original: {@code get_tags}).
   *
   * @param length number of words
   * @param scheme the positions that it has, such as {@code BIOES}, {@code BIO}, {@code IO}
   */
  public static List<String> encode(List<Span> spans, int length, String scheme) {
    List<String> tags = new ArrayList<>(Collections.nCopies(length, OUTSIDE));
    for (Span span : spans) {
      for (int i = span.start(); i <= span.end(); i++) {
        tags.set(i, "I-" + span.type());
      }
      if (scheme.contains("E")) {
        tags.set(span.end(), "E-" + span.type());
      }
      if (scheme.contains("B")) {
        tags.set(span.start(), "B-" + span.type());
      }
      if (scheme.contains("S") && span.start() == span.end()) {
        tags.set(span.start(), "S-" + span.type());
      }
    }
    return tags;
  }

  /** The tags of the first {@code count} label ids. */
  static List<String> tags(List<String> labels, int[] ids, int count) {
    return Arrays.stream(ids, 0, count).mapToObj(labels::get).toList();
  }

  private static String type(String tag) {
    return tag.substring(tag.indexOf('-') + 1);
  }
}
