package org.electra4j.spark;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Which Spark to work on.
 *
 * @param master {@code local[*]}, {@code spark://host:port}, {@code yarn}, {@code k8s://...}; empty
 *     where {@code spark-submit} says it
 * @param settings further settings of Spark, such as {@code spark.executor.memory}
 */
public record SparkOptions(String master, Map<String, String> settings) {
  private static final String EXECUTOR_OPTIONS =
      "-Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0";

  /**
   * Connects to it.
   *
   * @param application the name that Spark shows
   * @param jars what executors on other machines need of this program, unless {@code spark-submit}
   *     brings its own
   */
  JavaSparkContext connect(String application, List<String> jars) {
    SparkConf conf = new SparkConf().setAppName(application);
    if (!master.isEmpty()) {
      conf.setMaster(master);
    }
    settings.forEach(conf::set);
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    // Workers wait for their executors for ten minutes, as is usual, and notice sooner.
    conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s");
    conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "300");
    // As the launcher has it: TensorFlow's memory is outside the heap.
    conf.setIfMissing("spark.executor.extraJavaOptions", EXECUTOR_OPTIONS);
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
    } else if (!conf.contains("spark.jars")) {
      conf.setJars(jars.toArray(String[]::new));
    }
    return new JavaSparkContext(conf);
  }
}
