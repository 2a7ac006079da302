package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The k members this client ranks first, by a hash of (client, member); behind those that are out, the next in rank step in until k
 * serve. Weights are left to the strategy inside: in the ranking too they would count twice.
 */
final class Subset implements Selector {
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
        private final Compiler inner;
        private Order order;

        Chosen(int size, long client, Compiler inner) {
            this.size = size;
            this.inner = inner;
            this.order = Order.by(id -> Hash.mix(client ^ Hash.of(id)));
        }

        @Override
        public Picker compile(Candidates candidates) {
            List<? extends Candidate> all = candidates.all();
            if (all.size() <= size) return inner.compile(candidates);
            if (!order.describes(all)) order = order.next(all);
            boolean[] serves = new boolean[all.size()];
            int serving = 0;
            for (int i = 0;
                    i < serves.length && serving < candidates.available().size();
                    i++) {
                // One pass, for both lists have the same order.
                serves[i] = candidates.available().get(serving) == all.get(i);
                if (serves[i]) serving++;
            }
            List<Candidate> chosen = new ArrayList<>(size);
            List<Candidate> available = new ArrayList<>(size);
            for (int rank = 0; rank < serves.length; rank++) {
                if (available.size() == size || (chosen.size() >= size && available.size() == serving)) break;
                int place = order.place(rank);
                Candidate member = all.get(place);
                // The first k belong to the client whether they serve or not; later ones only while they step in.
                if (serves[place] || chosen.size() < size) chosen.add(member);
                if (serves[place]) available.add(member);
            }
            return inner.compile(new Candidates(chosen, available));
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
