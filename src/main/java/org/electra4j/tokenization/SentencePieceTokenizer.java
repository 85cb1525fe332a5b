package org.electra4j.tokenization;

import ai.djl.engine.EngineException;
import ai.djl.sentencepiece.jni.SentencePieceLibrary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import org.electra4j.io.BadInputException;

/**
 * Unigram or BPE of SentencePiece, with the ids that SentencePiece 0.2.0 gives. The model's own
 * rules normalise the text; its user-defined symbols in the text become their ids, and what is
 * unknown is its piece for that. Thread-safe.
 */
public final class SentencePieceTokenizer implements Tokenizer {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Vocabulary vocabulary;
  private final SentencePieceLibrary library;

  /** A SentencePieceProcessor, which the cleaner deletes when nobody has this tokenizer. */
  private final long processor;

  private SentencePieceTokenizer(SentencePieceFile file, Path where) {
    vocabulary = file.vocabulary();
    library = SentencePieceNatives.load();
    long created = library.createSentencePieceProcessor();
    SentencePieceLibrary deleting = library;
    CLEANER.register(this, () -> deleting.deleteSentencePieceProcessor(created));
    processor = created;
    try {
      library.loadModelFromBytes(processor, file.bytes());
    } catch (EngineException e) {
      throw new BadInputException(
          where
              + " is not a model of SentencePiece: "
              + e.getMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  /** Reads a model. */
  static SentencePieceTokenizer of(Path file) {
    return new SentencePieceTokenizer(SentencePieceFile.read(file), file);
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void encode(String text, IntList ids) {
    try {
      for (int id : library.encode(processor, text)) {
        ids.add(id);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
