package org.electra4j.cli.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.electra4j.graph.Devices;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow's native libraries.
 *
 * @param jars that hold them, by file name: on a sound class path one
 * @param gpu whether these are for GPUs
 * @param tensorflow the version that was loaded, null if it was not
 * @param devices that TensorFlow sees
 * @param problem why they were not loaded, null if they were
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Natives(
    List<String> jars,
    boolean gpu,
    String tensorflow,
    List<Devices.Device> devices,
    String problem) {
  private static final Pattern JAR =
      Pattern.compile("tensorflow-core-native-.*-linux-x86_64(-gpu)?\\.jar");

  /** Loads them, which takes a while for the first time. */
  static Natives load(String classPath) {
    List<String> jars = jars(classPath);
    boolean gpu = isGpu(jars);
    try {
      return new Natives(jars, gpu, TensorFlow.version(), Devices.list(), null);
    } catch (LinkageError | RuntimeException e) {
      return new Natives(jars, gpu, null, List.of(), String.valueOf(e.getMessage()));
    }
  }

  static List<String> jars(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> JAR.matcher(name).matches())
        .toList();
  }

  static boolean isGpu(List<String> jars) {
    return jars.stream().anyMatch(jar -> jar.endsWith("-gpu.jar"));
  }

  boolean seesGpu() {
    return devices.stream().anyMatch(device -> device.type().equals("GPU"));
  }
}
