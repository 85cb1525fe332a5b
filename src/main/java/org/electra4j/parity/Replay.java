package org.electra4j.parity;

import java.util.List;

/** Knows one folder of a bundle. */
public interface Replay {
  /** The folder's name. */
  String folder();

  /** The cases of the folder, which is there. */
  List<ParityCase> cases(ReferenceBundle bundle);
}
