package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The k members this client ranks first, by a hash of (client, member); behind those that are out, the next in rank step in until k
 * serve. Weights are left to the strategy inside: in the ranking too they would count twice.
 */
final class Subset implements Selector {
    /** Low bits of a rank that name the member's place: those 24 that the hash can spare. */
    private static final long PLACE = (1L << 24) - 1;

    private final int size;
    private final String client;
    private final Selector inner;

    Subset(int size, String client, Selector inner) {
        this.size = Expect.atLeast("size", size, 1);
        this.client = Expect.text("clientId", client);
        this.inner = Expect.notNull("inner", inner);
    }

    @Override
    public String name() {
        return "subset of " + size + ", " + inner.name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return new Chosen(size, Hash.of(client), inner.forPool(random));
    }

    @Override
    public String toString() {
        return "subset of " + size + " for " + client + ", " + inner;
    }

    private static final class Chosen implements Compiler {
        private final int size;
        private final long client;
        private final Compiler inner;
        private List<? extends Candidate> ranked = List.of();
        private @Nullable List<? extends Candidate> rankedFrom;

        Chosen(int size, long client, Compiler inner) {
            this.size = size;
            this.client = client;
            this.inner = inner;
        }

        @Override
        public Picker compile(Candidates candidates) {
            List<? extends Candidate> all = candidates.all();
            if (all.size() <= size) return inner.compile(candidates);
            rank(all);
            IdentityHashMap<Candidate, Boolean> serving = new IdentityHashMap<>();
            for (Candidate member : candidates.available()) serving.put(member, true);
            List<Candidate> chosen = new ArrayList<>(size);
            List<Candidate> available = new ArrayList<>(size);
            for (Candidate member : ranked) {
                if (available.size() == size || (chosen.size() >= size && serving.isEmpty())) break;
                boolean serves = serving.remove(member) != null;
                // The first k belong to the client whether they serve or not; later ones only while they step in.
                if (serves || chosen.size() < size) chosen.add(member);
                if (serves) available.add(member);
            }
            return inner.compile(new Candidates(chosen, available));
        }

        /** O(N log N), and nothing while the members are the same. */
        private void rank(List<? extends Candidate> all) {
            if (all.equals(rankedFrom)) return;
            long[] ranks = new long[all.size()];
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = (Hash.mix(client ^ Hash.of(all.get(i).id())) & ~PLACE) | i;
            }
            Arrays.sort(ranks);
            ranked = Arrays.stream(ranks)
                    .mapToObj(rank -> all.get((int) (rank & PLACE)))
                    .toList();
            rankedFrom = all;
        }

        @Override
        public List<Displaced> displaced() {
            return inner.displaced();
        }

        @Override
        public void upkeep(long now) {
            inner.upkeep(now);
        }

        @Override
        public Map<String, Long> figures(long now) {
            return inner.figures(now);
        }

        @Override
        public @Nullable Gauge gauge() {
            return inner.gauge();
        }
    }
}
