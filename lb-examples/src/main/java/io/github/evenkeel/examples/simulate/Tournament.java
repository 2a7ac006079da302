package io.github.evenkeel.examples.simulate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Plays trials with several selectors side by side and prints a row for each as it is known. */
final class Tournament {
    /** Of the columns after the selector's name. */
    static final List<String> COLUMNS = List.of("mean", "p50", "p99", "p99.9", "success", "sends", "worst", "std err");

    private final PrintWriter out;
    private final List<Contender> contenders;
    private final Contender judged;
    private final StringBuilder table = new StringBuilder();
    private int held;
    private int total;

    /**
     * Who takes part.
     *
     * @param judged the one whose aims are counted, beside those that are asked of everyone; mostly the default
     */
    Tournament(PrintWriter out, List<Contender> contenders, Contender judged) {
        this.out = out;
        this.contenders = contenders;
        this.judged = judged;
    }

    /** What a trial gave: results by selector if it has a scenario, else what was measured. */
    record Outcome(Trial trial, List<Result> results, List<Aim.Judged> measured) {}

    int held() {
        return held;
    }

    /** All that was printed. */
    String table() {
        return table.toString();
    }

    int total() {
        return total;
    }

    /** Plays all, in their order. */
    List<Outcome> play(List<Trial> trials, int seeds, long firstSeed) {
        List<Outcome> outcomes = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("scenario", "selector"));
        header.addAll(COLUMNS);
        header.add("aims");
        row(header);
        try (Laboratory laboratory = new Laboratory(firstSeed)) {
            List<Map<Contender, Laboratory.Pending>> started = new ArrayList<>();
            for (Trial trial : trials) started.add(start(laboratory, trial, seeds));
            for (int i = 0; i < trials.size(); i++) {
                Outcome outcome = finish(trials.get(i), started.set(i, Map.of()));
                outcomes.add(outcome);
                print(outcome);
            }
        }
        line("simulate: " + held + " of " + total + " aims hold");
        return outcomes;
    }

    private Map<Contender, Laboratory.Pending> start(Laboratory laboratory, Trial trial, int seeds) {
        Map<Contender, Laboratory.Pending> pending = new LinkedHashMap<>();
        Scenario scenario = trial.scenario();
        if (scenario == null) return pending;
        for (Contender each : playing(trial)) {
            Contender shown = new Contender(each.name(), trial.selector().apply(each.selector()));
            pending.put(each, laboratory.start(scenario, shown, Math.max(seeds, trial.leastSeeds())));
        }
        return pending;
    }

    /** Whoever else is judged alone is compared with round robin and not with a trial's own selectors. */
    private List<Contender> playing(Trial trial) {
        List<Contender> all = new ArrayList<>(contenders);
        if (trial.onlyDefault()) all.removeIf(each -> each != judged && each != Contender.ROUND_ROBIN);
        if (contenders.equals(Contender.ALL)) all.addAll(trial.others());
        return all;
    }

    private Outcome finish(Trial trial, Map<Contender, Laboratory.Pending> pending) {
        if (pending.isEmpty()) {
            List<Aim.Judged> measured = trial.measured().get();
            measured.forEach(this::count);
            return new Outcome(trial, List.of(), measured);
        }
        Map<Contender, List<Run>> runs = new LinkedHashMap<>();
        pending.forEach((contender, each) -> runs.put(contender, each.await()));
        List<Result> results = new ArrayList<>();
        runs.forEach((contender, own) -> {
            List<Run> other = Objects.requireNonNull(runs.get(Contender.ROUND_ROBIN));
            List<Aim.Judged> aims = trial.aims().stream()
                    .filter(aim -> aim.everyone() || contender == judged)
                    .map(aim -> aim.judge(own, other))
                    .toList();
            aims.forEach(this::count);
            results.add(Result.of(contender, own, aims));
        });
        return new Outcome(trial, List.copyOf(results), List.of());
    }

    private void count(Aim.Judged aim) {
        total++;
        if (aim.verdict().held()) held++;
    }

    private void print(Outcome outcome) {
        Scenario scenario = outcome.trial().scenario();
        String name = scenario == null ? outcome.trial().id() : scenario.name();
        for (Result result : outcome.results()) {
            List<String> cells =
                    new ArrayList<>(List.of(name, result.contender().name()));
            cells.addAll(result.cells());
            printRows(cells, result.aims());
            name = "";
        }
        if (outcome.results().isEmpty()) {
            List<String> cells = new ArrayList<>(List.of(name, "-"));
            COLUMNS.forEach(column -> cells.add("-"));
            printRows(cells, outcome.measured());
        }
    }

    private void printRows(List<String> cells, List<Aim.Judged> aims) {
        List<String> row = new ArrayList<>(cells);
        row.add(aims.isEmpty() ? "" : aims.get(0).toString());
        row(row);
        for (int i = 1; i < aims.size(); i++) {
            List<String> more = new ArrayList<>();
            for (int column = 0; column < cells.size(); column++) more.add("");
            more.add(aims.get(i).toString());
            row(more);
        }
    }

    private void row(List<String> cells) {
        line(String.format(Locale.ROOT, "%-26s %-18s %9s %9s %9s %9s %9s %8s %7s %7s  %s", cells.toArray())
                .stripTrailing());
    }

    private void line(String text) {
        table.append(text).append('\n');
        out.println(text);
        out.flush();
    }
}
