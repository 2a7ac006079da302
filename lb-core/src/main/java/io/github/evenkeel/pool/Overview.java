package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.retry.RetryBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a pool shows of itself, as of one instant. Changes nothing. */
final class Overview {
    private final PoolSettings settings;
    private final ControlPlane control;
    private final Serial serial;
    private final Members members;
    private final Tiering tiering;
    private final Drains drains;
    private final Inspection inspection;
    private final Settling settling;
    private final Advisor advisor;
    private final Journal journal;

    Overview(
            PoolSettings settings,
            ControlPlane control,
            Serial serial,
            Members members,
            Tiering tiering,
            Drains drains,
            Inspection inspection,
            Settling settling,
            Advisor advisor,
            Journal journal) {
        this.settings = settings;
        this.control = control;
        this.serial = serial;
        this.members = members;
        this.tiering = tiering;
        this.drains = drains;
        this.inspection = inspection;
        this.settling = settling;
        this.advisor = advisor;
        this.journal = journal;
    }

    PoolStatus status(long droppedEvents, RetryBudget retries) {
        return serial.locked(() -> {
            long now = control.now();
            List<String> warnings = new ArrayList<>();
            advisor.advice().forEach(each -> warnings.add(each.toString()));
            warnings.addAll(inspection.warnings());
            return PoolStatus.of(
                    settings,
                    settling.level(),
                    members.values(),
                    drains.leaving(),
                    tiering.shares(),
                    figures(now, retries),
                    control.routes().status(now),
                    warnings,
                    now,
                    droppedEvents);
        });
    }

    Explanation explain(CallContext context) {
        return serial.locked(() -> {
            Route route = control.routes().find(context);
            return new DryPick(members.values(), control.rotation(), tiering, route, context, control.now()).explain();
        });
    }

    /** A strategy of the user's that throws must not take the status with it. */
    private Map<String, Long> figures(long now, RetryBudget retries) {
        Map<String, Long> figures = new HashMap<>();
        try {
            figures.putAll(tiering.figures(now));
        } catch (RuntimeException | Error thrown) {
            journal.bug(thrown);
        }
        if (retries.used()) {
            figures.put("retries", retries.granted());
            figures.put("retriesLeft", retries.balance(now));
            figures.put("retriesRefused", retries.refused());
        }
        return figures;
    }
}
