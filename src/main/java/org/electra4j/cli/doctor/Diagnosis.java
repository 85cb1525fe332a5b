package org.electra4j.cli.doctor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code electra doctor} found.
 *
 * @param java version and vendor of this JVM
 * @param javaHeapBytes what its heap may grow to
 * @param os name, version and architecture
 * @param cpu the processor's name
 * @param cores that this process may use
 * @param cpuFeatures those that make products faster
 * @param memoryBytes main memory
 * @param availableBytes what of it is free
 * @param cacheDir where native libraries are unpacked
 * @param cacheDiskBytes what is free there
 * @param natives TensorFlow's libraries
 * @param gpus that the driver names
 * @param gpuDeviceFiles of GPUs
 * @param nvidiaSmi its lines
 * @param cudaLibraries that a GPU needs
 * @param advice what to do, a sentence each; nothing if all is well
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Diagnosis(
    String java,
    long javaHeapBytes,
    String os,
    String cpu,
    int cores,
    List<String> cpuFeatures,
    long memoryBytes,
    long availableBytes,
    String cacheDir,
    long cacheDiskBytes,
    Natives natives,
    List<String> gpus,
    List<String> gpuDeviceFiles,
    List<String> nvidiaSmi,
    List<CudaLibrary> cudaLibraries,
    List<String> advice) {

  /** Looks at this machine; loads TensorFlow. */
  public static Diagnosis ofThisMachine() {
    LinuxMachine machine = new LinuxMachine(Path.of("/"));
    Natives natives = Natives.load(System.getProperty("java.class.path"));
    List<CudaLibrary> libraries =
        CudaLibrary.on(LibraryPath.of(Path.of("/"), System.getenv("LD_LIBRARY_PATH")));
    Path cache =
        Path.of(
            System.getProperty(
                "org.bytedeco.javacpp.cachedir",
                System.getProperty("user.home") + "/.javacpp/cache"));
    return new Diagnosis(
        System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
        Runtime.getRuntime().maxMemory(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        machine.cpu().orElse("unknown"),
        Runtime.getRuntime().availableProcessors(),
        machine.cpuFeatures(),
        machine.memoryBytes(),
        machine.availableBytes(),
        cache.toString(),
        usableBytes(cache),
        natives,
        machine.gpus(),
        machine.gpuDeviceFiles(),
        NvidiaSmi.gpus(),
        libraries,
        Advice.of(natives, machine.gpus(), machine.gpuDeviceFiles(), libraries));
  }

  private static long usableBytes(Path cache) {
    try {
      return Files.exists(cache) ? Files.getFileStore(cache).getUsableSpace() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether the native libraries load: nothing trains without them. */
  public boolean isUsable() {
    return natives.problem() == null;
  }

  /** For people, a line a finding. */
  public List<String> lines() {
    Set<String> missing =
        cudaLibraries.stream()
            .filter(CudaLibrary::isMissing)
            .map(CudaLibrary::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> lines =
        new ArrayList<>(
            List.of(
                line("Java", java + ", heap up to " + gigabytes(javaHeapBytes)),
                line("system", os),
                line("processor", cpu + ", " + cores + " cores"),
                line("its features", joined(cpuFeatures)),
                line("memory", gigabytes(memoryBytes) + ", " + gigabytes(availableBytes) + " free"),
                line("cache", cacheDir + ", " + gigabytes(cacheDiskBytes) + " free on its disk"),
                line("natives", joined(natives.jars())),
                line(
                    "TensorFlow",
                    natives.problem() == null
                        ? natives.tensorflow()
                        : "does not load: " + natives.problem()),
                line(
                    "its devices",
                    joined(
                        natives.devices().stream()
                            .map(d -> d.name() + " (" + gigabytes(d.memoryBytes()) + ")")
                            .toList())),
                line("GPUs", joined(nvidiaSmi.isEmpty() ? gpus : nvidiaSmi)),
                line("device files", joined(gpuDeviceFiles)),
                line(
                    "CUDA libraries",
                    missing.isEmpty() ? "all there" : "missing " + joined(List.copyOf(missing)))));
    advice.forEach(text -> lines.add(line("advice", text)));
    return lines;
  }

  private static String line(String what, String text) {
    return "%-15s %s".formatted(what, text);
  }

  private static String joined(List<String> texts) {
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
