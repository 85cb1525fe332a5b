package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.config.HparamBinder;
import org.electra4j.io.Json;

/**
 * What a study is to do, every value spelled out.
 *
 * @param name of the study
 * @param data how text becomes examples
 * @param runs the pretrainings, in their order
 * @param finetuning what is done with their checkpoints
 * @param parallel how many fine-tunings run at once, "auto" or a number
 * @param device for the cost
 */
public record StudyPlan(
    String name,
    DataPlan data,
    List<PretrainingPlan> runs,
    FinetuningPlan finetuning,
    String parallel,
    DevicePlan device) {

  /** Name of the row that is fine-tuned from new weights. */
  public static final String RANDOM = "random";

  /** The runs cannot change. */
  public StudyPlan {
    runs = List.copyOf(runs);
  }

  /** The plan as a file of a plan, which {@link PlanReader} reads as the same plan. */
  public ObjectNode toJson() {
    ObjectNode json = Json.mapper().createObjectNode().put("name", name);
    json.set("data", HparamBinder.toJson(data));
    runs.forEach(run -> json.withArray("runs").add(HparamBinder.toJson(run)));
    json.set("finetuning", HparamBinder.toJson(finetuning));
    json.put("parallel", parallel);
    json.set("device", HparamBinder.toJson(device));
    return json;
  }
}
