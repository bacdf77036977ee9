using Weathervane.Evaluation.Probabilities;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Probabilities;

public sealed class FamiliarityTests
{
    [Fact]
    public void Is_what_seven_rows_on_a_line_give_by_hand()
    {
        // 0 to 5 and 20: mean 5, deviation sqrt(40). In units of 1: from 5 the five nearest others are 1 2 3 4 5 away, mean 3; 0: 3; 1: 2 (1 1 2 3 4: 2.2);
        // 2: 1 1 2 2 3: 1.8; 3: 1.8; 4: 2.2; 20: 15 16 17 18 19: 17.
        var familiarity = Familiarity.Of(Column(0, 1, 2, 3, 4, 5, 20))!;
        Assert.Equal(5, familiarity.Centers[0], 1e-12);
        Assert.Equal(Math.Sqrt(40), familiarity.Scales[0], 1e-12);
        // 2.5 is 0.5 0.5 1.5 1.5 2.5 away, mean 1.3: none is nearer.
        Assert.Equal(1, familiarity.Of([2.5]));
        // 6 is 1 2 3 4 5 away: mean 3, as 0 and 5 are, give or take the rounding of the kept rows; 0, 5 and 20 or 20 alone are at least as far.
        Assert.Contains(familiarity.Of([6]), new[] { 1.0 / 7, 2.0 / 7, 3.0 / 7 });
        // 9 is 4 5 6 7 8 away: only 20 is farther.
        Assert.Equal(1.0 / 7, familiarity.Of([9]), 1e-12);
        Assert.Equal(0, familiarity.Of([-100]));
    }

    [Fact]
    public void New_rows_of_the_same_kind_are_as_familiar_as_the_old_ones()
    {
        // A uniform familiarity has mean 1/2; 2,000 rows compared with 256: deviations of 0.29/sqrt(256) and 0.29/sqrt(2000) together.
        var random = new SeededRandom(1);
        var familiarity = Familiarity.Of(Gaussian(random, 5000, 6, 0))!;
        var fresh = familiarity.Of(Gaussian(random, 2000, 6, 0), 2);
        Assert.InRange(fresh.Average(), 0.5 - (4 * 0.0195), 0.5 + (4 * 0.0195));
        Assert.InRange(fresh.Count(f => f < 0.1) / 2000.0, 0.02, 0.2);
        // Three deviations off in each of six features: farther out than any.
        Assert.InRange(familiarity.Of(Gaussian(random, 200, 6, 3)).Average(), 0, 0.01);
    }

    [Fact]
    public void Neither_units_nor_unknown_values_nor_features_that_never_move_upset_it()
    {
        var random = new SeededRandom(2);
        var rows = Gaussian(random, 400, 3, 0);
        var scaled = new FeatureMatrix(["a", "b", "c"], [.. rows.Column(0).ToArray().Select(v => (1e6 * v) + 1e7), .. rows.Column(1), .. rows.Column(2)], 400);
        var (plain, large) = (Familiarity.Of(rows)!, Familiarity.Of(scaled)!);
        double[] row = [0.3, -1, 2];
        // Kept rows are rounded to float, so a row at the very edge may change sides.
        Assert.Equal(plain.Of(row), large.Of([(1e6 * 0.3) + 1e7, -1, 2]), 1.0 / 256);
        Assert.Equal(plain.Of([plain.Centers[0], -1, 2]), plain.Of([double.NaN, -1, 2]));
        var still = Familiarity.Of(new FeatureMatrix(["x", "y"], [.. rows.Column(0)[..50], .. Enumerable.Repeat(7.0, 50)], 50))!;
        Assert.Equal(0, still.Of([0, 1007]));
        Assert.InRange(still.Of([0, 7]), 0.3, 1);
        Assert.Equal(0, still.Of([double.PositiveInfinity, 7]));
    }

    [Fact]
    public void Reads_back_the_same_and_refuses_what_no_model_keeps()
    {
        var rows = Gaussian(new SeededRandom(3), 1000, 5, 0);
        var kept = Familiarity.Of(rows)!;
        Assert.Equal(Familiarity.RowsMost, kept.Rows);
        var read = Familiarity.Read([.. kept.Centers], [.. kept.Scales], [.. kept.Values]);
        Assert.Equal(kept.Of(rows), read.Of(rows, 3));
        Assert.Null(Familiarity.Of(Column(1, 2, 3)));
        Assert.Throws<ArgumentException>(() => Familiarity.Read([0], [0], new float[10]));
        Assert.Throws<ArgumentException>(() => Familiarity.Read([0, 0], [1, 1], new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Familiarity.Read([0], [1], new float[300]));
    }

    private static FeatureMatrix Column(params double[] values) => new(["x"], values, values.Length);

    private static FeatureMatrix Gaussian(SeededRandom random, int rows, int columns, double shift) =>
        new([.. Enumerable.Range(0, columns).Select(c => $"f{c}")], [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextGaussian() + shift)], rows);
}
