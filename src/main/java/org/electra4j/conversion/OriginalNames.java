package org.electra4j.conversion;

import java.util.Set;

/** Variable names of the original. */
final class OriginalNames {
  static final String GLOBAL_STEP = "global_step";

  private OriginalNames() {}

  /** Whether this is one of Adam's two slots of a variable. */
  static boolean isSlot(String name) {
    return name.endsWith("/adam_m") || name.endsWith("/adam_v");
  }

  /**
   * The name under which a tensor stands in a pretraining checkpoint. The generator's embeddings
   * are the discriminator's unless they were untied, and with {@code untied_generator=false} so is
   * its encoder.
   *
   * @param name of the variable if nothing was shared
   * @param present the names in the checkpoint
   */
  static String stored(String name, Set<String> present) {
    if (!present.contains(name) && name.startsWith("generator/")) {
      String shared = "electra/" + name.substring("generator/".length());
      return present.contains(shared) ? shared : name;
    }
    return name;
  }
}
