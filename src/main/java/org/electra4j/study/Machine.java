package org.electra4j.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.TensorFlow;

/**
 * What a run ran on.
 *
 * @param os name, version and architecture
 * @param cpu the model, as Linux calls it
 * @param cores that Java may use
 * @param memoryBytes of the machine
 * @param gpus the models, as the driver calls them
 * @param java version and vendor
 * @param tensorflow version
 */
record Machine(
    String os,
    String cpu,
    int cores,
    long memoryBytes,
    List<String> gpus,
    String java,
    String tensorflow) {
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  /** This machine; loads TensorFlow. */
  static Machine ofThis() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        value(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        gpuModels(),
        System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
        TensorFlow.version());
  }

  private static List<String> gpuModels() {
    if (!Files.isDirectory(GPUS)) {
      return List.of();
    }
    try (Stream<Path> gpus = Files.list(GPUS)) {
      return gpus.sorted().map(gpu -> value(gpu.resolve("information"), "Model")).toList();
    } catch (IOException e) {
      return List.of(); // a record without it is better than no study
    }
  }

  /** The value of a {@code key: value} line of a file of Linux. */
  private static String value(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
