package io.github.evenkeel.select;

/**
 * The members of a rotation with their load, and the one rule by which it is compared: over weight while any of the two is busy. Two
 * that are idle are compared without: they were drawn by weight, which must not count twice.
 */
final class Loads {
    final Candidate[] members;
    final boolean equal;
    final Load load;

    Loads(Candidate[] members, Load load) {
        this.members = members;
        this.load = load;
        boolean same = true;
        for (Candidate member : members) same &= member.weight() == members[0].weight();
        equal = same;
    }

    double of(int member, long now) {
        return load.of(members[member], member, now);
    }

    /** The load of a member over its weight, for people; NaN if it is none of these. O(N). */
    double cost(Candidate member, long now) {
        for (int i = 0; i < members.length; i++) {
            if (members[i] == member) return equal ? of(i, now) : of(i, now) / member.weight();
        }
        return Double.NaN;
    }

    /** True if member i with load a is strictly less loaded than member j with load b. */
    boolean less(int i, double a, int j, double b) {
        if (equal || (load.idle(members[i]) && load.idle(members[j]))) return a < b;
        return a / members[i].weight() < b / members[j].weight();
    }
}
