package io.github.evenkeel.examples.bench;

import java.util.List;
import java.util.Map;

/** What a subject measures, and how its results read. */
interface Table {
    /** All that must run, floors included; floors stand next to what they are floors of. */
    List<Case> cases();

    /** The results for people. */
    String of(Map<Case, Measurement> results);

    /** How long one of the cases runs. */
    default Rounds rounds(Case each, boolean quick) {
        return Rounds.brief(quick);
    }
}
