package org.electra4j.parity.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.finetuning.FinetuningModel;
import org.tensorflow.Operand;

/** Where a batch of a bundle is fed to a model. */
final class FinetuningPlaces {
  private FinetuningPlaces() {}

  /** The places of a model and the names of the original's features. */
  static Map<Operand<?>, String> of(FinetuningModel model) {
    Map<Operand<?>, String> places = new LinkedHashMap<>();
    places.put(model.inputs().inputIds(), "input_ids");
    places.put(model.inputs().inputMask(), "input_mask");
    places.put(model.inputs().segmentIds(), "segment_ids");
    places.put(model.taskIds(), "task_id");
    for (FinetuningModel.BuiltHead built : model.heads()) {
      String prefix = built.head().name() + "_";
      built.features().forEach((name, place) -> places.put(place, prefix + name));
    }
    return places;
  }
}
