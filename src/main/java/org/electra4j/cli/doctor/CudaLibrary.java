package org.electra4j.cli.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A library that TensorFlow 2.18 opens when it finds a GPU, or that one of those needs. It is built
 * for CUDA 12.5 and cuDNN 9.3; the names carry the major versions, and any later minor version will
 * do. Sources of the names are in docs/scaling.md.
 *
 * @param name as it is opened
 * @param from what it belongs to
 * @param found the file, null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CudaLibrary(String name, String from, String found) {
  private static final String DRIVER = "NVIDIA driver 525 or newer";
  private static final String CUDA = "CUDA 12";
  private static final String CUDNN = "cuDNN 9 for CUDA 12";
  private static final String NCCL = "NCCL 2";

  private record Needed(String name, String from) {}

  private static final List<Needed> NEEDED =
      List.of(
          new Needed("libcuda.so.1", DRIVER),
          new Needed("libcudart.so.12", CUDA),
          new Needed("libcublas.so.12", CUDA),
          new Needed("libcublasLt.so.12", CUDA),
          new Needed("libcufft.so.11", CUDA),
          new Needed("libcusolver.so.11", CUDA),
          new Needed("libcusparse.so.12", CUDA),
          new Needed("libnvJitLink.so.12", CUDA),
          new Needed("libcudnn.so.9", CUDNN),
          new Needed("libnccl.so.2", NCCL));

  /** All of them, as a machine has them. */
  static List<CudaLibrary> on(LibraryPath path) {
    return NEEDED.stream()
        .map(
            needed -> {
              Optional<Path> file = path.find(needed.name());
              return new CudaLibrary(
                  needed.name(), needed.from(), file.map(Path::toString).orElse(null));
            })
        .toList();
  }

  boolean isMissing() {
    return found == null;
  }
}
