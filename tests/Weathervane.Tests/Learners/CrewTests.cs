using Weathervane.Learners;

namespace Weathervane.Tests.Learners;

public sealed class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void EveryPieceIsDoneOnceInEveryRound(int threads)
    {
        using var crew = new Crew(threads);
        var done = new int[1000];
        // Short rounds follow each other at once, so that a thread may still be looking for pieces of the one before.
        for (var round = 0; round < 3000; round++)
        {
            var pieces = round % 40 == 0 ? 1000 : round % 9;
            crew.Run(pieces, piece => Interlocked.Increment(ref done[piece]));

            Assert.Equal(pieces, done.Count(times => times == 1));
            Assert.All(done[pieces..], times => Assert.Equal(0, times));
            Array.Clear(done);
        }
    }

    [Fact]
    public void MorePiecesThanARoundHoldsAreDoneInSeveral()
    {
        using var crew = new Crew(2);
        var done = new int[(1 << 20) + 12345];

        crew.Run(done.Length, piece => done[piece]++);

        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void AThreadThatSleptIsWokenAndNobodyWaitsForOneThatTakesNothing()
    {
        using var crew = new Crew(2);
        for (var round = 0; round < 3; round++)
        {
            // Long enough for the helper to go to sleep.
            Thread.Sleep(30);
            var threads = new HashSet<int>();
            using var both = new Barrier(2);
            crew.Run(2, _ =>
            {
                Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(60)));
                lock (threads)
                {
                    threads.Add(Environment.CurrentManagedThreadId);
                }
            });

            Assert.Equal(2, threads.Count);
        }
    }

    [Fact]
    public void WhatFailsIsThrownToTheCallerAndTheNextRoundIsDone()
    {
        using var crew = new Crew(2);

        var failure = Assert.Throws<InvalidOperationException>(() => crew.Run(100, piece => throw new InvalidOperationException($"piece {piece}")));

        Assert.StartsWith("piece ", failure.Message);
        var sum = 0;
        crew.Run(100, piece => Interlocked.Add(ref sum, piece));
        Assert.Equal(4950, sum);
    }

    [Fact]
    public void AThreadGetsTheSameShareAgain()
    {
        using var crew = new Crew(2);
        for (var round = 0; round < 50; round++)
        {
            var by = new int[2];
            using var both = new Barrier(2);
            crew.Run(2, piece =>
            {
                by[piece] = Environment.CurrentManagedThreadId;
                // Whoever is here cannot take the other piece.
                Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(60)));
            });

            Assert.Equal(Environment.CurrentManagedThreadId, by[1]);
            Assert.NotEqual(by[0], by[1]);
        }
    }
}
