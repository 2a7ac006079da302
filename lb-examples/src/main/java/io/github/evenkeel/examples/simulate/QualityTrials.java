package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.select.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The project's own aims, Q1 to Q13: what "best" means in numbers. A unit is the mean service time where nothing else is said. */
final class QualityTrials {
    /** Of a warm-up. */
    private static final double[] FACTORS = {0.1, 0.3, 0.6};

    private final boolean quick;
    private final List<Trial> all = new ArrayList<>();

    private QualityTrials(boolean quick) {
        this.quick = quick;
    }

    /** In their order; quickly with a tenth of the calls, and some sizes left out. */
    static List<Trial> all(boolean quick) {
        QualityTrials trials = new QualityTrials(quick);
        trials.latency();
        trials.longTails();
        trials.weights();
        trials.brownOut();
        trials.oneAtATime();
        trials.ramp();
        trials.everyNumberOfClients();
        trials.fastFailure();
        trials.falseEjections();
        trials.retryStorm();
        trials.add(Trial.measured("q13", Hashing::judged));
        return List.copyOf(trials.all);
    }

    private void latency() {
        add(Trial.of("q1", fleet("q1", 20, 0.8, 1, 500), Aim.mean(1.18), Aim.p99(5.4)));
        add(Trial.of("q2", fleet("q2", 10, 0.9, 1, 800), Aim.mean(1.96), Aim.p99(8.3)));
        double[] means = {2.35, 3.65, 4.75};
        int[] clients = {5, 20, 100};
        for (int i = 0; i < clients.length; i++) {
            add(Trial.of("q3", fleet("q3 C=" + clients[i], 20, 0.8, clients[i], 500), Aim.mean(means[i])));
        }
        add(Trial.of(
                "q4",
                fleet("q4 reports C=100", 100, 0.8, 100, 600)
                        .about("Every answer tells how many calls its server has.")
                        .reports(),
                Aim.mean(2.15),
                Aim.p99(8.5)));
        add(Trial.of("q5", uneven(1), Aim.mean(1.10), Aim.p99(5.9)));
        add(Trial.of("q5", uneven(10), Aim.mean(2.35), Aim.p99(10)));
    }

    private Scenario.Builder uneven(int clients) {
        Server one = Server.queue(ServiceTime.exponential(1));
        return Scenario.named("q5 uneven C=" + clients)
                .about("Half the servers at speed 4/3, half at 2/3, and nobody told the pool.")
                .servers(10, one.withSpeed(4.0 / 3))
                .servers(10, one.withSpeed(2.0 / 3))
                .load(0.7)
                .clients(clients)
                .calls(calls(500));
    }

    /** Not among the aims: that calls of very different length are not taken for servers of different speed. */
    private void longTails() {
        for (int clients : new int[] {1, 20}) {
            add(Trial.of(
                    "tails",
                    Scenario.named("long tails C=" + clients)
                            .about("Equal servers; one call in a hundred takes thirty times as long as the median.")
                            .servers(20, Server.queue(ServiceTime.logNormal(1, 1.5)))
                            .load(0.5)
                            .clients(clients)
                            .calls(calls(500))));
        }
    }

    /** Not among the aims: what each gets of four servers each of weight 1, 2 and 4, that are as wide, or as fast, as these say. */
    private void weights() {
        Server one = Server.queue(ServiceTime.exponential(1));
        for (double load : new double[] {0.5, 0.8}) {
            Scenario.Builder wide = weights("wide", load)
                    .about("Servers of weight 1, 2 and 4 that do so many calls at once.")
                    .servers(4, one)
                    .servers(4, Server.queue(2, ServiceTime.exponential(1)).withWeight(2))
                    .servers(4, Server.queue(4, ServiceTime.exponential(1)).withWeight(4));
            Scenario.Builder fast = weights("fast", load)
                    .about("Servers of weight 1, 2 and 4 that are so fast, one call at a time.")
                    .servers(4, one)
                    .servers(4, one.withSpeed(2).withWeight(2))
                    .servers(4, one.withSpeed(4).withWeight(4));
            add(Trial.of("weights", wide, light(0.8), heavy(1.1)));
            // A light server is slower here by what it is: few get calls while others that finish sooner are free.
            add(Trial.of("weights", fast, light(0.2), heavy(1.2)));
        }
    }

