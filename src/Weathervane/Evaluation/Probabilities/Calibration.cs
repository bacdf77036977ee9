using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>A way to put probabilities right: its facts and its functions.</summary>
/// <param name="Id">The name in pipelines: <c>platt</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Fit">Learns the map's numbers from labels and probabilities of the same rows, at least one.</param>
/// <param name="Apply">Maps a probability in [0, 1] by the numbers, to one inside (0, 1); never turns the order of two round.</param>
/// <param name="Fits">Whether numbers from a file are such as <paramref name="Fit"/> gives.</param>
public sealed record CalibrationMethod(
    string Id, string Summary, CalibrationFit Fit, Func<double[], double, double> Apply, Func<double[], bool> Fits);

/// <summary>Learns the numbers of a map.</summary>
/// <param name="labels">[rows], 0 or 1.</param>
/// <param name="probabilities">[rows], in [0, 1].</param>
public delegate double[] CalibrationFit(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities);

/// <summary>A fitted map from what a model says to what it should have said. Immutable.</summary>
/// <remarks>Fit it on forecasts of rows that the model had not learnt from: on its own training rows a model looks surer than it is.</remarks>
public sealed class Calibration
{
    /// <summary>What a pipeline calls the absence of a map.</summary>
    public const string None = "none";

    private readonly double[] _numbers;

    /// <summary>Puts a map together from its numbers, as a model file keeps them.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="numbers">As the method's fit gave them.</param>
    /// <exception cref="ArgumentException">There is no such method, or the numbers are not its own.</exception>
    public Calibration(string method, IReadOnlyList<double> numbers)
    {
        Check.OneOf(method, [.. Methods.Select(m => m.Id)]);
        (Method, _numbers) = (Methods.First(m => m.Id == method), [.. numbers]);
        if (!_numbers.All(double.IsFinite) || !Method.Fits(_numbers))
        {
            throw new ArgumentException($"These are not the numbers of a {method} calibration.", nameof(numbers));
        }
    }

    /// <summary>All methods, the most cautious first. A new one is one file and one line here.</summary>
    public static IReadOnlyList<CalibrationMethod> Methods { get; } = [PlattScaling.Method, BetaCalibration.Method, IsotonicCalibration.Method];

    /// <summary>How it maps.</summary>
    public CalibrationMethod Method { get; }

    /// <summary>The numbers that it maps by.</summary>
    public IReadOnlyList<double> Numbers => _numbers;

    /// <summary>Learns a map.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="labels">[rows] at least one, 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1], of rows that the model had not learnt from.</param>
    /// <exception cref="ArgumentException">There is no such method, there are no rows, lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static Calibration Fit(string method, ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Check.OneOf(method, [.. Methods.Select(m => m.Id)]);
        Check.InRange(labels.Length, 1, int.MaxValue);
        Metric.CheckRows(labels, probabilities);
        return new Calibration(method, Methods.First(m => m.Id == method).Fit(labels, probabilities));
    }

    /// <summary>The probability that should have been said.</summary>
    /// <param name="probability">What was said, in [0, 1]; NaN stays NaN.</param>
    public double Of(double probability) => double.IsNaN(probability) ? double.NaN : Method.Apply(_numbers, probability);

    /// <summary>Maps many.</summary>
    /// <param name="probabilities">[rows]; NaN stays NaN.</param>
    /// <returns>[rows].</returns>
    public double[] Of(IReadOnlyList<double> probabilities) => [.. probabilities.Select(Of)];
}
