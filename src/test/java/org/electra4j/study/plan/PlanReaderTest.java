package org.electra4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.config.Hparams;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanReaderTest {
  private static StudyPlan read(String json) {
    return PlanReader.read((ObjectNode) Json.parse(json, "plan"), "plan");
  }

  @Test
  void runsTakeHparamsOfAllAndCheckpointsThatTheyReach() {
    StudyPlan plan =
        read(
            """
            {"pretraining": {"hparams": {"max_seq_length": 64, "learning_rate": 0.1}},
             "runs": [
               {"name": "a"},
               {"name": "b", "hparams": {"learning_rate": 0.2}, "stop_at": 0.3}],
             "checkpoints": [0.06, 0.25, 1.0]}
            """);

    PretrainingPlan a = plan.runs().get(0);
    assertThat(a.checkpoints()).containsExactly(0.06, 0.25, 1.0);
    assertThat(a.hparams().get("learning_rate").asDouble()).isEqualTo(0.1);
    PretrainingPlan b = plan.runs().get(1);
    assertThat(b.checkpoints()).containsExactly(0.06, 0.25, 0.3);
    assertThat(b.hparams().get("learning_rate").asDouble()).isEqualTo(0.2);
    assertThat(plan.data().maxSeqLength()).isEqualTo(64);
    assertThat(plan.finetuning().hparams().get("max_seq_length").asInt()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"study", "study-small-owt", "study-mini"})
  void theResolvedPlanOfAPresetIsReadAsTheSamePlan(String preset) {
    StudyPlan plan = PlanReader.read(Hparams.read(null, preset), preset);

    ObjectNode resolved = (ObjectNode) Json.parse(Json.write(plan.toJson()), "resolved");
    StudyPlan again = PlanReader.read(resolved, "resolved");

    assertThat(Json.write(again.toJson())).isEqualTo(Json.write(plan.toJson()));
    assertThat(PlanChanges.between(plan, again)).isEmpty();
  }

  @Test
  void theFullStudyHasTheSharesAndWidthsOfTheStudy() {
    StudyPlan plan = PlanReader.read(Hparams.read(null, "study"), "study");

    assertThat(plan.runs().get(0).checkpoints()).containsExactly(0.06, 0.12, 0.25, 0.5, 0.75, 1.0);
    assertThat(plan.runs())
        .extracting(run -> run.hparams().get("generator_hidden_size").asDouble())
        .containsExactlyInAnyOrder(0.125, 0.25, 0.5, 0.75, 1.0);
    assertThat(plan.finetuning().tasks()).hasSize(8);
    assertThat(plan.finetuning().numTrials()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rums": []}                                         | did you mean runs
          {"runs": []}                                         | runs is []
          {"runs": [{"name": "a", "stop": 1}]}                 | did you mean stop_at
          {"runs": [{"name": "a", "checkpoints": "all"}]}      | a list of numbers
          {"runs": [{"name": "a", "checkpoints": [0.5, 0.2]}]} | ascending
          {"runs": [{"name": "a", "stop_at": 2}]}              | in (0, 1]
          {"runs": [{"name": "a"}, {"name": "a"}]}             | each name once
          {"runs": [{"name": "random"}]}                       | not random
          {"runs": [{"name": "../a"}]}                         | letters, digits
          {"runs": [{"name": "a", "tokenizer": "words"}]}      | wordpiece or bpe
          {"runs": [{"name": "a", "hparams": {"model_dir": "x"}}]} | the study sets it
          {"runs": [{"name": "a"}], "data": {"held_out_share": 0.9}} | from 0 to 0.5
          {"runs": [{"name": "a"}], "finetuning": {"runs": ["a@7"]}} | one of [a@100]
          {"runs": [{"name": "a"}], "finetuning": {"task_hparams": {"rte": {}}}} | a task of []
          {"runs": [{"name": "a"}], "parallel": "many"}        | auto or a number
          """)
  void mistakesAreNamedWithWhatWasExpected(String json, String expected) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("plan");
  }

  @Test
  void whatIsAddedIsNoChangeAndWhatIsTakenAwayIs() {
    String before =
        """
        {"runs": [{"name": "a"}], "finetuning": {"tasks": ["cola"], "num_trials": 2}}
        """;
    String more =
        """
        {"name": "other", "parallel": "2", "runs": [{"name": "b"}, {"name": "a"}],
         "finetuning": {"tasks": ["rte", "cola"], "num_trials": 3, "random_weights": true,
           "task_hparams": {"rte": {"num_train_epochs": 5}}}}
        """;

    assertThat(PlanChanges.between(read(before), read(more))).isEmpty();
    assertThat(PlanChanges.between(read(more), read(before)))
        .contains("finetuning.tasks: rte is missing", "finetuning.num_trials was 3 and is 2")
        .anyMatch(line -> line.startsWith("runs.b was {"));
  }

  @Test
  void hparamsOfATaskThatWasThereAreChanges() {
    String plan =
        """
        {"runs": [{"name": "a"}],
         "finetuning": {"tasks": ["cola"], "task_hparams": {"cola": {"seed": %d}}}}
        """;

    assertThat(PlanChanges.between(read(plan.formatted(1)), read(plan.formatted(2))))
        .isEqualTo(List.of("task_hparams.cola.seed was 1 and is 2"));
  }

  @Test
  void sharesAreShownInPercent() {
    assertThat(List.of(Share.text(0.06), Share.text(0.125), Share.text(1.0), Share.text(0.1)))
        .containsExactly("6", "12.5", "100", "10");
    assertThat(Share.step(0.06, 1_000_000)).isEqualTo(60_000);
    assertThat(Share.step(0.001, 20)).isEqualTo(1);
  }
}
