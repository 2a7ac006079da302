package io.github.evenkeel.pool;

import io.github.evenkeel.health.ProbeRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks whose results the test writes: three bad ones put a member out, two good ones bring it back. */
final class Probing implements ProbeObserver {
    final Map<String, ProbeTarget> targets = new LinkedHashMap<>();
    final List<String> news = new ArrayList<>();
    final Subscription running;
    List<String> warnings = List.of();

    Probing(BackendPool pool) {
        running = pool.startChecks(new ProbeRules(3, 2), this);
    }

    @Override
    public void joined(ProbeTarget target) {
        news.add("+" + target.backend().id());
        targets.put(target.backend().id(), target);
    }

    @Override
    public void left(ProbeTarget target) {
        news.add("-" + target.backend().id());
    }

    @Override
    public void ejected(ProbeTarget target) {
        news.add("!" + target.backend().id());
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    void good(String id) {
        targets.get(id).report(true, "200");
    }

    void bad(String id) {
        targets.get(id).report(false, "refused");
    }

    void fail(String... ids) {
        for (String id : ids) for (int i = 0; i < 3; i++) bad(id);
    }

    void recover(String... ids) {
        for (String id : ids) for (int i = 0; i < 2; i++) good(id);
    }
}
