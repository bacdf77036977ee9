using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Numerics;

namespace Weathervane.Tests.Datasets;

public sealed class PreprocessingTests
{
    [Fact]
    public void Standard_scaling_gives_mean_0_and_population_deviation_1()
    {
        // 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14, deviation sqrt(14 / 4).
        var fitted = new Preprocessing { Scaler = Scaling.Standard }.Fit(Column(1, 2, 3, 6));
        Assert.Equal(3, fitted.Centers[0]);
        Assert.Equal(Math.Sqrt(3.5), fitted.Scales[0], 1e-15);
        Assert.Equal((6 - 3) / Math.Sqrt(3.5), fitted.Transform(Column(6))[0, 0], 1e-15);
    }

    [Fact]
    public void Robust_scaling_uses_median_and_quartiles()
    {
        // Sorted 1 2 3 4 100: quartiles at ranks 1 and 3 are 2 and 4, the median 3; the outlier does not matter.
        var fitted = new Preprocessing { Scaler = Scaling.Robust }.Fit(Column(4, 100, 1, 3, 2));
        Assert.Equal((3.0, 2.0), (fitted.Centers[0], fitted.Scales[0]));
    }

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.Robust)]
    public void A_constant_column_becomes_0(Scaling scaler)
    {
        // Three times 0.1 sums to a little more than 0.3: without care the deviation is tiny instead of none.
        var fitted = new Preprocessing { Scaler = scaler }.Fit(Column(0.1, 0.1, 0.1));
        Assert.Equal(0, fitted.Transform(Column(0.1))[0, 0]);
        Assert.Equal(1, fitted.Scales[0]);
    }

    [Fact]
    public void Unknown_values_are_left_out_of_the_statistics_and_filled_only_when_asked()
    {
        var train = Column(1, double.NaN, 3, double.PositiveInfinity, 8);
        Assert.Equal(double.NaN, new Preprocessing().Fit(train).Transform(Column(double.NaN))[0, 0]);
        var filling = new Preprocessing { Scaler = Scaling.Standard, Impute = Imputation.Median }.Fit(train);
        Assert.Equal(4, filling.Centers[0]);
        Assert.Equal((3 - 4) / filling.Scales[0], filling.Transform(Column(double.NaN))[0, 0]);
    }

    [Fact]
    public void Columns_that_are_never_finite_are_dropped_and_named()
    {
        var train = new FeatureMatrix(["MFI", "RSI", "gap"], [double.NaN, double.NaN, 1, 2, 3, 4], 2);
        var fitted = new Preprocessing().Fit(train);
        Assert.Equal(["MFI"], fitted.DroppedNames);
        Assert.Equal(["RSI", "gap"], fitted.OutputNames);
        Assert.Equal([1.0, 2.0], fitted.Transform(train).Column(0).ToArray());
        Assert.Equal(
            "features: none of the 1 columns has a finite value in the 2 training rows.",
            Assert.Throws<InputException>(() => new Preprocessing().Fit(Column(double.NaN, double.NaN))).Message);
    }

    [Fact]
    public void One_row_gives_the_bits_of_the_batch_without_allocation()
    {
        var features = Random(rows: 50, columns: 6, seed: 3);
        var fitted = new Preprocessing { Scaler = Scaling.Robust, Impute = Imputation.Median }.Fit(features);
        var batch = fitted.Transform(features);
        var (row, one) = (new double[6], new double[6]);
        long allocated = 0;
        for (var i = 0; i < features.Rows; i++)
        {
            features.CopyRow(i, row);
            var before = GC.GetAllocatedBytesForCurrentThread();
            fitted.Transform(row, one);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            for (var c = 0; c < one.Length; c++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(batch[i, c]), BitConverter.DoubleToInt64Bits(one[c]));
            }
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Noise_in_the_test_rows_does_not_change_the_scaler()
    {
        // The older pipeline fitted its scaler on all rows, so the training features knew the test's prices.
        var rows = MadeRows.Of(new NextBarDirection(), 200, 4);
        var split = new HoldOut().Split(rows)[0];
        var values = Enumerable.Range(0, 2).SelectMany(c => rows.Features.Column(c).ToArray()).ToArray();
        foreach (var test in split.Test)
        {
            values[test] = 1e9;
            values[rows.Rows + test] = -1e9;
        }

        var other = new FeatureMatrix(rows.Features.Names, values, rows.Rows);
        foreach (var scaler in Enum.GetValues<Scaling>())
        {
            var preprocessing = new Preprocessing { Scaler = scaler, Impute = Imputation.Median };
            var before = preprocessing.Fit(rows.Features.TakeRows(split.Train));
            var after = preprocessing.Fit(other.TakeRows(split.Train));
            Assert.Equal(before.Centers.ToArray(), after.Centers.ToArray());
            Assert.Equal(before.Scales.ToArray(), after.Scales.ToArray());
            Assert.Equal(before.Fills.ToArray(), after.Fills.ToArray());
        }
    }

    [Fact]
    public void Can_be_put_together_from_its_numbers_and_refuses_broken_ones()
    {
        var features = Random(rows: 20, columns: 3, seed: 5);
        var fitted = new Preprocessing { Scaler = Scaling.Standard }.Fit(features);
        var copy = new Preprocessor(fitted.InputNames, fitted.Kept.ToArray(), fitted.Centers.ToArray(), fitted.Scales.ToArray(), fitted.Fills.ToArray());
        Assert.Equal(fitted.Transform(features).Column(2).ToArray(), copy.Transform(features).Column(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preprocessor(["a"], [1], [0], [1], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preprocessor(["a"], [0], [0], [0], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Preprocessor(["a"], [0], [double.NaN], [1], [0]));
        Assert.Throws<ArgumentException>(() => new Preprocessor(["a"], [0], [0, 0], [1], [0]));
    }

    private static FeatureMatrix Column(params double[] values) => new(["x"], values, values.Length);

    private static FeatureMatrix Random(int rows, int columns, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextInt(9) == 0 ? double.NaN : random.NextGaussian())];
        return new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], values, rows);
    }
}
