using System.Security.Cryptography;
using System.Text;
using Weathervane.Server.Operation;
using Weathervane.Server.Outages;

namespace Weathervane.Server.Tests.Outages;

/// <summary>What a server holds for an outage is whole, bounded, and never in the way.</summary>
public sealed class LocalCopiesTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vane-copies-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Content_that_was_damaged_is_not_used_and_goes_away()
    {
        var copies = new LocalCopies(_folder, "store", 1 << 20);
        var (bytes, sha256) = Content("a model");
        copies.KeepContent(sha256, bytes);
        Assert.Equal(bytes, copies.Content(sha256));
        var file = Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        File.WriteAllText(file, "a modeL");
        Assert.Null(copies.Content(sha256));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void The_longest_unused_content_makes_room()
    {
        var copies = new LocalCopies(_folder, "store", 4096);
        var all = Enumerable.Range(0, 6).Select(i => Content(new string((char)('a' + i), 1000))).ToList();
        foreach (var (index, (bytes, sha256)) in all.Index())
        {
            copies.KeepContent(sha256, bytes);
            foreach (var file in Directory.GetFiles(_folder, sha256, SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-60 + index));
            }

            if (index == 3)
            {
                // The first was used again.
                Assert.NotNull(copies.Content(all[0].Sha256));
            }
        }

        Assert.Equal([true, false, false, true, true, true], all.Select(c => copies.Content(c.Sha256) is not null));
        // What would take the room of everything else is not held at all.
        var (large, name) = Content(new string('x', 2000));
        copies.KeepContent(name, large);
        Assert.Null(copies.Content(name));
    }

    [Fact]
    public void Names_of_another_store_in_the_same_folder_are_not_seen()
    {
        var (one, other) = (new LocalCopies(_folder, "one", 1), new LocalCopies(_folder, "other", 1));
        one.Keep("champion", [1]);
        Assert.Null(other.Find("champion"));
        Assert.Equal([1], one.Find("champion")!.Value.Bytes);
        one.Confirm("champion", DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), one.Find("champion")!.Value.Confirmed);
        one.Forget("champion");
        Assert.Null(one.Find("champion"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_holds_nothing_and_fails_nobody()
    {
        File.WriteAllText(_folder, "a file is in the way");
        var copies = new LocalCopies(_folder, "store", 1 << 20);
        var (bytes, sha256) = Content("a model");
        copies.KeepContent(sha256, bytes);
        copies.Keep("champion", bytes);
        Assert.Null(copies.Content(sha256));
        Assert.Null(copies.Find("champion"));
        File.Delete(_folder);
    }

    [Fact]
    public void Entries_wait_for_a_store_that_is_away_up_to_a_million_and_the_rest_is_counted()
    {
        var (stored, away, lost) = (new List<int>(), true, 0L);
        using (var writer = new BatchWriter<int>(
            entries =>
            {
                if (away)
                {
                    throw new IOException("away");
                }

                stored.AddRange(entries);
            },
            new StillClock(),
            count => lost = count))
        {
            for (var i = 0; i < BatchWriter<int>.MostWaiting + 5; i++)
            {
                writer.Add(i);
            }

            Assert.Equal((BatchWriter<int>.MostWaiting, 5L), (writer.Waiting, writer.Dropped));
            away = false;
        }

        // In the order in which they came.
        Assert.Equal(Enumerable.Range(0, BatchWriter<int>.MostWaiting), stored);
        Assert.Equal(5, lost);
    }

    private static (byte[] Bytes, string Sha256) Content(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

/// <summary>A clock whose timers never come.</summary>
internal sealed class StillClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
