using Weathervane.Bars;
using Weathervane.Pipelines;
using Weathervane.Tests.Features;

namespace Weathervane.Tests.Pipelines;

/// <summary>What <c>vane run BARS.csv</c> runs.</summary>
public sealed class DefaultPipelineTests
{
    private static readonly BarSeries Bars = TestBars.Walk(50, 1);

    [Fact]
    public void The_sample_called_direction_is_the_default_pipeline_written_out()
    {
        var given = PipelineFile.Read(Path.Combine(Repository.Root, "samples/direction.yaml"));
        var made = PipelineFile.Parse(DefaultPipeline.Yaml(Bars, "bars.csv"), "the default pipeline");
        Assert.Equal(PipelineFile.Write(given), PipelineFile.Write(made with { Name = given.Name, Bars = given.Bars }));
    }

    [Fact]
    public void The_plain_attempt_has_60_features_and_one_learner()
    {
        var plain = PipelineFile.Read(Path.Combine(Repository.Root, "samples/direction-plain.yaml"));
        Assert.Equal(60, plain.Features.Resolve([], "features").Columns.Count);
        Assert.Single(plain.Learners);
    }

    [Fact]
    public void A_long_memory_does_not_eat_short_series()
    {
        // 1,000 daily bars are four years: two thirds of them must stay rows.
        var set = PipelineFile.Parse(DefaultPipeline.Yaml(Bars, "bars.csv"), "the default pipeline").Features.Resolve([], "features");
        Assert.InRange(set.Warmup, 1, 340);
    }
}
