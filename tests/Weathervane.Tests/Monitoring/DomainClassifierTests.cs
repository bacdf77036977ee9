using Weathervane.Features;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Tests.Monitoring;

public sealed class DomainClassifierTests
{
    [Fact]
    public void Finds_a_change_that_no_single_feature_shows_only_where_it_is_one()
    {
        // Three shifts of 0.8 deviations with little memory: each row tells little, all together much.
        var still = History(0);
        var moved = History(0.8);
        var without = Of(still);
        var with = Of(moved);
        Assert.True(with.Area > 0.75 && with.PValue == 1.0 / 20, with.Words);
        Assert.True(without.Area < 0.65 && without.PValue > 0.05, without.Words);
        Assert.Equal(19, with.OwnAreas.Count);
        Assert.Equal(["x0", "x1", "x2"], with.Features.Take(3).Order());
    }

    [Fact]
    public void Slow_features_are_told_apart_without_drift_too_and_the_yardstick_says_so()
    {
        // AR(0.995): any window of 300 rows lies somewhere of its own.
        var found = Of(Series.Table(Series.Autoregressive(1, 6300, 0.995), Series.Autoregressive(2, 6300, 0.995)));
        Assert.True(found.OwnAreas[^1] > 0.8, found.Words);
        Assert.True(found.PValue > 0.05, found.Words);
    }

    [Fact]
    public void Is_the_same_on_any_number_of_threads_and_needs_a_column_that_moves()
    {
        var history = History(0.5);
        Assert.Equal(Of(history).Words, Of(history, threads: 4).Words);
        Assert.Null(DomainClassifier.Of(Series.Table(new double[200]), Series.Table(new double[50]), 1, TestContext.Current.CancellationToken));
    }

    private static DomainFinding Of(FeatureMatrix history, int threads = 1) =>
        DomainClassifier.Of(history.Slice(0, 6000), history.Slice(6000, 300), threads, TestContext.Current.CancellationToken)!;

    private static FeatureMatrix History(double shift)
    {
        var columns = Enumerable.Range(0, 6).Select(c => Series.Autoregressive((ulong)c + 20, 6300, 0.3)).ToArray();
        foreach (var column in columns.Take(3))
        {
            for (var i = 6000; i < column.Length; i++)
            {
                column[i] += shift;
            }
        }

        return Series.Table(columns);
    }
}