    private Scenario.Builder weights(String what, double load) {
        return Scenario.named(String.format(Locale.ROOT, "weights %s rho=%.1f", what, load))
                .load(load)
                .calls(calls(100));
    }

    private static Aim light(double least) {
        return Aim.atLeast("light ones' share/weight's", least, run -> shareOfFour(run, 0) * 7);
    }

    private static Aim heavy(double most) {
        return Aim.atMost("heavy ones' share/weight's", most, run -> shareOfFour(run, 8) * 7 / 4);
    }

    private static double shareOfFour(Run run, int first) {
        double share = 0;
        for (int i = first; i < first + 4; i++) share += run.share(i);
        return share;
    }

    private void brownOut() {
        add(Trial.of("q6", brownOut("q6 brown-out"), Aim.success(0.99965)));
    }

    /** Eleven servers of any number of calls at once, so that what a slow answer costs is its own time; one slow for half a minute. */
    static Scenario.Builder brownOut(String name) {
        Server server = Server.unlimited(ServiceTime.normal(0.167, 0.005));
        return Scenario.named(name)
                .about("One of eleven servers takes 2 s instead of 167 ms, from 15 s to 45 s.")
                .servers(10, server)
                .server(server.during(15, 45, ServiceTime.exactly(2)))
                .rate(1000)
                .evenly()
                .unit(Duration.ofSeconds(1))
                .warmUp(0)
                .lasts(60)
                .deadline(1)
                .pool(pool -> pool.outlierDetection(OutlierDetection.off()));
    }

    private void oneAtATime() {
        double at = 12_000;
        Server server = Server.queue(ServiceTime.normal(1, 0.05));
        // Back within 60 s, 600 units of 100 ms: judged by the 100 calls after that, a bucket of time.
        add(Trial.of(
                "q7",
                Scenario.named("q7 one at a time")
                        .about("Calls that never overlap; one of them, in the middle, is three times as slow.")
                        .server(server.slowerOnce(at, 3))
                        .servers(4, server)
                        .oneAtATime(0)
                        .warmUp(0)
                        .lasts(2 * at),
                Aim.atMost("off a fair share", 0.05, Run::unevenness).ofEveryone(),
                Aim.atLeast("slow one's share", 0.5 / 5, run -> run.share(0, at + 600, at + 700))
                        .ofEveryone()));
    }

    private void ramp() {
        for (int servers : quick ? new int[] {2, 16} : new int[] {2, 16, 128}) {
            for (double load : new double[] {0.3, 0.8}) {
                for (double factor : FACTORS) ramp(servers, load, factor);
            }
        }
        for (int servers : new int[] {2, 16}) {
            for (double factor : FACTORS) rampOfKeys(servers, factor);
        }
    }

    private void ramp(int servers, double load, double factor) {
        String name = String.format(Locale.ROOT, "q8 n=%d rho=%.1f at %.1f", servers, load, factor);
        // Five runs of nine tenths of this give it 1,100 calls, a standard error of 3 %.
        int thousands = (int) Math.max(100, 0.25 * servers / factor);
        Scenario.Builder scenario =
                fleet(name, servers, load, 1, thousands).about("Server 1 warms up and stays at one point of it.");
        Aim near = Aim.nearOne("share/(factor x fair share)", 0.2, run -> run.share(0) * servers / factor);
        UnaryOperator<Selector> ramped = inner -> new Ramped(inner, "server:1", factor);
        add(Trial.ofEveryone("q8", scenario, ramped, near).with(List.of(Contender.WEIGHTED_RANDOM)));
    }

    /** A selector of keys gives a member a part of the keys, so there must be many for it to get a part of the calls. */
    private void rampOfKeys(int servers, double factor) {
        String name = String.format(Locale.ROOT, "q8 keys n=%d at %.1f", servers, factor);
        Scenario.Builder scenario = fleet(name, servers, 0.3, 1, quick ? 500 : 100)
                .about("The same with 100,000 keys.")
                .keys(100_000);
        Aim near = Aim.nearOne("share/(factor x fair share)", 0.2, run -> run.share(0) * servers / factor);
        add(Trial.ofKeys("q8", scenario, inner -> new Ramped(inner, "server:1", factor), near));
    }

