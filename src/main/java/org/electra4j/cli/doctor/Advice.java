package org.electra4j.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What to do about what was found. */
final class Advice {
  private Advice() {}

  /**
   * Sentences; none for a machine without a GPU whose libraries load.
   *
   * @param gpus that the driver names
   * @param deviceFiles of GPUs
   * @param libraries found and missing
   */
  static List<String> of(
      Natives natives, List<String> gpus, List<String> deviceFiles, List<CudaLibrary> libraries) {
    List<String> advice = new ArrayList<>();
    if (natives.problem() != null) {
      advice.add(
          natives.jars().isEmpty()
              ? "no native libraries for this machine are on the class path (Linux on x86-64 is"
                  + " needed); build with mvn package"
              : "the native libraries do not load: make room in the cache directory and in memory,"
                  + " and look at the message above");
    }
    if (natives.jars().size() > 1) {
      advice.add("several jars of native libraries are on the class path; keep one");
    }
    boolean hasGpu = !gpus.isEmpty() || !deviceFiles.isEmpty();
    if (hasGpu && !natives.gpu()) {
      advice.add("there is a GPU, but these natives are for CPUs: ./electra --gpu COMMAND");
    }
    if (!gpus.isEmpty() && deviceFiles.isEmpty()) {
      advice.add(
          "the driver lists a GPU, but there are no device files: in a container, pass them in"
              + " (docker run --gpus all)");
    }
    if (natives.gpu() && !hasGpu) {
      advice.add("natives for GPUs, but no GPU: training runs on the CPU");
    }
    if (hasGpu || natives.gpu()) {
      libraries.stream()
          .filter(CudaLibrary::isMissing)
          .collect(
              Collectors.groupingBy(
                  CudaLibrary::from,
                  TreeMap::new,
                  Collectors.mapping(CudaLibrary::name, Collectors.joining(", "))))
          .forEach(
              (from, names) ->
                  advice.add(
                      "install "
                          + from
                          + ": "
                          + names
                          + " not found; if it is installed, add its directory to LD_LIBRARY_PATH"));
    }
    return advice;
  }
}
