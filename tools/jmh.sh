#!/usr/bin/env bash
# Microbenchmarks of the tokenizer and the record reader (src/jmh), for work on their inner loops:
#
#   tools/jmh.sh [JMH options, such as "Tokenizer.*" or -prof gc]
#
# JMH is in a profile of its own, since it is under the GPL and no part of the program or its tests.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
out=target/jmh
mkdir -p "$out/classes"
mvn -q -B -Pjmh compile dependency:build-classpath -Dmdep.outputFile="$out/classpath"
classpath=target/classes:$(cat "$out/classpath")
javac -nowarn -d "$out/classes" -cp "$classpath" src/jmh/java/org/electra4j/jmh/*.java
exec java -cp "$out/classes:$classpath" org.openjdk.jmh.Main "$@"
