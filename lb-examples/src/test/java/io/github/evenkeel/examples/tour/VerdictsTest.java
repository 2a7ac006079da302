package io.github.evenkeel.examples.tour;

import static io.github.evenkeel.examples.tour.Story.at;
import static io.github.evenkeel.examples.tour.Story.complaints;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An act whose story did not happen is found out, whatever part is missing. */
class VerdictsTest {
    private final Story story = new Story();

    @Nested
    class Steady {
        @Test
        void holdsWhenAllServeAlike() {
            story.calls(100, "a", 1, 1.1, 200).calls(90, "b", 1, 1.1, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsAServerThatServedTooLittleOrNothing() {
            story.calls(100, "a", 1, 1.1, 200).calls(20, "b", 1, 1.1, 200);
            assertThat(complaints(judge())).anyMatch(said -> said.startsWith("b served 20 calls"));
            assertThat(SteadyTraffic.judge(new Story().facts(), List.of("a"), at(0), at(5))
                            .holds())
                    .isFalse();
        }

        @Test
        void findsACallThatFailed() {
            story.calls(100, "a", 1, 1.1, 200).calls(100, "b", 1, 1.1, 200).lost(2);
            assertThat(complaints(judge())).containsExactly("the application saw 1 calls fail (expected: 0)");
        }

        private Verdict judge() {
            return SteadyTraffic.judge(story.facts(), List.of("a", "b"), at(0), at(5));
        }
    }

    @Nested
    class Lie {
        @Test
        void holdsWhenItWentAsTold() {
            ejection().back().probe("b", 2, 200).calls(5, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsThatTheLiarWasNeverEjected() {
            assertThat(complaints(judge())).containsExactly("b was never ejected");
        }

        @Test
        void findsThatTheLiarNeverReturned() {
            ejection().probe("b", 2, 200).calls(5, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            assertThat(complaints(judge())).containsExactly("b never returned");
        }

        @Test
        void findsThatTheProbeDidNotLie() {
            ejection().back().probe("b", 2, 503).calls(5, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            assertThat(complaints(judge())).containsExactly("meanwhile 0 of its 1 probes said 200 (expected: all)");
        }

        @Test
        void findsTooManyLies() {
            ejection().back().probe("b", 2, 200).calls(11, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            assertThat(complaints(judge()))
                    .containsExactly(
                            "b answered 11 calls with 500 (expected: 1 to 10; its share until the ejection would be 6)");
        }

        @Test
        void countsALieToACallThatCameBefore() {
            ejection().back().probe("b", 2, 200).calls(10, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            story.call("b", -0.01, 0.01, 500);
            assertThat(complaints(judge())).singleElement().asString().startsWith("b answered 11 calls with 500");
        }

        @Test
        void findsACallWhileTheLiarWasOut() {
            ejection().back().probe("b", 2, 200).calls(5, "b", 1, 1.1, 500).calls(1, "b", 5, 5.1, 200);
            assertThat(complaints(judge()))
                    .containsExactly("from 0.5 s after that until its time was over it got 1 calls (expected: 0)");
        }

        @Test
        void findsAFailureWhileTheLiarWasOut() {
            ejection()
                    .back()
                    .probe("b", 2, 200)
                    .calls(5, "b", 1, 1.1, 500)
                    .calls(9, "a", 5, 5.1, 200)
                    .lost(5);
            assertThat(complaints(judge()))
                    .containsExactly("the others took all 10 calls, 1 of them failed (expected: 0)");
        }

        @Test
        void doesNotComplainOfCallsThatTryIt() {
            ejection().back().probe("b", 2, 200).calls(5, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            story.change("b", 6, Status.EJECTED, Status.TRIAL).calls(3, "b", 6.5, 6.6, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsThatTheReturnedServesNothing() {
            story.change("b", 3, Status.HEALTHY, Status.EJECTED).change("b", 7, Status.EJECTED, Status.HEALTHY);
            story.probe("b", 2, 200).calls(5, "b", 1, 1.1, 500).calls(9, "a", 5, 5.1, 200);
            assertThat(complaints(judge()))
                    .containsExactly("it returned after 4.0 s and served 0 calls (expected: some)");
        }

        private Lie ejection() {
            story.change("b", 3, Status.HEALTHY, Status.EJECTED);
            return this;
        }

        private Story back() {
            return story.change("b", 7, Status.EJECTED, Status.HEALTHY).call("b", 8, 8.1, 200);
        }

        private Story probe(String server, double at, int status) {
            return story.probe(server, at, status);
        }

        private Verdict judge() {
            return LyingBackend.judge(story.facts(), "b", at(0), at(10));
        }
    }

    @Nested
    class DeployAct {
        @Test
        void holdsWhenTheSlowCallsFinishBeforeTheStop() {
            story.calls(20, "c", 1, 4.5, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsThatTooFewSlowCallsWereInFlight() {
            story.calls(19, "c", 1, 4.5, 200).calls(9, "c", 1, 3.9, 200);
            assertThat(complaints(judge())).hasSize(1).allMatch(said -> said.startsWith("19 calls with 2 s and more"));
        }

        @Test
        void findsACutCall() {
            story.calls(20, "c", 1, 4.5, 200).cut("c", 1, 4.6);
            assertThat(complaints(judge())).containsExactly("c started 21 calls and finished 20 (expected: none cut)");
        }

        @Test
        void findsANewCallAfterTheDrainBegan() {
            story.calls(20, "c", 1, 4.5, 200).call("c", 2.6, 2.7, 200);
            assertThat(complaints(judge()))
                    .containsExactly("calls that came later than 0.5 s after its drain began: 1 (expected: 0)");
        }

        @Test
        void findsAStopThatCameTooEarly() {
            story.calls(20, "c", 1, 5.2, 200);
            assertThat(complaints(judge()))
                    .hasSize(1)
                    .allMatch(said -> said.startsWith("its last answer went out -200 ms"));
        }

        @Test
        void findsACallThatTheApplicationSawFail() {
            story.calls(20, "c", 1, 4.5, 200).lost(4);
            assertThat(complaints(judge())).containsExactly("the application saw 1 calls fail (expected: 0)");
        }

        private Verdict judge() {
            return Deploy.judge(story.facts(), "c", at(0), at(2), at(5), at(6));
        }
    }

    @Nested
    class Newcomer {
        @Test
        void holdsWhenTheFirstCallComesAfterTheFirstGoodProbe() {
            ready().calls(5, "f", 4, 4.1, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsACallBeforeTheFirstGoodProbe() {
            ready().calls(5, "f", 4, 4.1, 200).call("f", 2.9, 3, 200);
            assertThat(complaints(judge()))
                    .containsExactly("calls that came to it before its first good probe: 1 (expected: 0)");
        }

        @Test
        void findsThatItWasReadyAllTheTime() {
            story.probe("f", 3, 200)
                    .change("f", 3.1, Status.STARTING, Status.HEALTHY)
                    .calls(5, "f", 4, 4.1, 200);
            assertThat(complaints(judge()))
                    .hasSize(1)
                    .allMatch(said -> said.startsWith("f answered 0 probes with 503"));
        }

        @Test
        void findsThatItWasNeverReadyOrNeverAdmitted() {
            assertThat(complaints(judge())).containsExactly("f never answered a probe with 200");
            story.probe("f", 1, 503).probe("f", 3, 200);
            assertThat(complaints(judge())).containsExactly("f was not admitted");
        }

        @Test
        void findsThatItServesFarLessThanItsShare() {
            ready().calls(4, "f", 4, 4.1, 200).calls(96, "a", 4, 4.1, 200);
            assertThat(complaints(judge()))
                    .hasSize(1)
                    .allMatch(said -> said.contains("served 4 calls (expected: about 20)"));
        }

        private Story ready() {
            return story.probe("f", 1, 503).probe("f", 3, 200).change("f", 3.1, Status.STARTING, Status.HEALTHY);
        }

        private Verdict judge() {
            return NewBackend.judge(story.facts(), "f", 5, at(0), at(6));
        }
    }

    @Nested
    class Probes {
        @Test
        void holdsWhenEveryoneServesInPanicAndPanicEnds() {
            panic().over().calls(5, "a", 3, 3.1, 200).calls(5, "b", 3, 3.1, 200);
            assertThat(complaints(judge())).isEmpty();
        }

        @Test
        void findsThatThePoolDidNotPanic() {
            assertThat(complaints(judge())).containsExactly("the pool did not say that it panics");
        }

        @Test
        void findsAServerThatGotNothing() {
            panic().over().calls(5, "a", 3, 3.1, 200);
            assertThat(complaints(judge())).hasSize(1).allMatch(said -> said.contains("each of them at least 0"));
        }

        @Test
        void findsAProbeThatWasGood() {
            panic().over().calls(5, "a", 3, 3.1, 200).calls(5, "b", 3, 3.1, 200).probe("a", 3, 200);
            assertThat(complaints(judge()))
                    .containsExactly("probes answered well until the database was back: 1 (expected: 0)");
        }

        @Test
        void findsACallThatFailed() {
            panic().over().calls(5, "a", 3, 3.1, 200).calls(5, "b", 3, 3.1, 200).lost(1);
            assertThat(complaints(judge())).containsExactly("the application saw 1 calls fail (expected: 0)");
        }

        @Test
        void findsThatPanicDidNotEnd() {
            story.panic(2, Level.NORMAL, Level.IGNORE_PROBES, 2, 0);
            story.calls(5, "a", 3, 3.1, 200).calls(5, "b", 3, 3.1, 200);
            assertThat(complaints(judge())).containsExactly("panic has not ended");
        }

        private Probes panic() {
            story.panic(2, Level.NORMAL, Level.IGNORE_PROBES, 2, 0);
            return this;
        }

        private Story over() {
            return story.panic(6, Level.IGNORE_PROBES, Level.NORMAL, 2, 2);
        }

        private Verdict judge() {
            return AllProbesFail.judge(story.facts(), List.of("a", "b"), at(0), at(5), at(8));
        }
    }
}
