package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.Signal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who joins and who leaves, by hand or as discovery says. */
final class Membership {
    private final PoolSettings settings;
    private final ControlPlane control;
    private final Serial serial;
    private final Members members;
    private final Inspection inspection;
    private final Transitions transitions;
    private final Drains drains;
    private final Settling settling;
    private final Journal journal;

    Membership(
            PoolSettings settings,
            ControlPlane control,
            Serial serial,
            Members members,
            Inspection inspection,
            Transitions transitions,
            Drains drains,
            Settling settling,
            Journal journal) {
        this.settings = settings;
        this.control = control;
        this.serial = serial;
        this.members = members;
        this.inspection = inspection;
        this.transitions = transitions;
        this.drains = drains;
        this.settling = settling;
        this.journal = journal;
    }

    /**
     * The first members. They serve at once. They are made one after the other, and what belongs to each apart: a collector that keeps
     * the order of what it moves then leaves side by side what picks look at.
     */
    void start(Collection<Backend> backends) {
        MemberHealth health = MemberHealth.unchecked(control.now());
        List<Standing> standings = backends.stream()
                .map(backend -> new Standing(backend, health, control))
                .toList();
        List<Member> made = standings.stream().map(Member::new).toList();
        made.forEach(members::put);
        settling.settle();
    }

    void add(Backend backend) {
        serial.command(() -> {
            if (members.find(backend.id()) != null) {
                throw Expect.violation("id", backend.id(), "an id that is not yet a member of pool " + settings.name());
            }
            join(backend);
            settling.settle();
        });
    }

    void update(Collection<Backend> backends) {
        Map<String, Backend> wanted = new LinkedHashMap<>();
        backends.forEach(backend -> wanted.put(backend.id(), backend));
        serial.command(() -> {
            if (wanted.isEmpty() && !settings.acceptEmptyUpdates()) {
                journal.updateIgnored("the list is empty; keeping " + members.size() + " members");
                return;
            }
            for (Member member : List.copyOf(members.values())) {
                Backend description = wanted.get(member.id());
                // The same id at another address is another server: nothing known of the old one holds for it.
                if (description == null || !description.sameAddress(member.backend())) leave(member);
            }
            wanted.values().forEach(this::joinOrDescribe);
            settling.settle();
        });
    }

    private void joinOrDescribe(Backend backend) {
        Member member = members.find(backend.id());
        if (member == null) {
            join(backend);
        } else if (!member.backend().equals(backend)) {
            journal.updated(member.backend(), backend);
            member.describe(backend);
            members.described();
        }
    }

    private void join(Backend backend) {
        Member member = new Member(new Standing(backend, inspection.newcomer(control.now()), control));
        members.put(member);
        journal.joined(member);
        inspection.join(member);
    }

    /** Takes a member out of the membership; whoever calls this settles. */
    Drain leave(Member member) {
        members.remove(member);
        inspection.leave(member);
        control.routes().left(member);
        transitions.take(member, new Signal.Operate(Operator.DRAINING));
        journal.left(member);
        return drains.begin(member, settings.drainTimeout(), true);
    }

    List<Backend> backends() {
        return serial.locked(
                () -> members.values().stream().map(Member::backend).toList());
    }
}
