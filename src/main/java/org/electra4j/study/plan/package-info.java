/** What a study is to do: its plan as records, read from JSON and compared with an earlier one. */
package org.electra4j.study.plan;
