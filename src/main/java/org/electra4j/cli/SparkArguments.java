package org.electra4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.electra4j.io.BadInputException;
import org.electra4j.spark.SparkOptions;

/** The options that let a command work on Spark. */
final class SparkArguments {
  private SparkArguments() {}

  /** Adds the options. */
  static void addOptions(Options options) {
    options.addOption(
        CommandOptions.value(
            "spark-master",
            "MASTER",
            "work on Spark: local[N], spark://host:port, ...; spark-submit says it by itself"));
    options.addOption(
        Option.builder()
            .longOpt("spark-conf")
            .hasArg()
            .argName("KEY=VALUE")
            .desc("a setting of Spark, such as spark.executor.memory=4g; may be repeated")
            .get());
  }

  /** Whether the command is to work on Spark. */
  static boolean given(CommandLine line) {
    return line.hasOption("spark-master") || System.getProperty("spark.master") != null;
  }

  /**
   * What the options say.
   *
   * @throws BadInputException if one is malformed, or Spark is not on the class path
   */
  static SparkOptions of(CommandLine line) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (line.hasOption("spark-conf")) {
      for (String setting : line.getOptionValues("spark-conf")) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
          throw new BadInputException("--spark-conf is '" + setting + "', expected KEY=VALUE");
        }
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
    requireSpark();
    return new SparkOptions(line.getOptionValue("spark-master", ""), settings);
  }

  private static void requireSpark() {
    try {
      Class.forName("org.apache.spark.SparkConf");
    } catch (ClassNotFoundException e) {
      throw new BadInputException(
          "Spark is not on the class path; mvn -Pspark package puts it into target/lib-spark", e);
    }
  }
}
