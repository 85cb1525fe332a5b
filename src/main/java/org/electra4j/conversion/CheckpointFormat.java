package org.electra4j.conversion;

/** The formats of checkpoints. */
public enum CheckpointFormat {
  TENSORFLOW("TensorFlow checkpoint"),
  SAFETENSORS("safetensors"),
  PYTORCH("PyTorch");

  private final String label;

  CheckpointFormat(String label) {
    this.label = label;
  }

  /** As it is printed. */
  public String label() {
    return label;
  }
}
