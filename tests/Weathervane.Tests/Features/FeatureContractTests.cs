using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Tests.Features;

/// <summary>Runs <see cref="FeatureContract"/> over the whole catalogue and every set, and shows that a cheat is caught.</summary>
public sealed class FeatureContractTests
{
    private static readonly BarSeries Bars = TestBars.Walk(1_500, 1);
    private static readonly BarSeries Holed = TestBars.Walk(1_500, 2, i => i is 300 or (>= 700 and < 705) or (>= 1000 and < 1100));

    /// <summary>The catalogue at its defaults, at small lengths and on coarser bars; and every named set.</summary>
    private static readonly IReadOnlyList<FeatureSet> Sets =
    [
        WholeCatalog("defaults", d => d.Parameters.Select(p => p.Default), ""),
        WholeCatalog("small", d => d.Parameters.Select(p => Math.Max(p.Min, p.Whole ? 3 : 0.5)), ""),
        WholeCatalog("coarse", d => d.Parameters.Select(p => p.Default), "@4"),
        FeatureSets.Resolve(["columns", "rsi(5)"], Bars.ColumnNames, "features"),
        .. FeatureSets.All,
    ];

    [Fact]
    public void The_first_value_comes_exactly_after_the_stated_warmup() => Assert.Empty(Sets.SelectMany(s => FeatureContract.WarmupOffences(s, Bars)));

    [Fact]
    public void A_prefix_of_the_bars_gives_a_prefix_of_the_values() =>
        Assert.Empty(Sets.SelectMany(s => FeatureContract.PrefixOffences(b => s.Compute(b), Bars, 1, 2, 777, 1_001, 1_499)));

    [Fact]
    public void Noise_in_the_future_changes_nothing() =>
        Assert.Empty(Sets.SelectMany(s => FeatureContract.NoiseOffences(b => s.Compute(b), Bars, 1, 777, 1_001, 1_499)));

    [Fact]
    public void One_bar_at_a_time_gives_the_bits_of_the_batch() => Assert.Empty(Sets.SelectMany(s => FeatureContract.LiveOffences(s, Bars, HolePolicy.Span)));

    [Fact]
    public void One_bar_at_a_time_restarts_at_the_same_holes_with_the_same_bits() => Assert.Empty(
        from set in Sets
        from holes in new[] { HolePolicy.Span, HolePolicy.Restart(0), HolePolicy.Restart(3), HolePolicy.Restart(50) }
        from offence in FeatureContract.LiveOffences(set, Holed, holes)
        select $"{holes}: {offence}");

    [Fact]
    public void A_restart_at_a_hole_forgets_all_that_came_before() =>
        // Bar 300 is missing, then five from 700 and a hundred from 1,000: the stretches start at these positions.
        Assert.Empty(Sets.SelectMany(s => FeatureContract.RestartOffences(s, Holed, 0, 300, 699, 994)));

    [Fact]
    public void A_feature_of_finite_memory_does_not_depend_on_where_the_series_starts() =>
        Assert.Empty(Sets.SelectMany(s => FeatureContract.MemoryOffences(s, Bars, 1, 13, 500)));

    [Fact]
    public void Every_name_of_the_catalogue_and_of_the_sets_is_used_once()
    {
        Assert.Empty(FeatureCatalog.All.GroupBy(d => d.Name).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Empty(FeatureSets.All.Select(s => s.Name).Intersect(FeatureCatalog.All.Select(d => d.Name)));
    }

    [Fact]
    public void Peeking_at_the_next_close_is_caught_by_prefix_and_by_noise()
    {
        static FeatureMatrix Peek(BarSeries bars)
        {
            var values = bars.Close.ToArray();
            for (var i = 0; i + 1 < values.Length; i++)
            {
                values[i] = bars.Close[i + 1];
            }

            return new FeatureMatrix(["peek"], values, bars.Count);
        }

        Assert.Equal("peek: bar 776 is ", Assert.Single(FeatureContract.PrefixOffences(Peek, Bars, 777))[..17]);
        Assert.Equal("peek: bar 776 is ", Assert.Single(FeatureContract.NoiseOffences(Peek, Bars, 777))[..17]);
    }

    [Fact]
    public void Scaling_by_all_bars_is_caught_by_prefix_and_by_noise()
    {
        static FeatureMatrix Scaled(BarSeries bars)
        {
            var mean = bars.Close.ToArray().Average();
            return new FeatureMatrix(["scaled"], [.. bars.Close.ToArray().Select(c => c - mean)], bars.Count);
        }

        Assert.NotEmpty(FeatureContract.PrefixOffences(Scaled, Bars, 777));
        Assert.NotEmpty(FeatureContract.NoiseOffences(Scaled, Bars, 777));
    }

    private static FeatureSet WholeCatalog(string name, Func<FeatureDefinition, IEnumerable<double>> parameters, string suffix) => new(
        name,
        "every output of every feature",
        [
            .. from definition in FeatureCatalog.All
               let call = definition.Parameters.Count == 0 ? "" : FormattableString.Invariant($"({string.Join(",", parameters(definition).Select(p => FormattableString.Invariant($"{p}")))})")
               from output in definition.Outputs
               select FeatureColumn.Parse(definition.Name + call + (output.Name.Length == 0 ? "" : "." + output.Name) + suffix),
        ]);
}
