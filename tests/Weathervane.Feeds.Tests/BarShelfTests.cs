using Weathervane.Bars;
using Weathervane.Feeds.Fetching;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>Files that grow by what is fetched.</summary>
public sealed class BarShelfTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vane-shelf-{Guid.NewGuid():N}.csv");
    private readonly ReplayClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Is_saved_every_ten_seconds_so_that_a_kill_loses_no_more()
    {
        var shelf = Open();
        shelf.Take([Bar(0), Bar(1)]);
        Assert.False(File.Exists(_path));
        _clock.Now += TimeSpan.FromSeconds(10);
        shelf.Take([Bar(2)]);
        Assert.Equal([Bar(0), Bar(1), Bar(2)], Read());
        shelf.Take([Bar(3)]);
        Assert.Equal(3, Read().Length);
        shelf.Save();
        Assert.Equal(4, Read().Length);
    }

    [Fact]
    public void Holds_each_time_once_in_order_with_the_values_that_came_last()
    {
        var shelf = Open();
        shelf.Take([Bar(5), Bar(6)]);
        shelf.Take([Bar(2), Bar(5) with { Volume = 9 }]);
        shelf.Save();
        Assert.Equal([Bar(2), Bar(5) with { Volume = 9 }, Bar(6)], Read());
        Assert.Equal(Read(), Open().Held!.ToArray());
    }

    [Fact]
    public void A_file_without_anything_new_is_not_written_again()
    {
        var shelf = Open();
        shelf.Take([Bar(0), Bar(1)]);
        shelf.Save();
        File.SetLastWriteTimeUtc(_path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        shelf.Save();
        Open().Save();
        Assert.Equal(2020, File.GetLastWriteTimeUtc(_path).Year);
    }

    [Fact]
    public void A_single_bar_makes_no_file_since_it_could_not_be_read()
    {
        var shelf = Open();
        shelf.Take([Bar(0)]);
        shelf.Save();
        Assert.False(File.Exists(_path));
    }

    private static Bar Bar(int hour) => new(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hour), 1.1, 1.3, 1.0, 1.2, hour);

    private BarShelf Open() => BarShelf.Open(_path, Hour, _clock, TestContext.Current.CancellationToken);

    private Bar[] Read() => BarReader.Read(_path, cancel: TestContext.Current.CancellationToken).Bars.ToArray();
}
