package org.electra4j.finetuning.qa;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.tokenization.FullTokenizer;

/** The question answering tasks of the original. */
public final class QaTasks {
  private static final Map<String, QaFormat> FORMATS = formats();

  private QaTasks() {}

  /** Their names. */
  public static Set<String> names() {
    return FORMATS.keySet();
  }

  /** The task of one of the names. */
  public static QaTask of(String name, FinetuningConfig config, FullTokenizer tokenizer) {
    return new QaTask(name, FORMATS.get(name), config, tokenizer);
  }

  private static Map<String, QaFormat> formats() {
    Map<String, QaFormat> formats = new LinkedHashMap<>();
    formats.put("squad", QaFormat.SQUAD_V2);
    formats.put("squadv1", QaFormat.SQUAD_V1);
    formats.put("newsqa", QaFormat.MRQA);
    formats.put("naturalqs", QaFormat.MRQA);
    formats.put("triviaqa", QaFormat.MRQA);
    formats.put("searchqa", QaFormat.MRQA);
    return Collections.unmodifiableMap(formats);
  }
}
