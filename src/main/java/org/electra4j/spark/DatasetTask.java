package org.electra4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;
import org.electra4j.data.JobShards;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Sha256;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.tokenization.Tokenizer;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One job of a dataset on an executor. The shards grow on the executor's own disk and are copied
 * then into a directory that belongs to this attempt alone, so that attempts that fail, or run
 * twice by speculation, never meet; the driver takes those of one attempt.
 */
final class DatasetTask extends AbstractFunction1<Iterator<Integer>, JobResult>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<DatasetPlan> plan;
  private final Broadcast<SerializableConfiguration> configuration;

  DatasetTask(Broadcast<DatasetPlan> plan, Broadcast<SerializableConfiguration> configuration) {
    this.plan = plan;
    this.configuration = configuration;
  }

  @Override
  public JobResult apply(Iterator<Integer> jobs) {
    try {
      return run(jobs.next(), plan.value(), configuration.value().value());
    } catch (BadInputException e) {
      if (e.getCause() instanceof IOException) {
        throw e; // Another attempt may find the disk or the network well again.
      }
      return JobResult.badInput(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JobResult run(int job, DatasetPlan plan, Configuration hadoop) throws IOException {
    try (TemporaryDirectory scratch = TemporaryDirectory.create("electra4j-job-")) {
      java.nio.file.Path vocabulary = scratch.path().resolve(plan.vocabularyName());
      Files.write(vocabulary, plan.vocabulary());
      Tokenizer tokenizer = Tokenizer.read(vocabulary, plan.normalization());
      Corpus corpus = HadoopCorpus.of(plan.inputs(), plan.textColumn(), hadoop);
      BuildProgress progress = new BuildProgress();
      List<JobShards.Shard> built =
          JobShards.build(
              job,
              corpus,
              tokenizer,
              plan.options(),
              Files.createDirectory(scratch.path().resolve("shards")),
              progress);
      Path attempt = new Path(plan.workDirectory(), "attempt-" + TaskContext.get().taskAttemptId());
      return new JobResult(
          null,
          attempt.toString(),
          copy(built, attempt, hadoop),
          progress.files(),
          progress.textBytes());
    }
  }

  private static List<JobResult.Shard> copy(
      List<JobShards.Shard> built, Path attempt, Configuration hadoop) throws IOException {
    List<JobResult.Shard> shards = new ArrayList<>();
    try (FileSystem files = FileSystem.newInstance(attempt.toUri(), hadoop)) {
      files.setWriteChecksum(false); // TFRecords have checksums of their own.
      for (JobShards.Shard shard : built) {
        String name = shard.file().getFileName().toString();
        MessageDigest digest = Sha256.digest();
        long bytes;
        try (InputStream in = new DigestInputStream(Files.newInputStream(shard.file()), digest);
            OutputStream out = files.create(new Path(attempt, name), true)) {
          bytes = in.transferTo(out);
        }
        shards.add(new JobResult.Shard(name, shard.records(), bytes, Sha256.hex(digest)));
      }
    }
    return List.copyOf(shards);
  }
}
