package io.github.evenkeel.select;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ids, hashes and weights of all members, whoever of them serves: what tables are built over. Seats are in the order of the hashes,
 * not in that of discovery, so that clients which were told the same members in another order build the same tables. Immutable.
 */
final class Roster {
    private final List<? extends Candidate> all;
    private final String[] ids;
    private final double[] asGiven;
    private final int[] places; // places[seat]: where in the list
    private final long[] hashes;
    private final double[] weights;
    private final double heaviest;
    private final boolean equal;

    /** By hash; where two ids meet in one, by id. */
    private record Seat(long hash, String id, int place) implements Comparable<Seat> {
        @Override
        public int compareTo(Seat other) {
            int byHash = Long.compare(hash, other.hash);
            return byHash != 0 ? byHash : id.compareTo(other.id);
        }
    }

    Roster(List<? extends Candidate> all) {
        this.all = all;
        int size = all.size();
        ids = all.stream().map(Candidate::id).toArray(String[]::new);
        asGiven = all.stream().mapToDouble(Candidate::weight).toArray();
        Seat[] inOrder = new Seat[size];
        for (int i = 0; i < size; i++) inOrder[i] = new Seat(Hash.of(ids[i]), ids[i], i);
        Arrays.sort(inOrder);
        places = new int[size];
        hashes = new long[size];
        weights = new double[size];
        double most = 0;
        boolean same = true;
        for (int seat = 0; seat < size; seat++) {
            places[seat] = inOrder[seat].place;
            hashes[seat] = inOrder[seat].hash;
            weights[seat] = asGiven[places[seat]];
            most = Math.max(most, weights[seat]);
            same &= weights[seat] == weights[0];
        }
        heaviest = most;
        equal = same;
    }

    /** True if these members have the same ids and weights, in the same order: then a table built over this one is theirs too. */
    boolean describes(List<? extends Candidate> others) {
        if (others.size() != ids.length) return false;
        for (int i = 0; i < ids.length; i++) {
            Candidate other = others.get(i);
            if (asGiven[i] != other.weight()) return false;
            if (other != all.get(i) && !ids[i].equals(other.id())) return false;
        }
        return true;
    }

    /** The candidates by seat; null on the seats of those that are not available. */
    @Nullable
    Candidate[] seated(Candidates candidates) {
        int size = ids.length;
        @Nullable Candidate[] serving = new @Nullable Candidate[size];
        int next = 0;
        for (int i = 0; i < size && next < candidates.available().size(); i++) {
            // One pass, for both lists have the same order.
            Candidate member = candidates.available().get(next);
            if (candidates.all().get(i) != member) continue;
            serving[i] = member;
            next++;
        }
        @Nullable Candidate[] seats = new @Nullable Candidate[size];
        for (int seat = 0; seat < size; seat++) seats[seat] = serving[places[seat]];
        return seats;
    }

    int size() {
        return ids.length;
    }

    /** Hashes of the ids, by seat. Not to be written to. */
    long[] hashes() {
        return hashes;
    }

    double weight(int seat) {
        return weights[seat];
    }

    double heaviest() {
        return heaviest;
    }

    /** True if all weights are the same. */
    boolean equalWeights() {
        return equal;
    }
}
