package org.electra4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.electra4j.data.Corpus.Source;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.tokenization.PythonStrings;
import org.electra4j.tokenization.Tokenizer;

/**
 * One job of a build: every jobs-th file of the corpus, shuffled, into every jobs-th shard, example
 * by example in turn (the original's {@code write_examples} and {@code ExampleWriter}).
 */
final class DatasetJob implements ParallelJobs.Job {
  private static final int PROGRESS_BYTES = 1 << 16;

  private final List<Source> sources = new ArrayList<>();
  private final DatasetOptions options;
  private final PythonRandom random;
  private final ExampleBuilder builder;
  private final PretrainingExampleCodec codec;
  private final BuildProgress progress;
  private final List<TfRecordWriter> shards = new ArrayList<>();
  private long written;

  DatasetJob(
      int job,
      Corpus corpus,
      Tokenizer tokenizer,
      DatasetOptions options,
      IntFunction<TfRecordWriter> shardWriters,
      BuildProgress progress) {
    this.options = options;
    this.random = new PythonRandom(options.seed() + job);
    this.builder = new ExampleBuilder(tokenizer, options.maxSeqLength(), random);
    this.codec = new PretrainingExampleCodec(options.maxSeqLength());
    this.progress = progress;
    for (int i = job; i < corpus.files().size(); i += options.jobs()) {
      sources.add(corpus.files().get(i));
    }
    for (int i = job; i < options.outFiles(); i += options.jobs()) {
      shards.add(shardWriters.apply(i));
    }
  }

  /** Works through the files. */
  @Override
  public void run() throws IOException {
    random.shuffle(sources);
    for (Source source : sources) {
      source.forEachDocument(random, this::addDocument);
      progress.addFile();
    }
  }

  /** The generator of the job, for a look at how much has been drawn. */
  PythonRandom random() {
    return random;
  }

  private void addDocument(InputStream text, String where) throws IOException {
    long reported = 0;
    try (Utf8LineReader reader = new Utf8LineReader(text, where)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (options.blanksSeparateDocs() || !PythonStrings.strip(line).isEmpty()) {
          write(builder.addLine(line));
        }
        if (reader.bytesRead() - reported >= PROGRESS_BYTES) {
          progress.addTextBytes(reader.bytesRead() - reported);
          reported = reader.bytesRead();
          ParallelJobs.requireNotCancelled();
        }
      }
      write(builder.addLine(""));
      progress.addTextBytes(reader.bytesRead() - reported);
    }
  }

  private void write(PretrainingExample example) throws IOException {
    if (example != null) {
      shards.get((int) (written++ % shards.size())).write(codec.encode(example));
      progress.addExample();
    }
  }
}
