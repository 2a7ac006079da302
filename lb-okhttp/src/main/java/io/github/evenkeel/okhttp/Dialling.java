package io.github.evenkeel.okhttp;

/** A connection as it is being made by a call, for its figures. Of several addresses tried at once the last one's times count. */
final class Dialling {
    private final MemberConnections member;
    private volatile long startedAt;
    private volatile long handshakeAt;

    Dialling(MemberConnections member) {
        this.member = member;
        this.startedAt = member.now();
    }

    MemberConnections member() {
        return member;
    }

    void again() {
        startedAt = member.now();
    }

    void handshakeBegins() {
        handshakeAt = member.now();
    }

    void handshakeEnds() {
        member.shookHands(member.now() - handshakeAt);
    }

    void ends() {
        member.connected(member.now() - startedAt);
    }
}
