using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Probabilities;

public sealed class CalibrationFiguresTests
{
    [Fact]
    public void Are_what_four_rows_give_by_hand()
    {
        // 0.2 is said twice and never comes, 0.6 twice and comes once: two bins of two rows.
        var figures = CalibrationFigures.Of([0, 0, 1, 0], [0.2, 0.2, 0.6, 0.6]);
        // (|0.2 - 0| + |0.6 - 0.5|) / 2.
        Assert.Equal(0.15, figures.ExpectedError, 1e-15);
        // ((0.04 - 0) + (0.01 - 0.25 / 1)) / 2.
        Assert.Equal(-0.1, figures.SquaredError, 1e-15);
        // Half of sqrt(2/pi x 0.16/2) and of sqrt(2/pi x 0.24/2).
        Assert.Equal((Math.Sqrt(0.16 / Math.PI) + Math.Sqrt(0.24 / Math.PI)) / 2, figures.ErrorByChance, 1e-15);
        Assert.Equal(0.2, figures.Sharpness, 1e-15);
        // (0.04 + 0.04 + 0.16 + 0.36) / 4; the rising map says 0 and 1/2: (0 + 0 + 1/4 + 1/4) / 4 = 1/8; always 1/4: 3/16.
        Assert.Equal(0.15, figures.Brier, 1e-15);
        Assert.Equal(0.025, figures.Miscalibration, 1e-15);
        Assert.Equal(0.0625, figures.Discrimination, 1e-15);
        Assert.Equal(0.1875, figures.Uncertainty, 1e-15);
    }

    [Fact]
    public void The_parts_of_the_Brier_score_add_up_and_are_never_negative()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var random = new SeededRandom(seed);
            var n = 1 + random.NextInt(200);
            double[] said = [.. Enumerable.Range(0, n).Select(_ => Math.Round(random.NextDouble(), 2))];
            double[] labels = [.. said.Select(p => random.NextDouble() < p * p ? 1.0 : 0.0)];
            var figures = CalibrationFigures.Of(labels, said);
            Assert.Equal(figures.Brier, figures.Miscalibration - figures.Discrimination + figures.Uncertainty, 1e-14);
            Assert.Equal(MetricCatalog.Of("brier").Score(labels, said), figures.Brier);
            // Rounding of sums over up to 200 rows.
            Assert.InRange(figures.Miscalibration, -1e-14, 1);
            Assert.InRange(figures.Discrimination, -1e-14, 0.25);
        }
    }

    [Fact]
    public void Right_probabilities_show_the_error_of_chance_and_no_squared_error()
    {
        // 400 samples of 500 right forecasts: the mean of the error is what chance is said to give, that of the squared one is 0.
        var (errors, chances, squares) = (new List<double>(), new List<double>(), new List<double>());
        for (var seed = 0UL; seed < 400; seed++)
        {
            var random = new SeededRandom(seed);
            double[] said = [.. Enumerable.Range(0, 500).Select(_ => FixedMath.Sigmoid(random.NextGaussian()))];
            double[] labels = [.. said.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
            var figures = CalibrationFigures.Of(labels, said);
            errors.Add(figures.ExpectedError);
            chances.Add(figures.ErrorByChance);
            squares.Add(figures.SquaredError);
        }

        // The normal law of a bin of 33 rows is 2 % off; four standard errors of the simulation are as much.
        Assert.Equal(chances.Average(), errors.Average(), 0.04 * chances.Average());
        var deviation = Math.Sqrt(squares.Average(s => s * s) - (squares.Average() * squares.Average()));
        // The labels' variance in a bin holds the spread of its probabilities too, which is taken off as if it were chance: by less than a deviation's tenth.
        Assert.Equal(0, squares.Average(), (4 * deviation / 20) + (0.1 * deviation));
    }

    [Fact]
    public void Refuse_no_rows() => Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationFigures.Of([], []));
}
