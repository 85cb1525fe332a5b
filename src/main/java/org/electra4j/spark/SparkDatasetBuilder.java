package org.electra4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetSummary;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Sha256;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Builds a dataset on Spark: a task for each job of {@link org.electra4j.data.DatasetBuilder}, and
 * the same shards, to the byte.
 */
public final class SparkDatasetBuilder {
  private SparkDatasetBuilder() {}

  /**
   * Builds a dataset. Either all of its shards and their manifest appear in the output directory,
   * or none does (if the driver is killed while it moves them, the manifest is missing).
   *
   * @param finished is told about each job that is done, with the number of its examples
   * @throws BadInputException if the corpus is not UTF-8 text or holds none, or the output
   *     directory cannot be written or already holds shards
   */
  public static DatasetSummary build(
      SparkOptions spark, SparkDataset dataset, LongConsumer finished) {
    try (JavaSparkContext context =
        spark.connect("build-pretraining-dataset", ApplicationJars.withoutNatives())) {
      return build(context, dataset, finished);
    }
  }

  static DatasetSummary build(JavaSparkContext spark, SparkDataset dataset, LongConsumer finished) {
    long start = System.nanoTime();
    Configuration hadoop = spark.hadoopConfiguration();
    InputFiles inputs = InputFiles.list(dataset.corpusDir(), hadoop);
    byte[] vocabulary = read(dataset.vocabFile(), hadoop);
    String application = spark.sc().applicationId();
    DatasetOptions options = dataset.options();
    List<JobResult> jobs;
    try (ShardDirectory output =
        ShardDirectory.open(dataset.outputDir(), dataset.overwrite(), application, hadoop)) {
      DatasetPlan plan =
          new DatasetPlan(
              inputs,
              dataset.textColumn(),
              HadoopPaths.parse(dataset.vocabFile()).getName(),
              vocabulary,
              dataset.normalization(),
              options,
              output.work().toString());
      jobs = runAll(spark, plan, finished);
      if (jobs.stream().mapToLong(JobResult::examples).sum() == 0) {
        throw new BadInputException("no text in any of the " + inputs.files().size() + " files");
      }
      output.commit(jobs, DatasetManifest.of(plan, Sha256.of(vocabulary), jobs));
    }
    return new DatasetSummary(
        jobs.stream().mapToLong(JobResult::examples).sum(),
        jobs.stream().mapToLong(JobResult::files).sum(),
        jobs.stream().mapToLong(JobResult::textBytes).sum(),
        options.outFiles(),
        options.seed(),
        (System.nanoTime() - start) / 1e9);
  }

  private static List<JobResult> runAll(
      JavaSparkContext spark, DatasetPlan plan, LongConsumer finished) {
    int count = plan.options().jobs();
    JobResult[] results = new JobResult[count];
    AtomicReference<String> badInput = new AtomicReference<>();
    String group = "dataset " + plan.workDirectory();
    spark.setJobGroup(group, "building a dataset", true);
    DatasetTask task =
        new DatasetTask(
            spark.broadcast(plan),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())));
    try {
      // The result of each task comes once, however many attempts it took.
      spark
          .sc()
          .runJob(
              spark.parallelize(IntStream.range(0, count).boxed().toList(), count).rdd(),
              task,
              new AbstractFunction2<Object, JobResult, BoxedUnit>() {
                @Override
                public BoxedUnit apply(Object job, JobResult result) {
                  results[(Integer) job] = result;
                  if (result.badInput() == null) {
                    finished.accept(result.examples());
                  } else if (badInput.compareAndSet(null, result.badInput())) {
                    spark.cancelJobGroup(group);
                  }
                  return BoxedUnit.UNIT;
                }
              },
              ClassTag$.MODULE$.apply(JobResult.class));
    } catch (Exception e) {
      // Scala does not declare what it throws; a job that was cancelled ends in an exception, too.
      if (badInput.get() == null) {
        throw e;
      }
    } finally {
      spark.clearJobGroup();
    }
    if (badInput.get() != null) {
      throw new BadInputException(badInput.get());
    }
    return Arrays.asList(results);
  }

  private static byte[] read(String file, Configuration hadoop) {
    Path path = HadoopPaths.parse(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }
}
