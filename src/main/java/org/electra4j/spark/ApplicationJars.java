package org.electra4j.spark;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of this program on the class path, which executors on other machines need. */
final class ApplicationJars {
  /** Where the launcher keeps Spark's own jars, which executors have. */
  private static final String SPARK_DIRECTORY = "lib-spark";

  private static final String NATIVES = "tensorflow-core-native";

  private ApplicationJars() {}

  /** All of them. */
  static List<String> all() {
    return jars().map(Path::toString).toList();
  }

  /** Without TensorFlow's natives, which building data does not touch. */
  static List<String> withoutNatives() {
    return jars()
        .filter(jar -> !jar.getFileName().toString().startsWith(NATIVES))
        .map(Path::toString)
        .toList();
  }

  private static Stream<Path> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .filter(jar -> Files.isRegularFile(jar) && !isSparks(jar));
  }

  private static boolean isSparks(Path jar) {
    return jar.getParent() != null && jar.getParent().endsWith(SPARK_DIRECTORY);
  }
}
