package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.Tokenizer;

/**
 * Tokenises a corpus once, for training on a random window of each document ({@link
 * DynamicSegments}). The store depends on the corpus and the vocabulary alone; while it is built,
 * the disk holds its ids twice.
 */
public final class TokenStoreBuilder {
  private TokenStoreBuilder() {}

  /**
   * Builds a store, which appears whole or not at all.
   *
   * @param progress is told how far the build has come; its examples are documents
   * @throws BadInputException if the corpus is not UTF-8 text or holds none, or the file cannot be
   *     written or is there already
   * @throws InterruptedException if the caller's thread is interrupted
   */
  public static TokenStoreSummary build(
      Corpus corpus, Tokenizer tokenizer, TokenStoreOptions options, BuildProgress progress)
      throws InterruptedException {
    long start = System.nanoTime();
    Path file = options.outputFile();
    if (Files.exists(file) && !options.overwrite()) {
      throw new BadInputException(file + " is there already; --overwrite replaces it");
    }
    try (WorkDirectory work = workDirectory(file)) {
      List<TokenStoreJob> jobs = new ArrayList<>();
      for (int i = 0; i < options.jobs(); i++) {
        Path ids = work.path().resolve("ids-" + i);
        jobs.add(new TokenStoreJob(i, corpus, tokenizer, options, ids, progress));
      }
      ParallelJobs.run(jobs);
      List<TokenStoreJob.Part> parts = inOrderOfFiles(jobs, corpus.files().size());
      TokenStoreHeader header = header(tokenizer, parts, progress);
      AtomicFiles.write(file, out -> TokenStoreWriter.write(header, parts, out));
      return new TokenStoreSummary(
          header.documents(),
          header.tokens(),
          progress.files(),
          progress.textBytes(),
          header.fileSize(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private static WorkDirectory workDirectory(Path file) {
    try {
      AtomicFiles.createParent(file);
      return WorkDirectory.create(
          file.toAbsolutePath().getParent(), "." + file.getFileName() + "-building-");
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static List<TokenStoreJob.Part> inOrderOfFiles(List<TokenStoreJob> jobs, int files) {
    List<TokenStoreJob.Part> parts = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      parts.add(jobs.get(i % jobs.size()).parts().get(i / jobs.size()));
    }
    return parts;
  }

  private static TokenStoreHeader header(
      Tokenizer tokenizer, List<TokenStoreJob.Part> parts, BuildProgress progress) {
    long documents = parts.stream().mapToLong(part -> part.lengths().size()).sum();
    if (documents == 0) {
      throw new BadInputException("no text in any of the " + progress.files() + " files");
    }
    long bytes = parts.stream().mapToLong(TokenStoreJob.Part::size).sum();
    int vocabSize = tokenizer.vocabulary().size();
    return TokenStoreHeader.of(
        tokenizer.vocabulary(), documents, bytes / TokenStoreHeader.idBytes(vocabSize));
  }
}
