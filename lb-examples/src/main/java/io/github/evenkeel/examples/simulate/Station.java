package io.github.evenkeel.examples.simulate;

/** A server at work on its calls. Not for several threads. */
sealed interface Station permits Queue, Sharing {
    /** A call has come. */
    void take(int call, long now);

    /**
     * An event of this station is due.
     *
     * @param about what the station named when it asked for the event
     * @return the call that is done, or -1 if the event has been overtaken
     */
    int due(int about, long now);

    /** What a station needs from the world around it. */
    interface Surroundings {
        /** The work on a call that begins now, in nanoseconds; negative if it is never answered. */
        long begin(int call, long now);

        /** Asks for an event. */
        void at(long time, int about);
    }
}
