package org.electra4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.electra4j.cli.Main;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, and the rules of the house that bytecode can show. */
class ArchitectureTest {
  private static final String ROOT = "org.electra4j";

  /** What stands below each package: it may use these of ours and no others. */
  private static final Map<String, Set<String>> MAY_USE = mayUse();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static Map<String, Set<String>> mayUse() {
    Set<String> io = Set.of("io");
    Set<String> ground = with(io, "checkpoint", "data", "tokenization", "metrics", "config");
    Set<String> graph = with(ground, "graph");
    Set<String> model = with(graph, "model", "optimization");
    Set<String> training = with(model, "training", "cluster");
    Set<String> runs = with(training, "pretraining", "finetuning");
    Set<String> uses = with(runs, "conversion", "demo", "study", "parity", "serving", "spark");
    return Map.ofEntries(
        Map.entry("io", Set.of()),
        Map.entry("config", io),
        Map.entry("tokenization", io),
        Map.entry("metrics", io),
        Map.entry("checkpoint", io),
        Map.entry("data", with(io, "tokenization", "config")),
        Map.entry("conversion", ground),
        Map.entry("graph", ground),
        Map.entry("model", graph),
        Map.entry("optimization", graph),
        Map.entry("training", model),
        Map.entry("cluster", graph),
        Map.entry("pretraining", training),
        Map.entry("finetuning", training),
        Map.entry("demo", runs),
        Map.entry("study", runs),
        Map.entry("parity", runs),
        Map.entry("serving", runs),
        Map.entry("spark", runs),
        Map.entry("cli", uses));
  }

  private static Set<String> with(Set<String> below, String... more) {
    Set<String> all = new TreeSet<>(below);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void everyPackageHasAPlaceInTheHouse() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass c : CLASSES) {
      packages.add(room(c));
    }

    assertThat(MAY_USE.keySet()).containsAll(packages);
  }

  @Test
  void arrowsPointDownwardsOnly() {
    MAY_USE.forEach(
        (room, below) -> {
          List<String> allowed = new ArrayList<>();
          Stream.concat(Stream.of(room), below.stream())
              .forEach(name -> allowed.add(ROOT + "." + name + ".."));
          classes()
              .that()
              .resideInAPackage(ROOT + "." + room + "..")
              .should()
              .onlyDependOnClassesThat(
                  resideOutsideOfPackage(ROOT + "..")
                      .or(resideInAnyPackage(allowed.toArray(String[]::new))))
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void stateIsNeverStatic() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void sparkIsThereForItsOwnPackageAlone() {
    // It is on the class path of those commands only that are told to use it.
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "org.apache.parquet..", "scala..")
        .check(CLASSES);
  }

  @Test
  void loggingIsSlf4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
  }

  @Test
  void nothingBelowTheGraphTouchesTensorFlowsNatives() {
    // Small commands and readers of files must work without unpacking 680 MB of libraries.
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".io..",
            ROOT + ".config..",
            ROOT + ".tokenization..",
            ROOT + ".metrics..",
            ROOT + ".data..",
            ROOT + ".checkpoint..",
            ROOT + ".conversion..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
                .and(resideOutsideOfPackage("org.tensorflow.proto..")))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static String room(JavaClass c) {
    String name = c.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", -1)[0];
  }
}
