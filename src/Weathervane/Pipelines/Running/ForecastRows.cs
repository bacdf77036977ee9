using System.Globalization;
using System.Text;

namespace Weathervane.Pipelines.Running;

/// <summary>A version's walk-forward forecasts as a file, kept with it so that later versions can be compared on the same rows.</summary>
public static class ForecastRows
{
    /// <summary>What the file is called among a version's files.</summary>
    public const string File = "forecasts.csv";

    /// <summary>Writes the walk-forward forecasts of a candidate: <c>bar,label,probability</c>, a row each.</summary>
    /// <param name="result">The run.</param>
    /// <param name="candidate">One of its candidates.</param>
    public static byte[] Write(RunResult result, Candidate candidate)
    {
        var text = new StringBuilder("bar,label,probability\n");
        var forecasts = candidate.Forecasts;
        for (var i = 0; i < forecasts.Rows.Length; i++)
        {
            var time = result.Inputs.Rows.Times![result.Inputs.Training[forecasts.Rows[i]]];
            text.Append(CultureInfo.InvariantCulture, $"{TimeText(time)},{forecasts.Labels[i]:0},{forecasts.Probabilities[i]:R}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A bar's open as these files write it: <c>2026-03-01T11:00:00Z</c>.</summary>
    /// <param name="time">The open, UTC.</param>
    public static string TimeText(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Label and probability of up by the bar's open; what cannot be read is left out.</summary>
    /// <param name="file">What <see cref="Write"/> wrote.</param>
    public static Dictionary<string, (double Label, double Probability)> Read(byte[] file)
    {
        var rows = new Dictionary<string, (double, double)>();
        foreach (var line in Encoding.ASCII.GetString(file).Split('\n').Skip(1))
        {
            if (line.Split(',') is [var bar, var label, var probability]
                && double.TryParse(label, CultureInfo.InvariantCulture, out var value) && double.TryParse(probability, CultureInfo.InvariantCulture, out var up))
            {
                rows[bar] = (value, up);
            }
        }

        return rows;
    }
}
