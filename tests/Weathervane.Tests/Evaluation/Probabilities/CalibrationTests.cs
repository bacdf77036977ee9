using System.Globalization;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Probabilities;

/// <summary>What every method of the catalogue keeps, hand-worked values, and scikit-learn's own calibrations.</summary>
public sealed class CalibrationTests
{
    public static TheoryData<string> Methods => [.. Calibration.Methods.Select(m => m.Id)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void No_method_turns_the_order_of_two_forecasts_round_or_says_0_or_1(string method)
    {
        for (var seed = 0UL; seed < 40; seed++)
        {
            // Sharp, dull, reversed and constant forecasts, few and many, with ties.
            var random = new SeededRandom(seed);
            var (labels, said) = Forecasts(random, 2 + random.NextInt(400), (4 * random.NextDouble()) - 1, random.NextGaussian(), (int)seed % 3);
            var calibration = Calibration.Fit(method, labels, said);
            var grid = Enumerable.Range(0, 1001).Select(i => calibration.Of(i / 1000.0)).ToList();
            Assert.All(grid, p => Assert.InRange(p, 1e-9, 1 - 1e-9));
            Assert.All(grid.Zip(grid.Skip(1)), pair => Assert.True(pair.First <= pair.Second, $"seed {seed}: {pair}"));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_puts_right_what_it_can_describe(string method)
    {
        // Said log odds are twice the true ones: far too sure.
        var random = new SeededRandom(5);
        var (labels, said) = Forecasts(random, 40_000, 0.5, 0, 0);
        var before = CalibrationFigures.Of(labels, said);
        var (fresh, freshSaid) = Forecasts(random, 40_000, 0.5, 0, 0);
        var after = CalibrationFigures.Of(fresh, Calibration.Fit(method, labels, said).Of(freshSaid));
        Assert.True(before.ExpectedError > 0.08, $"{before.ExpectedError}");
        // Three times what chance makes of right probabilities; isotonic learns its own noise on top.
        Assert.InRange(after.ExpectedError, 0, 3 * after.ErrorByChance);
        Assert.True(LogLoss.Metric.Score(fresh, [.. Calibration.Fit(method, labels, said).Of(freshSaid)]) < LogLoss.Metric.Score(fresh, freshSaid));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Numbers_read_back_give_the_same_map_and_others_are_refused(string method)
    {
        var (labels, said) = Forecasts(new SeededRandom(2), 500, 0.7, 0.2, 0);
        var fitted = Calibration.Fit(method, labels, said);
        Assert.Equal(fitted.Of(said), new Calibration(method, fitted.Numbers).Of(said));
        Assert.Throws<ArgumentException>(() => new Calibration(method, [.. fitted.Numbers.Skip(1)]));
        Assert.Throws<ArgumentException>(() => new Calibration(method, [.. fitted.Numbers.Select(_ => double.NaN)]));
        Assert.Throws<ArgumentException>(() => new Calibration(method, [.. fitted.Numbers.Select(v => -v - 1)]));
        Assert.Equal(double.NaN, fitted.Of(double.NaN));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void One_class_alone_proves_no_certainty(string method)
    {
        var calibration = Calibration.Fit(method, [1, 1, 1], [0.4, 0.5, 0.6]);
        // (3 + 1) / (3 + 2).
        Assert.Equal(0.8, calibration.Of(0.5), 1e-6);
    }

    [Fact]
    public void Isotonic_is_what_three_blocks_give_by_hand()
    {
        // Shares by probability: 0.1: 0 of 1; 0.2: 1 of 1; 0.3: 0 of 1; 0.4: 1 of 1. The second and third are pooled to 1/2.
        var calibration = Calibration.Fit("isotonic", [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4]);
        // Kept 1/6 away from 0 and 1.
        Assert.Equal([0.1, 1.0 / 6, 0.2, 0.5, 0.3, 0.5, 0.4, 5.0 / 6], calibration.Numbers);
        Assert.Equal(1.0 / 6, calibration.Of(0));
        Assert.Equal((1.0 / 6 / 2) + (0.5 / 2), calibration.Of(0.15), 1e-15);
        Assert.Equal(0.5, calibration.Of(0.25));
        Assert.Equal(5.0 / 6, calibration.Of(1));
    }

    [Fact]
    public void Forecasts_that_point_the_wrong_way_leave_the_base_rate()
    {
        double[] labels = [.. Enumerable.Range(0, 1000).Select(i => i < 500 ? 1.0 : 0.0)];
        double[] said = [.. labels.Select((l, i) => 0.5 + ((0.3 + (i % 7 / 100.0)) * (0.5 - l)))];
        foreach (var method in new[] { "platt", "beta" })
        {
            Assert.All(new[] { 0.1, 0.5, 0.9 }, p => Assert.Equal(0.5, Calibration.Fit(method, labels, said).Of(p), 1e-12));
        }
    }

    [Fact]
    public void Says_what_it_refuses()
    {
        Assert.Contains("method must be one of platt, beta, isotonic, but is 'magic'.", Assert.Throws<ArgumentException>(() => Calibration.Fit("magic", [1], [0.5])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.Fit("platt", [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.Fit("platt", [1], [1.5]));
    }

    [Theory]
    [InlineData(1, 0.5, 0.0)]
    [InlineData(2, 2.0, -0.5)]
    [InlineData(3, 0.15, 0.3)]
    public void Agrees_with_scikit_learn(ulong seed, double slope, double shift)
    {
        var (labels, said) = Forecasts(new SeededRandom(seed), 3_000, slope, shift, 0);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, said.Zip(labels, (p, y) => string.Create(CultureInfo.InvariantCulture, $"{p:R},{y}")));
            var peer = PeerProcess.Run(PeerProcess.Python, Path.Combine(Repository.Root, "tests/Weathervane.Tests/Evaluation/Probabilities/calibration.py"), path);
            foreach (var method in Calibration.Methods)
            {
                var (ours, theirs) = (Calibration.Fit(method.Id, labels, said), peer.Numbers(method.Id));
                // Its Platt stops where the gradient of the summed loss is 1e-5: some 1e-6 off; isotonic differs by rounding alone, beta by Newton's last step.
                var tolerance = method.Id switch { "platt" => 1e-5, "beta" => 1e-7, _ => 1e-12 };
                Assert.All(theirs.Select((p, i) => (p, i)), t => Assert.Equal(t.p, ours.Of((t.i + 1) / 100.0), tolerance));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Forecasts whose true log odds are slope x said + shift.</summary>
    private static (double[] Labels, double[] Said) Forecasts(SeededRandom random, int rows, double slope, double shift, int decimalsOff)
    {
        var (labels, said) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var odds = 1.2 * random.NextGaussian();
            said[i] = decimalsOff == 0 ? FixedMath.Sigmoid(odds) : Math.Round(FixedMath.Sigmoid(odds), 3 - decimalsOff);
            labels[i] = random.NextDouble() < FixedMath.Sigmoid((slope * odds) + shift) ? 1 : 0;
        }

        return (labels, said);
    }
}
