package io.github.evenkeel.select;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Members in the order of a hash of their ids, and where two hashes meet in one, of the ids: the same for all that know the same members,
 * in whatever order. Where few join or leave, the next order is made from the last by one pass. Immutable.
 */
final class Order {
    /** So many may have joined or left between two that stay. */
    private static final int AHEAD = 8;

    private final ToLongFunction<String> hash;
    private final List<? extends Candidate> all;
    private final String[] ids; // by place: where in the list
    private final int[] places; // by rank
    private final long[] hashes; // by rank

    private record Ranked(long hash, String id, int place) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            int byHash = Long.compare(hash, other.hash);
            return byHash != 0 ? byHash : id.compareTo(other.id);
        }
    }

    /** The order of nobody. */
    static Order by(ToLongFunction<String> hash) {
        return new Order(hash, List.of(), new String[0], new int[0], new long[0]);
    }

    private Order(
            ToLongFunction<String> hash, List<? extends Candidate> all, String[] ids, int[] places, long[] hashes) {
        this.hash = hash;
        this.all = all;
        this.ids = ids;
        this.places = places;
        this.hashes = hashes;
    }

    /** The order of these. O(N) for those that are known and come as they came before; a hash and a sort for the others. */
    Order next(List<? extends Candidate> members) {
        int size = members.size();
        int[] moved = moved(members);
        String[] nextIds = new String[size];
        boolean[] known = new boolean[size];
        int stay = 0;
        for (int place = 0; place < ids.length; place++) {
            if (moved[place] < 0) continue;
            nextIds[moved[place]] = ids[place];
            known[moved[place]] = true;
            stay++;
        }
        Ranked[] newcomers = new Ranked[size - stay];
        for (int place = 0, i = 0; place < size; place++) {
            if (known[place]) continue;
            String id = members.get(place).id();
            nextIds[place] = id;
            newcomers[i++] = new Ranked(hash.applyAsLong(id), id, place);
        }
        Arrays.sort(newcomers);
        int[] nextPlaces = new int[size];
        long[] nextHashes = new long[size];
        int joined = 0;
        int rank = 0;
        for (int before = 0; before < places.length; before++) {
            int place = moved[places[before]];
            if (place < 0) continue;
            while (joined < newcomers.length && precedes(newcomers[joined], hashes[before], members.get(place))) {
                nextPlaces[rank] = newcomers[joined].place;
                nextHashes[rank++] = newcomers[joined++].hash;
            }
            nextPlaces[rank] = place;
            nextHashes[rank++] = hashes[before];
        }
        while (joined < newcomers.length) {
            nextPlaces[rank] = newcomers[joined].place;
            nextHashes[rank++] = newcomers[joined++].hash;
        }
        return new Order(hash, members, nextIds, nextPlaces, nextHashes);
    }

    private static boolean precedes(Ranked newcomer, long hash, Candidate known) {
        return newcomer.hash < hash || (newcomer.hash == hash && newcomer.id.compareTo(known.id()) < 0);
    }

    /** Where who was in each place is among these; -1 for those that are not found there. */
    private int[] moved(List<? extends Candidate> members) {
        int[] moved = new int[ids.length];
        Arrays.fill(moved, -1);
        int place = 0;
        int next = 0;
        while (place < moved.length && next < members.size()) {
            int joined = ahead(all.get(place), members, next);
            int left = joined == 0 ? -1 : ahead(members.get(next), all, place);
            if (joined == 0) moved[place++] = next++;
            else if (joined > 0 && (left < 0 || joined <= left)) next += joined;
            else if (left > 0) place += left;
            else {
                place++;
                next++;
            }
        }
        return moved;
    }

    /** How many places further on in a list a member is; -1 if it is not within the next few. */
    private static int ahead(Candidate member, List<? extends Candidate> list, int from) {
        int end = Math.min(list.size(), from + AHEAD);
        for (int i = from; i < end; i++) if (list.get(i) == member) return i - from;
        return -1;
    }

    /** True if these have the same ids, in the same places. */
    boolean describes(List<? extends Candidate> others) {
        if (others.size() != ids.length) return false;
        for (int place = 0; place < ids.length; place++) {
            Candidate other = others.get(place);
            if (other != all.get(place) && !ids[place].equals(other.id())) return false;
        }
        return true;
    }

    int size() {
        return ids.length;
    }

    /** Where in the list who has this rank is. */
    int place(int rank) {
        return places[rank];
    }

    /** By rank. Not to be written to. */
    long[] hashes() {
        return hashes;
    }
}
