using Weathervane.Evaluation.Probabilities;
using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Probabilities;

public sealed class AdaptiveConformalTests
{
    [Fact]
    public void A_set_holds_what_the_quantile_of_past_scores_allows()
    {
        // Scores 0.1 to 0.9; at a level of 0.2 the rank is ceil(10 x 0.8) = 8: directions of probability 0.2 or more stay.
        var conformal = new AdaptiveConformal(new ConformalOptions { Coverage = 0.8 }, 0.2, [0.5, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6]);
        Assert.Equal(ForecastSet.Either, conformal.Of(0.5));
        Assert.Equal(ForecastSet.Either, conformal.Of(0.2));
        Assert.Equal(ForecastSet.Down, conformal.Of(0.19));
        Assert.Equal(ForecastSet.Up, conformal.Of(0.81));
        Assert.Equal(ForecastSet.Either, conformal.Of(double.NaN));
        // With few scores nothing can be ruled out; a level of 1 or more rules out all.
        Assert.Equal(ForecastSet.Either, new AdaptiveConformal(new ConformalOptions()).Of(0.99));
        Assert.Equal(ForecastSet.None, new AdaptiveConformal(new ConformalOptions(), 1.01, [0.2, 0.3]).Of(0.6));
    }

    [Fact]
    public void The_level_follows_misses_and_only_the_window_is_remembered()
    {
        var conformal = new AdaptiveConformal(new ConformalOptions { Coverage = 0.9, Rate = 0.1, Window = 20 });
        conformal.Learn(ForecastSet.Up, 0.7, 1);
        // Held: 0.1 + 0.1 x (0.1 - 0).
        Assert.Equal(0.11, conformal.Level, 1e-15);
        conformal.Learn(ForecastSet.Up, 0.7, 0);
        // Missed: 0.11 + 0.1 x (0.1 - 1).
        Assert.Equal(0.02, conformal.Level, 1e-15);
        for (var i = 0; i < 20; i++)
        {
            conformal.Learn(ForecastSet.Either, i / 40.0, 0);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i / 40.0), conformal.Scores);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Misses_come_as_often_as_wanted_on_the_worst_of_series(double rate)
    {
        // What comes is whatever the set rules out, if anything: no method can do anything about it but widen its sets.
        const int rows = 5000;
        var options = new ConformalOptions { Coverage = 0.9, Rate = rate, Window = 200 };
        for (var seed = 0UL; seed < 5; seed++)
        {
            var (random, conformal, misses) = (new SeededRandom(seed), new AdaptiveConformal(options), 0);
            for (var i = 0; i < rows; i++)
            {
                var probability = random.NextDouble();
                var set = conformal.Of(probability);
                var label = set switch { ForecastSet.Up => 0, ForecastSet.Down => 1, _ => random.NextInt(2) };
                misses += AdaptiveConformal.Holds(set, label) ? 0 : 1;
                conformal.Learn(set, probability, label);
            }

            // Proposition 4.1 of Gibbs and Candes: a bound that holds for any series at all.
            Assert.InRange(Math.Abs((misses / (double)rows) - 0.1), 0, (0.9 + rate) / (rate * rows));
        }
    }

    [Fact]
    public void Without_adapting_a_drifting_series_is_covered_too_rarely_and_with_it_as_wanted()
    {
        // The model's skill dies half way: its probabilities say nothing any more.
        var random = new SeededRandom(1);
        const int rows = 6000;
        var (labels, said, spans) = (new double[rows], new double[rows], new LabelSpan[rows]);
        for (var i = 0; i < rows; i++)
        {
            said[i] = FixedMath.Sigmoid(3 * random.NextGaussian());
            labels[i] = random.NextDouble() < (i < rows / 2 ? said[i] : 0.5) ? 1 : 0;
            spans[i] = new LabelSpan(i, i + 1);
        }

        var fixedSets = ConformalRun.Over(new ConformalOptions { Rate = 0, Window = 3000 }, labels, said, spans).Figures(labels)!;
        var adaptive = ConformalRun.Over(new ConformalOptions { Rate = 0.01, Window = 3000 }, labels, said, spans).Figures(labels)!;
        Assert.True(fixedSets.Coverage < 0.87, $"{fixedSets.Coverage}");
        Assert.InRange(adaptive.Coverage, 0.89, 0.91);
        Assert.InRange(adaptive.Low, 0.8, adaptive.Coverage);
        Assert.Equal(rows - ConformalRun.OutcomesMin, adaptive.Rows);
        Assert.True(adaptive.OneRight <= adaptive.One && adaptive.One + adaptive.Either <= adaptive.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void No_set_knows_an_outcome_that_lies_ahead(int horizon)
    {
        var random = new SeededRandom(4);
        const int rows = 600, cut = 400;
        double[] said = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        double[] labels = [.. said.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
        LabelSpan[] spans = [.. Enumerable.Range(0, rows).Select(i => new LabelSpan(i, i + horizon))];
        var options = new ConformalOptions { Rate = 0.05, Window = 100 };
        var before = ConformalRun.Over(options, labels, said, spans).Sets;
        // From the row whose label ends after the cut on, everything comes out the other way.
        double[] turned = [.. labels.Select((l, i) => spans[i].Last > cut ? 1 - l : l)];
        var after = ConformalRun.Over(options, turned, said, spans).Sets;
        Assert.Equal(before[..(cut + 1)], after[..(cut + 1)]);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Serving_goes_on_where_training_stopped()
    {
        var random = new SeededRandom(9);
        double[] said = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
        double[] labels = [.. said.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
        LabelSpan[] spans = [.. Enumerable.Range(0, 500).Select(i => new LabelSpan(i, i + 1))];
        var options = new ConformalOptions { Window = 50 };
        var whole = ConformalRun.Over(options, labels, said, spans);
        var half = ConformalRun.Over(options, labels.AsSpan(0, 300), said.AsSpan(0, 300), spans.AsSpan(0, 300)).End;
        var resumed = new AdaptiveConformal(options, half.Level, [.. half.Scores]);
        for (var i = 300; i < 500; i++)
        {
            var set = resumed.Of(said[i]);
            Assert.Equal(whole.Sets[i], set);
            resumed.Learn(set, said[i], labels[i]);
        }

        Assert.Equal(whole.End.Level, resumed.Level);
        Assert.Equal(whole.End.Scores, resumed.Scores);
    }

    [Fact]
    public void Few_rows_give_no_figures_and_wrong_settings_are_refused()
    {
        Assert.Null(ConformalRun.Over(new ConformalOptions(), [1], [0.5], [new LabelSpan(0, 1)]).Figures([1]));
        Assert.Contains("Coverage must be in [0.5, 0.999], but is 0.2.", Assert.Throws<ArgumentOutOfRangeException>(() => new ConformalOptions { Coverage = 0.2 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveConformal(new ConformalOptions(), double.NaN, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveConformal(new ConformalOptions { Window = 20 }, 0.1, new double[21]));
    }
}
