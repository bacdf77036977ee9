using Weathervane.Features;

namespace Weathervane.Datasets;

/// <summary>Fitted preprocessing: plain numbers that go into the model file. Immutable and safe to share between threads.</summary>
/// <remarks>One row gives the same bits as the same row among many. A value becomes (value - center) / scale, an unknown one the
/// scaled fill value.</remarks>
public sealed class Preprocessor
{
    private readonly int[] _kept;
    private readonly double[] _centers, _scales, _fills;

    /// <summary>Puts together what was fitted, or read from a model file.</summary>
    /// <param name="inputNames">[columns] names of the features before.</param>
    /// <param name="kept">[kept] numbers of the columns that stay, rising.</param>
    /// <param name="centers">[kept] finite.</param>
    /// <param name="scales">[kept] finite and above 0.</param>
    /// <param name="fills">[kept] what takes the place of values that are not finite; NaN for leaving them.</param>
    /// <exception cref="ArgumentException">Lengths or values do not fit.</exception>
    public Preprocessor(IReadOnlyList<string> inputNames, int[] kept, double[] centers, double[] scales, double[] fills)
    {
        Check.SameLength(centers.Length, kept.Length, nameof(centers));
        Check.SameLength(scales.Length, kept.Length, nameof(scales));
        Check.SameLength(fills.Length, kept.Length, nameof(fills));
        for (var k = 0; k < kept.Length; k++)
        {
            Check.InRange(kept[k], k == 0 ? 0 : kept[k - 1] + 1, inputNames.Count - 1, nameof(kept));
            Check.InRange(centers[k], double.MinValue, double.MaxValue, nameof(centers));
            Check.Above(scales[k], 0, double.MaxValue, nameof(scales));
        }

        (InputNames, _kept, _centers, _scales, _fills) = (inputNames, kept, centers, scales, fills);
        OutputNames = [.. kept.Select(c => inputNames[c])];
        DroppedNames = [.. inputNames.Where((_, c) => !kept.Contains(c))];
    }

    /// <summary>[columns] names of the features before.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>[kept] names of the features after.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Names of the columns that had no finite value in training.</summary>
    public IReadOnlyList<string> DroppedNames { get; }

    /// <summary>[kept] numbers of the columns that stay, rising.</summary>
    public ReadOnlySpan<int> Kept => _kept;

    /// <summary>Whether all columns stay as they are.</summary>
    internal bool ChangesNothing => DroppedNames.Count == 0 && !IsScaled && !Array.Exists(_fills, f => !double.IsNaN(f));

    /// <summary>Whether some column is shifted or stretched.</summary>
    internal bool IsScaled => Array.Exists(_centers, c => c != 0) || Array.Exists(_scales, s => s != 1);

    /// <summary>[kept] what is subtracted.</summary>
    public ReadOnlySpan<double> Centers => _centers;

    /// <summary>[kept] what is divided by.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>[kept] what takes the place of values that are not finite, before scaling; NaN for leaving them.</summary>
    public ReadOnlySpan<double> Fills => _fills;

    /// <summary>Transforms many rows.</summary>
    /// <param name="features">[rows x columns] as in <see cref="InputNames"/>.</param>
    /// <returns>[rows x kept] as in <see cref="OutputNames"/>.</returns>
    /// <exception cref="ArgumentException">The number of columns does not fit.</exception>
    public FeatureMatrix Transform(FeatureMatrix features)
    {
        Check.SameLength(features.Columns, InputNames.Count, nameof(features));
        var values = new double[checked(_kept.Length * features.Rows)];
        for (var k = 0; k < _kept.Length; k++)
        {
            var source = features.Column(_kept[k]);
            var destination = values.AsSpan(k * features.Rows, features.Rows);
            for (var i = 0; i < source.Length; i++)
            {
                destination[i] = Value(source[i], k);
            }
        }

        return new FeatureMatrix(OutputNames, values, features.Rows);
    }

    /// <summary>Transforms one row, without allocation.</summary>
    /// <param name="row">[columns] as in <see cref="InputNames"/>.</param>
    /// <param name="destination">[kept] as in <see cref="OutputNames"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Transform(ReadOnlySpan<double> row, Span<double> destination)
    {
        Check.SameLength(row.Length, InputNames.Count, nameof(row));
        Check.SameLength(destination.Length, _kept.Length, nameof(destination));
        for (var k = 0; k < destination.Length; k++)
        {
            destination[k] = Value(row[_kept[k]], k);
        }
    }

    private double Value(double value, int k)
    {
        var filled = double.IsFinite(value) || double.IsNaN(_fills[k]) ? value : _fills[k];
        return (filled - _centers[k]) / _scales[k];
    }
}
