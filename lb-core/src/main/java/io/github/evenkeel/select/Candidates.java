package io.github.evenkeel.select;

import java.util.List;

/**
 * What a picker is compiled over: immutable, made by the pool's control plane.
 *
 * @param all       the members that could serve in some state of health, in the order they joined. Pickers that hash are built
 *                  over these, so that an ejection moves no one else's keys
 * @param available those of {@code all} that serve now, in the same order. Pickers that draw use these; each may become
 *                  unavailable while the picker still lives
 */
public record Candidates(List<? extends Candidate> all, List<? extends Candidate> available) {
    public Candidates {
        all = List.copyOf(all);
        available = List.copyOf(available);
    }
}
