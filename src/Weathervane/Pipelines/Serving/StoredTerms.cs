using System.Runtime.InteropServices;
using Weathervane.Evaluation.Probabilities;

namespace Weathervane.Pipelines.Serving;

/// <summary>A model's <see cref="ForecastTerms"/> as its file keeps them; long lists of numbers are little-endian bytes.</summary>
internal sealed record StoredTerms(double Threshold, StoredCalibration? Calibration, StoredConformal? Conformal, StoredRows? Familiarity)
{
    internal static StoredTerms Of(ForecastTerms terms) => new(
        terms.Threshold,
        terms.Calibration is { } c ? new StoredCalibration(c.Method.Id, [.. c.Numbers]) : null,
        terms.Conformal is { } f ? new StoredConformal(f.Options.Coverage, f.Options.Rate, f.Options.Window, f.Level, Bytes<double>([.. f.Scores])) : null,
        terms.Familiarity is { } rows ? new StoredRows([.. rows.Centers], [.. rows.Scales], Bytes<float>([.. rows.Values])) : null);

    /// <exception cref="ArgumentException">The numbers are not such as a fit gives.</exception>
    internal ForecastTerms Read()
    {
        var terms = new ForecastTerms
        {
            Threshold = Threshold,
            Calibration = Calibration is { } c ? new Calibration(c.Method, c.Numbers) : null,
            Conformal = Conformal is { } f
                ? new ConformalState(new ConformalOptions { Coverage = f.Coverage, Rate = f.Rate, Window = f.Window }, f.Level, Numbers<double>(f.Scores))
                : null,
            Familiarity = Familiarity is { } rows ? Evaluation.Probabilities.Familiarity.Read(rows.Centers, rows.Scales, Numbers<float>(rows.Values)) : null,
        };
        _ = terms.Conformal?.Start();
        return terms;
    }

    // All machines that .NET runs on by now are little-endian, as the file's payload is.
    private static byte[] Bytes<T>(T[] numbers)
        where T : struct => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static T[] Numbers<T>(byte[] bytes)
        where T : struct => bytes.Length % Marshal.SizeOf<T>() == 0
            ? MemoryMarshal.Cast<byte, T>(bytes).ToArray()
            : throw new ArgumentException("A list of numbers is cut off.", nameof(bytes));
}

internal sealed record StoredCalibration(string Method, double[] Numbers);

internal sealed record StoredConformal(double Coverage, double Rate, int Window, double Level, byte[] Scores);

internal sealed record StoredRows(double[] Centers, double[] Scales, byte[] Values);