    private void everyNumberOfClients() {
        for (int clients : quick ? new int[] {2, 400} : new int[] {1, 2, 10, 50, 200, 400}) {
            // A server chosen at random, which no selector should be worse than, has 1 / (1 - 0.8).
            add(Trial.of(
                            "q9",
                            fleet("q9 C=" + clients, 20, 0.8, clients, 400),
                            Aim.mean(5).ofEveryone(),
                            Aim.atMost("worst/fair share", 1.05, run -> run.worstShare() * 20)
                                    .ofEveryone())
                    .with(List.of(Contender.WEIGHTED_RANDOM)));
        }
    }

    private void fastFailure() {
        Server server = Server.queue(ServiceTime.exponential(1));
        Server failing = server.failing(100, Server.ALWAYS, 1, Outcome.ofStatus(500), ServiceTime.exponential(0.01));
        Scenario.Builder penalties = failing("q10 fails fast, no ejection", server, failing)
                .pool(pool -> pool.outlierDetection(OutlierDetection.off()));
        // The twenty calls after the first ten since the onset: 100 runs have 2,000, a standard error of 0.007 at a
        // tenth.
        add(Trial.of(
                        "q10",
                        failing("q10 fails fast, onset", server, failing)
                                .pool(pool -> pool.outlierDetection(OutlierDetection.off()))
                                .lasts(120),
                        Aim.atMost("its share of sends 11 to 30", 0.1, run -> run.shareOfSends(0, 11, 30)))
                .withSeeds(100));
        add(Trial.of("q10", penalties, Aim.atMost("its share", 0.1, run -> run.share(0, 105, 340))));
        add(Trial.of(
                "q10",
                failing("q10 fails fast, ejection", server, failing),
                Aim.atMost("its share", 0.01, run -> run.share(0, 120, 340))));
    }

    /** 35 s: the first ejection is not over yet. */
    private static Scenario.Builder failing(String name, Server server, Server failing) {
        return Scenario.named(name)
                .about("From 10 s on, one of ten servers fails in a hundredth of the usual time.")
                .server(failing)
                .servers(9, server)
                .load(0.8)
                .warmUp(0)
                .lasts(350);
    }

    private void falseEjections() {
        for (double success : new double[] {0.8, 0.9, 0.95, 0.99}) {
            for (int perSweep : quick ? new int[] {100} : new int[] {20, 100, 1000}) falseEjections(success, perSweep);
        }
    }

    private void falseEjections(double success, int perSweep) {
        Server server = Server.unlimited(ServiceTime.exponential(1))
                .failing(0, Server.ALWAYS, 1 - success, Outcome.ofStatus(500), ServiceTime.exponential(1));
        // 10 s, a sweep, are 100 units.
        add(Trial.ofDefault(
                "q11",
                Scenario.named(String.format(Locale.ROOT, "q11 success %.2f, %d/sweep", success, perSweep))
                        .about("Ten equal servers that fail now and then: whoever is ejected is ejected by chance.")
                        .servers(10, server)
                        .rate(10 * perSweep / 100.0)
                        .warmUp(0)
                        .calls(calls(500)),
                Aim.noEjections()));
    }

    /**
     * Three retries, and servers that go on with what nobody waits for: without a budget the load stays at four times what is offered, and
     * nobody is ever served again.
     */
    private void retryStorm() {
        add(Trial.of("q12", retryStorm("q12 after the storm").warmUp(1500), Aim.success(0.999)));
        // 1.1 x offered and 3 per second: a unit is 100 ms, seven calls. It starts with 3 s more.
        Scenario.Builder whole = retryStorm("q12 retry storm").warmUp(0);
        double seconds = 200;
        double floor = 3 * (seconds + 10) / (seconds * 70);
        add(Trial.of("q12", whole, Aim.sends(1.1 + floor)));
    }

    static Scenario.Builder retryStorm(String name) {
        Server server = Server.queue(ServiceTime.exponential(1)).slowerDuring(200, 500, 2);
        return Scenario.named(name)
                .about(
                        "Ten servers at half their speed from 20 s to 50 s; attempts are given up after ten service times.")
                .servers(10, server)
                .rate(7)
                .timeOut(10)
                .retries(RetryRules.defaults().withAttempts(4))
                .lasts(2000);
    }

    private Scenario.Builder fleet(String name, int servers, double load, int clients, int thousands) {
        return Scenario.named(name).servers(servers).load(load).clients(clients).calls(calls(thousands));
    }

    private long calls(int thousands) {
        return thousands * (quick ? 100L : 1000L);
    }

    private void add(Trial trial) {
        all.add(trial);
    }
}
