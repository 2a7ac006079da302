package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Any selector, shown a pool in which one member stays at one point of its warm-up for ever. */
record Ramped(Selector inner, String coldId, double factor) implements Selector {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        Compiler compiler = inner.forPool(random);
        return new Compiler() {
            @Override
            public Picker compile(Candidates candidates) {
                Map<String, Candidate> shown = new HashMap<>();
                for (Candidate each : candidates.all()) shown.put(each.id(), show(each));
                return new Unwrapping(compiler.compile(
                        new Candidates(shown(candidates.all(), shown), shown(candidates.available(), shown))));
            }

            @Override
            public @Nullable Gauge gauge() {
                return compiler.gauge();
            }
        };
    }

    private Candidate show(Candidate member) {
        return member.id().equals(coldId) ? new Cold(member, factor) : member;
    }

    private static List<Candidate> shown(List<? extends Candidate> members, Map<String, Candidate> shown) {
        return members.stream().map(each -> shown.getOrDefault(each.id(), each)).toList();
    }

    /** The pool knows its own members only. */
    private record Unwrapping(Picker picker) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            Candidate choice = picker.pick(context, now);
            return choice instanceof Cold cold ? cold.member() : choice;
        }
    }

    private record Cold(Candidate member, double factor) implements Candidate {
        @Override
        public String id() {
            return member.id();
        }

        @Override
        public double weight() {
            return member.weight();
        }

        @Override
        public boolean available() {
            return member.available();
        }

        @Override
        public int inFlight() {
            return member.inFlight();
        }

        @Override
        public double penalty(long now) {
            return member.penalty(now);
        }

        @Override
        public boolean heldOff(long now) {
            return member.heldOff(now);
        }

        @Override
        public boolean warming() {
            return true;
        }

        @Override
        public double ramp(long now) {
            return factor;
        }

        @Override
        public @Nullable Gauge gauge() {
            return member.gauge();
        }
    }
}
