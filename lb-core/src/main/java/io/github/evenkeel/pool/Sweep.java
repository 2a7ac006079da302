package io.github.evenkeel.pool;

import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.OutlierDetection.Mode;
import io.github.evenkeel.health.Outliers;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Shares;
import io.github.evenkeel.health.Traffic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What happens every ten seconds: takes over what callers counted of each member, and judges those in rotation against each other. Who
 * is out starts anew, so that its return cannot be the moment it goes again. Control plane only, but for {@link #last()}. O(N), and a
 * sort of a number per member.
 */
final class Sweep {
    /** Fewer calls of a whole pool tell nothing of shares. */
    private static final long LEAST_CALLS = 100;

    /** A member that has twice what its peers have is worth a look. */
    private static final double SKEWED = 2;

    private final OutlierDetection rules;
    private final Ejector ejector;
    private final ControlPlane control;
    private final Journal journal;
    private volatile Judgement<Member> last = Judgement.none();

    Sweep(OutlierDetection rules, Ejector ejector, ControlPlane control, Journal journal) {
        this.rules = rules;
        this.ejector = ejector;
        this.control = control;
        this.journal = journal;
    }

    /** What the last sweep found. Any thread. */
    Judgement<Member> last() {
        return last;
    }

    void run(List<Member> members, Routes routes, long now) {
        watch(members, now);
        boolean overloaded = control.overloaded(now);
        Outliers<Member> outliers = new Outliers<>(rules, members.size());
        List<Member> doubted = new ArrayList<>();
        Recent nothing = Recent.from(now);
        Set<Member> out = ejector.budget().out();
        Routes.Verdicts ofRoutes = routes.sweep(members, out, overloaded, now);
        long calls = 0;
        for (Member member : members) {
            History history = member.upToDate();
            if (history == null) continue; // never called
            if (!judges(member, out)) {
                history.anew(now);
                continue;
            }
            Recent all = history.next(overloaded, now, rules, nothing);
            calls += all.fresh();
            Recent recent = ofRoutes.judged(member, all, now);
            if (recent != all) history.excuse(recent);
            if (!recent.idle()) outliers.add(member, recent, member.weight());
            if (history.blamed() || member.health().traffic() instanceof Traffic.Spared) doubted.add(member);
        }
        Coldness.heed(members);
        if (rules.mode() != Mode.OFF)
            ofRoutes.avoid(judge(outliers.judge(ofRoutes::parts).lenient(overloaded), doubted, now));
        tellSkew(members, calls, now);
    }

    /** Runs that go on and on are looked at ever more rarely. */
    private void watch(List<Member> members, long now) {
        Others all = new Others();
        for (Member member : members) {
            if (member.tells()) all.add(member.streak(), 0, 0, now);
            else if (member.serves()) all.addSilent();
            else all.addOut(member.health(), now);
        }
        if (all.late()) control.overloadSeen(now);
    }

    /** @param out those that are ejected */
    static boolean judges(Member member, Set<Member> out) {
        return member.available() && member.health().judged() && !out.contains(member);
    }

    /**
     * Returns who was found at fault.
     *
     * @param doubted those that were before, and those that were kept in for want of a place
     */
    private Set<Member> judge(Judgement<Member> judgement, List<Member> doubted, long now) {
        last = judgement;
        Set<Member> blamed = new HashSet<>();
        judgement.verdicts().forEach(verdict -> blamed.add(verdict.who()));
        for (Member member : doubted) {
            if (blamed.contains(member)) continue;
            member.history(now).blame(false);
            if (member.unblamed()) ejector.good(member, now); // well again
        }
        for (Judgement.Verdict<Member> verdict : judgement.verdicts()) {
            History history = verdict.who().history(now);
            boolean first = !history.blamed();
            history.blame(true);
            ejector.blame(verdict.who(), verdict.evidence(), first, now);
        }
        return blamed;
    }

    /** @param calls of all since the last sweep */
    private void tellSkew(List<Member> members, long calls, long now) {
        if (calls < LEAST_CALLS) return;
        for (List<Member> alike : Peers.groups(members).values()) {
            Shares shares = Peers.shares(alike, Peers::fresh);
            for (Member member : alike) {
                double own = Peers.fresh(member);
                if (shares.skewed(own, member.weight(), SKEWED)) {
                    journal.skewed(member, shares.times(own / member.weight()), Math.round(own), now);
                }
            }
        }
    }
}
