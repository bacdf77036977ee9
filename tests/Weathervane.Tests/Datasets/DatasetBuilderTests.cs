using Weathervane.Datasets;
using Weathervane.Labels;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Datasets;

public sealed class DatasetBuilderTests
{
    [Fact]
    public void Rows_are_the_bars_past_the_warm_up_that_have_a_label_in_time_order()
    {
        // 6 bars, a hole after bar 3, warm-up of 2: bars 2 and 4 have a next bar, 3 and 5 have none.
        double[] closes = [1, 2, 3, 4, 3, 5];
        var bars = MadeBars.Of([0, 1, 2, 3, 9, 10], closes, closes, closes);
        var rows = DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), new NextBarDirection().Compute(bars), warmUp: 2);
        Assert.Equal([2.0, 4.0], rows.Features.Column(0).ToArray());
        Assert.Equal([1.0, 1.0], rows.Labels);
        Assert.Equal([new LabelSpan(2, 3), new LabelSpan(4, 5)], rows.Spans);
        Assert.Equal([MadeBars.Start.AddHours(2), MadeBars.Start.AddHours(9)], rows.Times!);
        Assert.Null(rows.ForTraining);
    }

    [Fact]
    public void Rows_in_the_dead_zone_are_kept_and_marked()
    {
        var zone = new DeadZone { Threshold = 0.008, Unit = ThresholdUnit.Absolute };
        var bars = MadeBars.OfCloses(100, 101, 101.1, 102.5);
        Assert.Equal([true, false, true], DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), zone.Compute(bars), 0).ForTraining!);
    }

    [Fact]
    public void Taking_rows_takes_their_times_along()
    {
        var rows = MadeRows.Of(new NextBarDirection(), 20, 1);
        Assert.Equal([rows.Times![3], rows.Times[7]], rows.Take([3, 7]).Times!);
    }

    [Fact]
    public void Says_why_no_row_is_left()
    {
        var bars = MadeBars.OfCloses(1, 2, 3);
        var problem = Assert.Throws<InputException>(() => DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), new NextBarDirection().Compute(bars), 2));
        Assert.Equal(
            "made: none of its 3 bars is past the warm-up of 2 bars and has a label, of which there are 2. "
            + "Give more bars than the warm-up and the label's 1 bar ahead together need, "
            + "or features that look back on fewer: 'vane features list' shows how many bars each needs before its first value.", problem.Message);
    }
}
